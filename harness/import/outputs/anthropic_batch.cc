// Results of Anthropic's message batches: a line an answer, by the custom_id of its request, in any
// order. A message is one of /v1/messages.
// Source: the Message Batches API's guide ("Retrieving batch results").
#include "harness/base/text.h"
#include "harness/import/outputs/batch_requests.h"
#include "harness/import/outputs/output_formats.h"
#include "harness/import/outputs/read_values.h"

namespace assay {
namespace {

// A text, or a list of blocks with texts.
std::string text_of_system(const Json& system) {
  if (!system.is_array()) return text_of(system);
  std::string text;
  for (const Json& block : system) text += text_of(field_of(block, "text"));
  return text;
}

Result<AskedInBatch> read_anthropic_request(const Json& line) {
  AskedInBatch asked;
  asked.id = text_of(field_of(line, "custom_id"));
  if (asked.id.empty()) return usage_error("has no custom_id");
  const Json& params = field_of(line, "params");
  asked.model = text_of(field_of(params, "model"));
  Result<Messages> question = question_in(field_of(params, "messages"));
  if (!question) return usage_error("its messages: " + question.error().message);
  asked.question = std::move(*question);
  if (std::string system = text_of_system(field_of(params, "system")); !system.empty())
    asked.question.insert(asked.question.begin(), Message{Role::system, std::move(system), {}, {}});
  return asked;
}

Result<ImportedOutput> output_of_result(const Json& line) {
  ImportedOutput output;
  output.case_id = text_of(field_of(line, "custom_id"));
  if (output.case_id.empty()) return usage_error("has no custom_id");
  const Json& result = field_of(line, "result");
  const std::string type = text_of(field_of(result, "type"));
  if (type == "succeeded") {
    const Json& message = field_of(result, "message");
    output.model = text_of(field_of(message, "model"));
    output.result = reply_of_batch("anthropic_messages", 200, message);
  } else if (type == "errored") {
    // {"type": "error", "error": {...}}, as the API itself says what went wrong.
    const Json& error = field_of(result, "error");
    const Json& inner = field_of(error, "error");
    output.result = failure_of_batch(inner.is_object() ? inner : error);
  } else if (type == "canceled" || type == "expired") {
    output.result = failure_elsewhere(type);
  } else {
    return usage_error(field_of(line, "params").is_object()
                           ? "is a batch's request and not its result; --requests names the file "
                             "of requests"
                           : "has no result of a type that is known: succeeded, errored, canceled "
                             "or expired");
  }
  return output;
}

}  // namespace

Result<void> read_anthropic_batch(OutputSource& source, const OutputSink& sink) {
  return read_batch(source, read_anthropic_request, output_of_result, sink);
}

}  // namespace assay
