#include "harness/import/outputs/batch_requests.h"

#include <fmt/format.h>

#include <string>
#include <unordered_map>
#include <utility>

#include "harness/base/text.h"
#include "harness/import/outputs/read_values.h"
#include "harness/import/outputs/records.h"
#include "harness/provider/raw_reply.h"

namespace assay {

namespace {

using BatchRequests = std::unordered_map<std::string, AskedInBatch>;

Result<BatchRequests> read_batch_requests(const std::filesystem::path& file,
                                          Result<AskedInBatch> (*read)(const Json& line)) {
  BatchRequests requests;
  if (file.empty()) return requests;
  ASSAY_CHECK(each_json_line(file, [&](const Json& line, const std::string& where) -> Result<void> {
    Result<AskedInBatch> asked = read(line);
    if (!asked) return record_error(file, where, asked.error().message);
    const std::string id = asked->id;
    if (!requests.emplace(id, std::move(*asked)).second)
      return record_error(file, where, "'" + excerpt(id, 60) + "' is there twice");
    return {};
  }));
  return requests;
}

Result<void> take_request(const BatchRequests& requests, const std::filesystem::path& file,
                          ImportedOutput& output) {
  if (file.empty()) return {};
  const auto asked = requests.find(output.case_id);
  if (asked == requests.end())
    return usage_error(
        fmt::format("'{}' is not in {}", excerpt(output.case_id, 60), file.string()));
  output.question = asked->second.question;
  if (!asked->second.model.empty()) output.model = asked->second.model;
  return {};
}

}  // namespace

Result<void> read_batch(OutputSource& source, Result<AskedInBatch> (*read_request)(const Json&),
                        Result<ImportedOutput> (*read_answer)(const Json&),
                        const OutputSink& sink) {
  ASSAY_TRY(const BatchRequests requests, read_batch_requests(source.requests, read_request));
  return each_json_line(
      source.file, [&](const Json& line, const std::string& where) -> Result<void> {
        Result<ImportedOutput> output = read_answer(line);
        Result<void> joined = output ? take_request(requests, source.requests, *output)
                                     : tl::unexpected(output.error());
        if (!joined) return record_error(source.file, where, joined.error().message);
        output->where = where;
        return sink(std::move(*output));
      });
}

std::variant<Reply, Failure> reply_of_batch(std::string_view dialect, int status,
                                            const Json& body) {
  RawReply raw;
  raw.dialect = dialect;
  raw.status = status;
  raw.content_type = "application/json";
  raw.body = dump_json(body);
  tl::expected<Reply, Failure> reply = decode_again(raw);
  if (!reply) return reply.error();
  return std::move(*reply);
}

Failure failure_of_batch(const Json& error) {
  const std::string code = text_of(field_of(error, "code"));
  const std::string message = text_of(field_of(error, "message"));
  Failure failure = failure_elsewhere(message.empty() ? text_of(error) : message);
  failure.code = excerpt(code, 100);
  return failure;
}

}  // namespace assay
