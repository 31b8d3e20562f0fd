// Batch output of OpenAI, or of Groq, which has the same form: an answer a line, by custom_id, in
// any order. The body is a reply as it comes by the wire, of chat completions or of Responses.
// Source: the Batch API's reference ("The request output object").
#include <fmt/format.h>

#include "harness/base/text.h"
#include "harness/import/outputs/batch_requests.h"
#include "harness/import/outputs/output_formats.h"
#include "harness/import/outputs/read_values.h"
#include "harness/import/outputs/records.h"

namespace assay {
namespace {

// Items of a Responses input that are no messages, as the messages that stand for them.
Json messages_of_items(const Json& items) {
  if (!items.is_array()) return items;
  Json messages = Json::array();
  for (const Json& item : items) {
    const std::string type = text_of(field_of(item, "type"));
    if (type == "function_call") {
      Json call{{"id", field_of(item, "call_id")},
                {"function",
                 {{"name", field_of(item, "name")}, {"arguments", field_of(item, "arguments")}}}};
      messages.push_back(
          {{"role", "assistant"}, {"content", ""}, {"tool_calls", {std::move(call)}}});
    } else if (type == "function_call_output") {
      messages.push_back({{"role", "tool"},
                          {"content", field_of(item, "output")},
                          {"tool_call_id", field_of(item, "call_id")}});
    } else {
      messages.push_back(item);
    }
  }
  return messages;
}

Result<AskedInBatch> read_batch_line(const Json& line) {
  AskedInBatch asked;
  asked.id = text_of(field_of(line, "custom_id"));
  if (asked.id.empty()) return usage_error("has no custom_id");
  const Json& body = field_of(line, "body");
  asked.model = text_of(field_of(body, "model"));
  const Json& messages = field_of(body, "messages");
  Result<Messages> question =
      question_in(messages.is_null() ? messages_of_items(field_of(body, "input")) : messages);
  if (!question) return usage_error("its messages: " + question.error().message);
  asked.question = std::move(*question);
  if (const std::string system = text_of(field_of(body, "instructions")); !system.empty())
    asked.question.insert(asked.question.begin(), Message{Role::system, system, {}, {}});
  return asked;
}

// The body by the rules for a reply of that format.
std::variant<Reply, Failure> decode_response(const Json& response) {
  const Json& body = field_of(response, "body");
  const Json& status = field_of(response, "status_code");
  const bool is_responses = text_of(field_of(body, "object")) == "response";
  return reply_of_batch(is_responses ? "openai_responses" : "openai_chat",
                        status.is_number_integer() ? status.get<int>() : 200, body);
}

Result<ImportedOutput> output_of_line(const Json& line) {
  ImportedOutput output;
  output.case_id = text_of(field_of(line, "custom_id"));
  if (output.case_id.empty()) return usage_error("has no custom_id");
  const Json& response = field_of(line, "response");
  const Json& error = field_of(line, "error");
  if (response.is_null() && error.is_null()) {
    const bool is_request = line.contains("body") && line.contains("method");
    if (line.contains("result"))
      return usage_error("is a result of Anthropic's: its format is anthropic-batch");
    return usage_error(is_request ? "is a batch's request and not its output; --requests names "
                                    "the file of requests"
                                  : "has neither a response nor an error");
  }
  output.model = text_of(field_of(field_of(response, "body"), "model"));
  if (!error.is_null())
    output.result = failure_of_batch(error);
  else
    output.result = decode_response(response);
  return output;
}

}  // namespace

Result<void> read_openai_batch(OutputSource& source, const OutputSink& sink) {
  return read_batch(source, read_batch_line, output_of_line, sink);
}

}  // namespace assay
