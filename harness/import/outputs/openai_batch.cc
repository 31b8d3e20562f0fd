// Batch output of OpenAI, or of Groq, which has the same form: an answer a line, by custom_id, in
// any order. The body is a reply as it comes by the wire.
// Source: the Batch API's reference ("The request output object").
#include <fmt/format.h>

#include <unordered_map>

#include "harness/base/text.h"
#include "harness/import/outputs/output_formats.h"
#include "harness/import/outputs/read_values.h"
#include "harness/import/outputs/records.h"
#include "harness/provider/dialect.h"
#include "harness/provider/raw_reply.h"

namespace assay {
namespace {

struct AskedInBatch {
  std::string model;
  Messages question;
};
using BatchRequests = std::unordered_map<std::string, AskedInBatch>;

Result<BatchRequests> read_requests(const std::filesystem::path& file) {
  BatchRequests requests;
  if (file.empty()) return requests;
  ASSAY_CHECK(each_json_line(file, [&](const Json& line, const std::string& where) -> Result<void> {
    const std::string id = text_of(field_of(line, "custom_id"));
    if (id.empty()) return record_error(file, where, "has no custom_id");
    const Json& body = field_of(line, "body");
    AskedInBatch asked{text_of(field_of(body, "model")), {}};
    const Json& messages = field_of(body, "messages");
    const Json& input = messages.is_null() ? field_of(body, "input") : messages;
    Result<Messages> question = question_in(input);
    if (!question) return record_error(file, where, "its messages: " + question.error().message);
    asked.question = std::move(*question);
    if (!requests.emplace(id, std::move(asked)).second)
      return record_error(file, where, "custom_id '" + excerpt(id, 60) + "' is there twice");
    return {};
  }));
  return requests;
}

Failure failure_of(const Json& error) {
  const std::string code = text_of(field_of(error, "code"));
  const std::string message = text_of(field_of(error, "message"));
  Failure failure = failure_elsewhere(message.empty() ? text_of(error) : message);
  failure.code = excerpt(code, 100);
  return failure;
}

// The body by the rules for a reply of that format.
std::variant<Reply, Failure> decode_response(const Json& response) {
  const Json& body = field_of(response, "body");
  const Json& status = field_of(response, "status_code");
  RawReply raw;
  const bool is_responses = text_of(field_of(body, "object")) == "response";
  raw.dialect = is_responses ? "openai_responses" : "openai_chat";
  raw.status = status.is_number_integer() ? status.get<int>() : 200;
  raw.content_type = "application/json";
  raw.body = dump_json(body);
  if (find_dialect(raw.dialect) == nullptr)
    return failure_elsewhere("a reply of the Responses API, which assay does not read");
  tl::expected<Reply, Failure> reply = decode_again(raw);
  if (!reply) return reply.error();
  return std::move(*reply);
}

}  // namespace

Result<void> read_openai_batch(OutputSource& source, const OutputSink& sink) {
  ASSAY_TRY(const BatchRequests requests, read_requests(source.requests));
  return each_json_line(
      source.file, [&](const Json& line, const std::string& where) -> Result<void> {
        ImportedOutput output;
        output.where = where;
        output.case_id = text_of(field_of(line, "custom_id"));
        if (output.case_id.empty()) return record_error(source.file, where, "has no custom_id");
        const Json& response = field_of(line, "response");
        const Json& error = field_of(line, "error");
        if (response.is_null() && error.is_null()) {
          const bool is_request = line.contains("body") && line.contains("method");
          return record_error(source.file, where,
                              is_request ? "is a batch's request and not its output; --requests "
                                           "names the file of requests"
                                         : "has neither a response nor an error");
        }
        output.model = text_of(field_of(field_of(response, "body"), "model"));
        if (!source.requests.empty()) {
          const auto asked = requests.find(output.case_id);
          if (asked == requests.end())
            return record_error(source.file, where,
                                fmt::format("custom_id '{}' is not in {}",
                                            excerpt(output.case_id, 60), source.requests.string()));
          output.question = asked->second.question;
          if (!asked->second.model.empty()) output.model = asked->second.model;
        }
        if (!error.is_null())
          output.result = failure_of(error);
        else
          output.result = decode_response(response);
        return sink(std::move(output));
      });
}

}  // namespace assay
