// Requests to Gemini's generateContent (docs/protocols.md, "Gemini"): the model in the path, and
// messages, of which system ones are lifted out and results of tools translated.
#include <algorithm>
#include <utility>

#include "harness/provider/dialects/dialect_rows.h"
#include "harness/provider/dialects/encode.h"
#include "harness/provider/dialects/gemini_wire.h"

namespace assay {
namespace {

std::string percent_encoded(std::string_view text) {
  constexpr std::string_view kHex = "0123456789ABCDEF";
  std::string out;
  for (const char c : text) {
    const bool stays = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                       c == '-' || c == '.' || c == '_' || c == '~';
    if (stays) {
      out += c;
      continue;
    }
    const auto byte = static_cast<unsigned char>(c);
    out += '%';
    out += kHex[byte >> 4];
    out += kHex[byte & 15];
  }
  return out;
}

// "models/M", which is also the name of the resource; a tuned model has a collection of its own.
std::string resource_of(std::string_view model_id, std::string (*encode)(std::string_view)) {
  for (const std::string_view collection : {"models/", "tunedModels/"}) {
    if (!model_id.starts_with(collection)) continue;
    return std::string(collection) + encode(model_id.substr(collection.size()));
  }
  return "models/" + encode(model_id);
}

std::string path_of(std::string_view model_id, std::string_view method) {
  return "/" + resource_of(model_id, percent_encoded) + std::string(method);
}

std::string with_query(std::string url, std::string_view field) {
  url += url.find('?') == std::string::npos ? '?' : '&';
  return url += field;
}

// Where calls were not the model's own (a suite's, another model's), Google's guide to thought
// signatures has this word for the first of a message; Gemini 3 refuses a message without any.
constexpr std::string_view kNoSignature = "skip_thought_signature_validator";

// Older models give their calls none.
void append_id(std::string& body, std::string_view id) {
  if (id.empty()) return;
  body += "\"id\":";
  append_json_string(body, id);
  body += ',';
}

void append_call(std::string& body, const ToolCall& call, std::string_view signature) {
  body += "{\"functionCall\":{";
  append_id(body, call.id);
  body += "\"name\":";
  append_json_string(body, call.name);
  body += ",\"args\":";
  append_arguments_object(body, call.arguments);
  body += '}';
  if (!signature.empty()) {
    body += ",\"thoughtSignature\":";
    append_json_string(body, signature);
  }
  body += '}';
}

void append_text_part(std::string& body, std::string_view text) {
  body += "{\"text\":";
  append_json_string(body, text);
  body += '}';
}

void append_inline_data(std::string& body, const Attachment& attachment) {
  body += "{\"inlineData\":{\"mimeType\":";
  append_json_string(body, attachment.media.type);
  body += ",\"data\":";
  append_json_string(body, encoded_bytes(attachment));
  body += "}}";
}

void append_parts(std::string& body, const Message& message) {
  const std::vector<ToolCall>& calls = message.tool_calls;
  if (!message.attachments.empty()) {
    append_pieces(
        body, message, [&](std::string_view text) { append_text_part(body, text); },
        [&](const Attachment& attachment) { append_inline_data(body, attachment); });
  } else if (!message.content.empty() || calls.empty()) {
    append_text_part(body, message.content);
  }
  const bool is_signed = std::any_of(calls.begin(), calls.end(),
                                     [](const ToolCall& call) { return !call.signature.empty(); });
  for (const ToolCall& call : calls) {
    if (body.back() != '[') body += ',';
    const bool stands_in = !is_signed && &call == &calls.front();
    append_call(body, call, stands_in ? kNoSignature : std::string_view(call.signature));
  }
}

// The name of the call that a result answers; its id where nobody made that call.
std::string_view name_of_call(const Messages& messages, std::size_t before, std::string_view id) {
  for (std::size_t at = before; at-- > 0;) {
    for (const ToolCall& call : messages[at].tool_calls) {
      if (call.id == id) return call.name;
    }
  }
  return id;
}

// A result that is a JSON object is the response; other text is what the function put out, and
// what went wrong is its error.
void append_result(std::string& body, const Messages& messages, std::size_t at) {
  const Message& message = messages[at];
  body += "{\"functionResponse\":{";
  append_id(body, message.tool_call_id);
  body += "\"name\":";
  append_json_string(body, name_of_call(messages, at, message.tool_call_id));
  body += ",\"response\":";
  const Result<Json> parsed = parse_json(message.content);
  if (parsed && parsed->is_object() && !message.is_error) {
    body += dump_json(*parsed);
  } else {
    body += message.is_error ? "{\"error\":" : "{\"output\":";
    append_json_string(body, message.content);
    body += '}';
  }
  body += "}}";
}

// Results of one turn of calls belong into one content: as many as there were calls.
void append_results(std::string& body, const Messages& messages, std::size_t& at) {
  append_result(body, messages, at);
  while (at + 1 < messages.size() && messages[at + 1].role == Role::tool) {
    body += ',';
    append_result(body, messages, ++at);
  }
}

void append_conversation(std::string& body, const Messages& messages) {
  if (const std::optional<std::string> system = system_text(messages)) {
    body += "\"systemInstruction\":{\"parts\":[";
    append_text_part(body, *system);
    body += "]},";
  }
  body += "\"contents\":[";
  for (std::size_t at = 0; at < messages.size(); ++at) {
    if (messages[at].role == Role::system) continue;
    if (body.back() != '[') body += ',';
    body += messages[at].role == Role::assistant ? "{\"role\":\"model\",\"parts\":["
                                                 : "{\"role\":\"user\",\"parts\":[";
    if (messages[at].role == Role::tool) {
      append_results(body, messages, at);
    } else {
      append_parts(body, messages[at]);
    }
    body += "]}";
  }
  body += ']';
}

}  // namespace

Result<PreparedRequest> prepare_gemini(const Provider& provider, std::string_view model_id,
                                       const Params& params) {
  ASSAY_CHECK(check_params(provider, params));
  ASSAY_TRY(const Json body, gemini_fields(params));
  const bool stream = wants_stream(kGemini, params);
  const std::string path =
      path_of(model_id, stream ? ":streamGenerateContent" : ":generateContent");
  PreparedRequest request =
      prepared_request(provider, kGemini, path, body, body.empty() ? "" : ",", stream);
  if (stream) request.url = with_query(std::move(request.url), "alt=sse");
  request.bound = reply_bound(bound_fields_of_gemini(body));
  return request;
}

void append_gemini_body(const PreparedRequest& request, const Messages& messages,
                        std::string& body) {
  body += request.prefix;
  append_conversation(body, messages);
  body += request.suffix;
}

HttpRequest list_gemini_models(const Provider& provider) {
  HttpRequest request = get_models(provider, kGeminiModelsPath);
  request.url = with_query(std::move(request.url), "pageSize=1000");  // the most there is
  return request;
}

// The plain form takes no system message.
HttpRequest count_gemini_tokens(const Provider& provider, std::string_view model_id,
                                const Messages& messages) {
  HttpRequest request;
  request.url = endpoint_url(provider, path_of(model_id, kGeminiCountTokens));
  request.headers = request_headers(provider);
  std::string conversation;
  append_conversation(conversation, messages);
  if (!system_text(messages)) {
    request.body = "{" + conversation + "}";
    return request;
  }
  request.body = "{\"generateContentRequest\":{\"model\":";
  append_json_string(request.body,
                     resource_of(model_id, [](std::string_view id) { return std::string(id); }));
  request.body += "," + conversation + "}}";
  return request;
}

}  // namespace assay
