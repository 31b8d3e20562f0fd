// Requests in the OpenAI shape (docs/protocols.md, "Chat completions").
#include <array>
#include <utility>

#include "harness/provider/dialects/encode.h"
#include "harness/provider/dialects/openai_wire.h"

namespace assay {
namespace {

// Parameters that one provider calls otherwise. Only at the preset's own
// address: a proxy or a test server there speaks plain OpenAI.
struct WireName {
  std::string_view preset;
  std::string_view parameter;
  std::string_view name;
};
constexpr std::array kWireNames = {
    WireName{"mistral", "seed", "random_seed"},
    // Deprecated there, and refused by reasoning models.
    WireName{"openai", "max_tokens", "max_completion_tokens"},
};

std::string wire_name(const Provider& provider, std::string_view parameter) {
  for (const WireName& row : kWireNames) {
    if (row.preset != provider.preset || row.parameter != parameter) continue;
    if (provider.base_url == find_preset(row.preset)->base_url) return std::string(row.name);
  }
  return std::string(parameter);
}

Result<Json> response_format(const Json& value) {
  if (value.is_object()) return value;
  if (value == "json_object" || value == "text") return Json{{"type", value}};
  return usage_error("response_format is json_object, text, or the provider's whole object");
}

void append_tool_calls(std::string& body, const std::vector<ToolCall>& calls) {
  body += ",\"tool_calls\":[";
  for (const ToolCall& call : calls) {
    body += &call == &calls.front() ? "{\"id\":" : ",{\"id\":";
    append_json_string(body, call.id);
    body += ",\"type\":\"function\",\"function\":{\"name\":";
    append_json_string(body, call.name);
    body += ",\"arguments\":";
    append_json_string(body, call.arguments);
    body += "}}";
  }
  body += ']';
}

// Deepseek refuses an answer with calls that comes back without its reasoning, others refuse
// the field: docs/dialects.md, "Earlier answers".
bool wants_reasoning_back(const Provider& provider) {
  return provider.preset == "deepseek" && provider.base_url == find_preset("deepseek")->base_url;
}

// {"type":TYPE,MEMBER:{...}}, as content parts are.
void append_part(std::string& body, const Attachment& attachment) {
  Json part;
  switch (attachment.kind) {
    case AttachmentKind::image:
      part = {{"type", "image_url"}, {"image_url", {{"url", data_url(attachment)}}}};
      break;
    case AttachmentKind::audio:
      part = {{"type", "input_audio"},
              {"input_audio",
               {{"data", encoded_bytes(attachment)},
                {"format", attachment.media.type == "audio/mpeg" ? "mp3" : "wav"}}}};
      break;
    case AttachmentKind::file:
      part = {{"type", "file"},
              {"file", {{"filename", file_name(attachment)}, {"file_data", data_url(attachment)}}}};
      break;
  }
  body += dump_json(part);
}

void append_text_part(std::string& body, std::string_view text) {
  body += "{\"type\":\"text\",\"text\":";
  append_json_string(body, text);
  body += '}';
}

void append_message(std::string& body, const Message& message, bool with_reasoning) {
  body += "{\"role\":\"";
  body += to_string(message.role);
  body += "\",\"content\":";
  if (message.content.empty() && !message.tool_calls.empty()) {
    body += "null";
  } else if (!message.attachments.empty()) {
    body += '[';
    append_pieces(
        body, message, [&](std::string_view text) { append_text_part(body, text); },
        [&](const Attachment& attachment) { append_part(body, attachment); });
    body += ']';
  } else {
    append_json_string(body, message.content);
  }
  if (!message.tool_calls.empty()) append_tool_calls(body, message.tool_calls);
  if (!message.tool_call_id.empty()) {
    body += ",\"tool_call_id\":";
    append_json_string(body, message.tool_call_id);
  }
  if (with_reasoning && !message.reasoning.empty()) {
    body += ",\"reasoning_content\":";
    append_json_string(body, message.reasoning);
  }
  body += '}';
}

}  // namespace

Result<PreparedRequest> prepare_openai(const Provider& provider, const Dialect& dialect,
                                       std::string_view model_field, std::string_view model_id,
                                       const Params& params) {
  ASSAY_CHECK(check_params(provider, params));
  Json body = Json::object();
  body[std::string(model_field)] = model_id;
  for (const auto& [name, value] : params) {
    if (name == "extra") continue;
    if (name == "response_format") {
      ASSAY_TRY(body[name], response_format(value));
    } else {
      body[wire_name(provider, name)] = value;
    }
  }
  ASSAY_CHECK(merge_extra(params, body));
  const bool stream = wants_stream(dialect, params);
  if (stream) body["stream"] = true;
  if (stream && provider.include_usage && !body.contains("stream_options")) {
    body["stream_options"] = {{"include_usage", true}};
  }
  PreparedRequest request =
      prepared_request(provider, dialect, "/chat/completions", body, ",\"messages\":", stream);
  request.returns_reasoning = wants_reasoning_back(provider);
  return request;
}

void append_openai_body(const PreparedRequest& request, const Messages& messages,
                        std::string& body) {
  body += request.prefix;
  body += '[';
  for (const Message& message : messages) {
    if (&message != &messages.front()) body += ',';
    append_message(body, message, request.returns_reasoning);
  }
  body += ']';
  body += request.suffix;
}

}  // namespace assay
