// Requests in Anthropic's shape (docs/protocols.md, "Anthropic messages"). Suites
// write OpenAI's: system messages are lifted out, tools and their results translated.
#include <algorithm>
#include <array>
#include <utility>

#include "harness/provider/dialects/anthropic_wire.h"
#include "harness/provider/dialects/dialect_rows.h"
#include "harness/provider/dialects/encode.h"
#include "harness/provider/dialects/written_tools.h"

namespace assay {
namespace {

// The API refuses a request without max_tokens.
constexpr std::int64_t kDefaultMaxTokens = 4096;
// What ModelsLab, llama.cpp and gateways speak; 2026-10-21 drops sampling
// parameters. provider.headers can say another.
constexpr std::string_view kVersion = "2023-06-01";

constexpr std::array<std::string_view, 3> kUnsupported = {"frequency_penalty", "presence_penalty",
                                                          "seed"};

// {"type":"function","function":{...}} -> {name, description, input_schema}; what
// is in Anthropic's shape already stays.
Result<Json> translate_tool(const Json& tool) {
  ASSAY_TRY(const Json* written, function_of_tool(tool));
  if (written == nullptr) return tool;
  const Json& function = *written;
  Json translated = {{"name", function["name"]}};
  for (const char* const field : {"description", "strict"}) {
    if (function.contains(field)) translated[field] = function[field];
  }
  translated["input_schema"] =
      function.value("parameters", Json{{"type", "object"}, {"properties", Json::object()}});
  return translated;
}

Result<Json> translate_tool_choice(const Json& choice) {
  if (choice == "auto" || choice == "none") return Json{{"type", choice}};
  if (choice == "required") return Json{{"type", "any"}};
  ASSAY_TRY(std::optional<Json> name, function_of_choice(choice));
  if (!name) return choice;
  return Json{{"type", "tool"}, {"name", std::move(*name)}};
}

// {"type":"json_schema","json_schema":{"schema":...}} -> {type, schema}; what is in Anthropic's
// shape already stays. Text is what there is without.
Result<void> add_format(const Json& format, Json& body) {
  const Json type = format.is_object() ? format.value("type", Json()) : format;
  if (type == "text") return {};
  if (type == "json_object")
    return usage_error(
        "response_format 'json_object' cannot be sent: anthropic_messages has JSON by a schema "
        "only "
        "(type: json_schema)");
  if (type != "json_schema")
    return usage_error("response_format is text, or an object of type json_schema");
  const Json& wrapped = format.contains("json_schema") ? format["json_schema"] : format;
  if (!wrapped.is_object() || !wrapped.value("schema", Json()).is_object())
    return usage_error("response_format of type json_schema has no schema");
  body["output_config"]["format"] = {{"type", "json_schema"}, {"schema", wrapped["schema"]}};
  return {};
}

Result<void> add_parameter(const std::string& name, const Json& value, Json& body) {
  if (std::find(kUnsupported.begin(), kUnsupported.end(), name) != kUnsupported.end()) {
    return usage_error("parameter '" + name +
                       "' cannot be sent: anthropic_messages has no field for it");
  }
  if (name == "stop") {
    body["stop_sequences"] = value.is_string() ? Json::array({value}) : value;
  } else if (name == "tools") {
    ASSAY_TRY(body["tools"], translate_each_tool(value, translate_tool));
  } else if (name == "tool_choice") {
    ASSAY_TRY(body["tool_choice"], translate_tool_choice(value));
  } else if (name == "reasoning_effort") {
    body["output_config"]["effort"] = value;
  } else if (name == "response_format") {
    ASSAY_CHECK(add_format(value, body));
  } else if (name != "extra") {
    body[name] = value;
  }
  return {};
}

void append_text_block(std::string& body, std::string_view text) {
  body += "{\"type\":\"text\",\"text\":";
  append_json_string(body, text);
  body += '}';
}

void append_tool_uses(std::string& body, const Message& message) {
  body += '[';
  if (!message.content.empty()) append_text_block(body, message.content);
  for (const ToolCall& call : message.tool_calls) {
    if (body.back() != '[') body += ',';
    body += "{\"type\":\"tool_use\",\"id\":";
    append_json_string(body, call.id);
    body += ",\"name\":";
    append_json_string(body, call.name);
    body += ",\"input\":";
    append_arguments_object(body, call.arguments);
    body += '}';
  }
  body += ']';
}

void append_tool_result(std::string& body, const Message& message) {
  body += "{\"type\":\"tool_result\",\"tool_use_id\":";
  append_json_string(body, message.tool_call_id);
  body += ",\"content\":";
  append_json_string(body, message.content);
  if (message.is_error) body += ",\"is_error\":true";
  body += '}';
}

// Results of one turn of calls belong into one user message.
void append_tool_results(std::string& body, const Messages& messages, std::size_t& at) {
  body += "{\"role\":\"user\",\"content\":[";
  append_tool_result(body, messages[at]);
  while (at + 1 < messages.size() && messages[at + 1].role == Role::tool) {
    body += ',';
    append_tool_result(body, messages[++at]);
  }
  body += "]}";
}

void append_attachment(std::string& body, const Attachment& attachment) {
  Json source;
  if (attachment.media.type == "text/plain" && attachment.bytes != nullptr) {
    source = {{"type", "text"}, {"media_type", "text/plain"}, {"data", *attachment.bytes}};
  } else {
    source = {{"type", "base64"},
              {"media_type", attachment.media.type},
              {"data", encoded_bytes(attachment)}};
  }
  Json block = {{"source", std::move(source)}};
  block["type"] = attachment.kind == AttachmentKind::image ? "image" : "document";
  if (attachment.kind == AttachmentKind::file) block["title"] = file_name(attachment);
  body += dump_json(block);
}

void append_message(std::string& body, const Message& message) {
  body += "{\"role\":\"";
  body += to_string(message.role);
  body += "\",\"content\":";
  if (!message.tool_calls.empty()) {
    append_tool_uses(body, message);
  } else if (!message.attachments.empty()) {
    body += '[';
    append_pieces(
        body, message, [&](std::string_view text) { append_text_block(body, text); },
        [&](const Attachment& attachment) { append_attachment(body, attachment); });
    body += ']';
  } else {
    append_json_string(body, message.content);
  }
  body += '}';
}

}  // namespace

void add_version(Headers& headers) {
  if (find_header(headers, "anthropic-version") != nullptr) return;
  headers.push_back({"anthropic-version", std::string(kVersion)});
}

Result<PreparedRequest> prepare_anthropic(const Provider& provider, std::string_view model_id,
                                          const Params& params) {
  ASSAY_CHECK(check_params(provider, params));
  Json body = {{"model", model_id}};
  for (const auto& [name, value] : params) ASSAY_CHECK(add_parameter(name, value, body));
  ASSAY_CHECK(merge_extra(params, body));
  if (!body.contains("max_tokens")) body["max_tokens"] = kDefaultMaxTokens;
  const bool stream = wants_stream(kAnthropicMessages, params);
  if (stream) body["stream"] = true;
  PreparedRequest request =
      prepared_request(provider, kAnthropicMessages, "/v1/messages", body, ",", stream);
  add_version(request.headers);
  return request;
}

void append_anthropic_body(const PreparedRequest& request, const Messages& messages,
                           std::string& body) {
  body += request.prefix;
  if (const std::optional<std::string> system = system_text(messages)) {
    body += "\"system\":";
    append_json_string(body, *system);
    body += ',';
  }
  body += "\"messages\":[";
  for (std::size_t at = 0; at < messages.size(); ++at) {
    if (messages[at].role == Role::system) continue;
    if (body.back() != '[') body += ',';
    if (messages[at].role == Role::tool) {
      append_tool_results(body, messages, at);
    } else {
      append_message(body, messages[at]);
    }
  }
  body += ']';
  body += request.suffix;
}

HttpRequest count_anthropic_tokens(const Provider& provider, std::string_view model_id,
                                   const Messages& messages) {
  const PreparedRequest prepared = prepared_request(provider, kAnthropicMessages, kCountTokensPath,
                                                    Json{{"model", model_id}}, ",", false);
  HttpRequest request;
  request.url = prepared.url;
  request.headers = prepared.headers;
  add_version(request.headers);
  append_anthropic_body(prepared, messages, request.body);
  return request;
}

}  // namespace assay
