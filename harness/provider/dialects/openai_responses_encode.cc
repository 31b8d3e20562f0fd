// Requests in OpenAI's Responses shape (docs/protocols.md, "Responses"). Suites write
// chat completions' shape: tools, their choice and formats are flattened.
#include <algorithm>
#include <array>
#include <utility>

#include "harness/provider/dialects/dialect_rows.h"
#include "harness/provider/dialects/encode.h"
#include "harness/provider/dialects/openai_responses_wire.h"
#include "harness/provider/dialects/written_tools.h"

namespace assay {
namespace {

constexpr std::array<std::string_view, 5> kUnsupported = {"frequency_penalty", "presence_penalty",
                                                          "seed", "stop", "top_k"};

// What `extra` may not say beside what no dialect lets it say.
struct Reserved {
  std::string_view field;
  std::string_view why;
};
constexpr std::array kReserved = {
    Reserved{"input", "that is the prompt"},
    Reserved{"instructions", "that is the prompt"},
    Reserved{"max_tokens", "this API has max_output_tokens, which params.max_tokens sets"},
    Reserved{"background", "its answer would have to be fetched later"},
};

Result<void> check_extra(const Params& params) {
  const auto extra = params.find("extra");
  if (extra == params.end()) return {};
  for (const Reserved& reserved : kReserved) {
    if (!extra->second.contains(reserved.field)) continue;
    return usage_error("`extra` cannot set '" + std::string(reserved.field) +
                       "': " + std::string(reserved.why));
  }
  return {};
}

// {"type":"function","function":{...}} -> {"type":"function","name",...}; what is flat stays.
// A schema without `strict` is a strict one here and is not in chat completions.
Result<Json> flatten_tool(const Json& tool) {
  ASSAY_TRY(const Json* function, function_of_tool(tool));
  if (function == nullptr) return tool;
  Json flat = *function;
  flat["type"] = "function";
  if (!flat.contains("strict")) flat["strict"] = false;
  if (!flat.contains("parameters"))
    flat["parameters"] = {{"type", "object"}, {"properties", Json::object()}};
  return flat;
}

Result<Json> flatten_tool_choice(const Json& choice) {
  if (choice == "auto" || choice == "none" || choice == "required") return choice;
  ASSAY_TRY(std::optional<Json> name, function_of_choice(choice));
  if (!name) return choice;
  return Json{{"type", "function"}, {"name", std::move(*name)}};
}

// {"type":"json_schema","json_schema":{...}} -> {"type":"json_schema",...}; what is flat stays.
Result<Json> flatten_format(const Json& format) {
  const Json type = format.is_object() ? format.value("type", Json()) : format;
  if (type == "text" || type == "json_object") return Json{{"type", type}};
  if (type != "json_schema") {
    if (format.is_object()) return format;
    return usage_error("response_format is json_object, text, or the provider's whole object");
  }
  if (!format.is_object())
    return usage_error("response_format json_schema is an object with its schema");
  const Json& wrapped = format.contains("json_schema") ? format["json_schema"] : format;
  if (!wrapped.is_object() || !wrapped.value("schema", Json()).is_object())
    return usage_error("response_format of type json_schema has no schema");
  if (!wrapped.value("name", Json()).is_string())
    return usage_error("response_format of type json_schema has no name, which this API demands");
  Json flat = wrapped;
  flat["type"] = "json_schema";
  return flat;
}

Result<void> add_parameter(const std::string& name, const Json& value, Json& body) {
  if (std::find(kUnsupported.begin(), kUnsupported.end(), name) != kUnsupported.end()) {
    return usage_error("parameter '" + name +
                       "' cannot be sent: openai_responses has no field for it");
  }
  if (name == "max_tokens") {
    body["max_output_tokens"] = value;
  } else if (name == "reasoning_effort") {
    body["reasoning"]["effort"] = value;
  } else if (name == "tools") {
    ASSAY_TRY(body["tools"], translate_each_tool(value, flatten_tool));
  } else if (name == "tool_choice") {
    ASSAY_TRY(body["tool_choice"], flatten_tool_choice(value));
  } else if (name == "response_format") {
    ASSAY_TRY(body["text"]["format"], flatten_format(value));
  } else if (name != "extra") {
    body[name] = value;
  }
  return {};
}

// `reasoning` and `text` have members of both kinds: reasoning_effort beside extra's summary,
// response_format beside its verbosity.
Result<void> merge_members(std::string_view field, Params& params, Json& body) {
  const auto extra = params.find("extra");
  if (extra == params.end() || !body.contains(field)) return {};
  const auto more = extra->second.find(field);
  if (more == extra->second.end() || !more->is_object()) return {};
  for (const auto& [name, value] : more->items()) {
    Json& known = body[std::string(field)];
    if (known.contains(name))
      return usage_error("'" + std::string(field) + "." + name +
                         "' is set both by `extra` and without it");
    known[name] = value;
  }
  extra->second.erase(more);
  return {};
}

// What ends the reply here is max_output_tokens, whoever set it.
void bound_output(const Json& body, ReplyBound& bound) {
  const auto most = body.find("max_output_tokens");
  if (most != body.end() && most->is_number_integer() && *most > 0)
    bound.max_tokens = most->get<std::int64_t>();
}

void append_item(std::string& body, std::string_view opening) {
  if (body.back() != '[') body += ',';
  body += opening;
}

void append_part(std::string& body, const Attachment& attachment) {
  Json part = {{"type", "input_image"}, {"image_url", data_url(attachment)}};
  if (attachment.kind == AttachmentKind::file)
    part = {{"type", "input_file"},
            {"filename", file_name(attachment)},
            {"file_data", data_url(attachment)}};
  body += dump_json(part);
}

void append_input_text(std::string& body, std::string_view text) {
  body += R"({"type":"input_text","text":)";
  append_json_string(body, text);
  body += '}';
}

void append_text_item(std::string& body, const Message& message) {
  append_item(body, R"({"role":")");
  body += to_string(message.role);
  body += R"(","content":)";
  if (message.attachments.empty()) {
    append_json_string(body, message.content);
  } else {
    body += '[';
    append_pieces(
        body, message, [&](std::string_view text) { append_input_text(body, text); },
        [&](const Attachment& attachment) { append_part(body, attachment); });
    body += ']';
  }
  body += '}';
}

// The items of a reply that its provider wants back whole, without the list's brackets.
std::string_view items_of(const Message& message) {
  const std::string_view native = message.native;
  if (!native.starts_with("[{") || !native.ends_with("}]")) return {};
  return native.substr(1, native.size() - 2);
}

void append_calls(std::string& body, const std::vector<ToolCall>& calls) {
  for (const ToolCall& call : calls) {
    append_item(body, R"({"type":"function_call","call_id":)");
    append_json_string(body, call.id);
    body += R"(,"name":)";
    append_json_string(body, call.name);
    body += R"(,"arguments":)";
    append_json_string(body, call.arguments);
    body += '}';
  }
}

void append_result(std::string& body, const Message& message) {
  append_item(body, R"({"type":"function_call_output","call_id":)");
  append_json_string(body, message.tool_call_id);
  body += R"(,"output":)";
  append_json_string(body, message.content);
  body += '}';
}

}  // namespace

Result<PreparedRequest> prepare_responses(const Provider& provider, std::string_view model_id,
                                          const Params& params) {
  ASSAY_CHECK(check_params(provider, params));
  ASSAY_CHECK(check_extra(params));
  Json body = {{"model", model_id}};
  for (const auto& [name, value] : params) ASSAY_CHECK(add_parameter(name, value, body));
  Params rest = params;
  for (const char* const field : {"reasoning", "text"})
    ASSAY_CHECK(merge_members(field, rest, body));
  ASSAY_CHECK(merge_extra(rest, body));
  // OpenAI keeps what it answers unless told otherwise; an evaluation has no use for that.
  if (!body.contains("store")) body["store"] = false;
  const bool stream = wants_stream(kOpenAiResponses, params);
  if (stream) body["stream"] = true;
  PreparedRequest request =
      prepared_request(provider, kOpenAiResponses, "/responses", body, ",\"input\":", stream);
  bound_output(body, request.bound);
  return request;
}

void append_responses_body(const PreparedRequest& request, const Messages& messages,
                           std::string& body) {
  body += request.prefix;
  body += '[';
  for (const Message& message : messages) {
    if (message.role == Role::tool) {
      append_result(body, message);
      continue;
    }
    if (const std::string_view items = items_of(message); !items.empty()) {
      append_item(body, items);
      continue;
    }
    if (!message.content.empty() || message.tool_calls.empty()) append_text_item(body, message);
    append_calls(body, message.tool_calls);
  }
  body += ']';
  body += request.suffix;
}

}  // namespace assay
