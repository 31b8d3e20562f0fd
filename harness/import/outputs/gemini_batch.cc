// Batch output of Gemini: a line an answer, by the key of its request, in any order. Vertex AI
// has the request in the line, and perhaps no key. A response is one of generateContent.
// Source: the Batch API's guide ("Input file", "Retrieving results").
#include <fmt/format.h>

#include "harness/base/text.h"
#include "harness/import/outputs/batch_requests.h"
#include "harness/import/outputs/output_formats.h"
#include "harness/import/outputs/read_values.h"
#include "harness/import/outputs/records.h"

namespace assay {
namespace {

std::string key_of_line(const Json& line) {
  const std::string key = text_of(field_of(line, "key"));
  return key.empty() ? text_of(field_of(field_of(line, "metadata"), "key")) : key;
}

// Both spellings of JSON and of protocol buffers are taken there.
const Json& either_of(const Json& object, std::string_view camel, std::string_view snake) {
  const Json& value = field_of(object, camel);
  return value.is_null() ? field_of(object, snake) : value;
}

Result<std::string> text_of_parts(const Json& content) {
  if (content.is_string()) return content.get<std::string>();
  std::string text;
  for (const Json& part : field_of(content, "parts")) {
    const Json& words = field_of(part, "text");
    if (!words.is_string())
      return usage_error("a request has parts that are no text, which assay does not carry");
    text += words.get<std::string>();
  }
  return text;
}

Result<Messages> question_of_request(const Json& request) {
  Messages messages;
  const Json& system = either_of(request, "systemInstruction", "system_instruction");
  if (!system.is_null()) {
    ASSAY_TRY(std::string text, text_of_parts(system));
    messages.push_back({Role::system, std::move(text), {}, {}});
  }
  for (const Json& content : field_of(request, "contents")) {
    ASSAY_TRY(std::string text, text_of_parts(content));
    const bool is_model = field_of(content, "role") == Json("model");
    messages.push_back({is_model ? Role::assistant : Role::user, std::move(text), {}, {}});
  }
  return messages;
}

Result<AskedInBatch> read_gemini_request(const Json& line) {
  AskedInBatch asked;
  asked.id = key_of_line(line);
  if (asked.id.empty()) return usage_error("has no key");
  ASSAY_TRY(asked.question, question_of_request(field_of(line, "request")));
  if (asked.question.empty()) return usage_error("has no request with contents");
  return asked;
}

Result<ImportedOutput> output_of_gemini_line(const Json& line) {
  ImportedOutput output;
  output.case_id = key_of_line(line);
  const Json& response = field_of(line, "response");
  const Json& request = field_of(line, "request");
  // Vertex AI says what went wrong as a text.
  const Json& error = either_of(line, "error", "status");
  const bool went_wrong = error.is_object() || !text_of(error).empty();
  if (response.is_null() && !went_wrong)
    return usage_error(request.is_null() ? "has neither a response nor an error"
                                         : "is a batch's request and not its output; --requests "
                                           "names the file of requests");
  if (request.is_object()) {
    ASSAY_TRY(output.question, question_of_request(request));
  } else if (output.case_id.empty()) {
    return usage_error("has neither a key nor its request");
  }
  output.model = text_of(field_of(response, "modelVersion"));
  if (response.is_null())
    output.result = error.is_object() ? failure_of_batch(error) : failure_elsewhere(text_of(error));
  else
    output.result = reply_of_batch("gemini", 200, response);
  return output;
}

}  // namespace

Result<void> read_gemini_batch(OutputSource& source, const OutputSink& sink) {
  return read_batch(source, read_gemini_request, output_of_gemini_line, sink);
}

}  // namespace assay
