#include "harness/simulate/wire/served_request.h"

#include <fmt/format.h>
#include <simdjson.h>

#include <array>

#include "harness/base/random.h"
#include "harness/base/result.h"
#include "harness/provider/price.h"
#include "harness/simulate/wire/attachment_mark.h"
#include "harness/simulate/wire/request_body.h"
#include "harness/simulate/wire/responses_request.h"

namespace assay {
namespace {

using simdjson::dom::element;
using simdjson::dom::object;

// The first API version that refuses sampling parameters.
constexpr std::string_view kVersionWithoutSampling = "2026-10-21";

std::optional<element> field(const object& map, std::string_view key) {
  element value;
  if (map.at_key(key).get(value) != simdjson::SUCCESS || value.is_null()) return std::nullopt;
  return value;
}

std::string_view text_field(const object& map, std::string_view key) {
  std::string_view text;
  if (const std::optional<element> value = field(map, key)) {
    if (value->get(text) != simdjson::SUCCESS) return {};
  }
  return text;
}

bool flag_field(const object& map, std::string_view key) {
  bool flag = false;
  const std::optional<element> value = field(map, key);
  return value && value->get(flag) == simdjson::SUCCESS && flag;
}

// The mark of a part that is an attachment; "" for any other.
std::string mark_of(const object& part) {
  struct Place {
    std::string_view member;  // of the part: an object
    std::string_view data;    // of that object
    std::string_view kind;    // "": its media type says
  };
  static constexpr std::array kPlaces = {
      Place{"image_url", "url", "image"}, Place{"input_audio", "data", "audio"},
      Place{"file", "file_data", "file"}, Place{"source", "data", ""}};
  for (const Place& place : kPlaces) {
    const std::optional<element> value = field(part, place.member);
    object map;
    if (!value || value->get(map) != simdjson::SUCCESS) continue;
    const std::string_view kind =
        place.kind.empty() ? kind_of_type(text_field(map, "media_type")) : place.kind;
    return attachment_mark(kind, text_field(map, place.data));
  }
  return {};
}

// Content is text, or a list of parts: texts, and marks of what is none.
void append_content(const element& content, std::string& out) {
  std::string_view text;
  if (content.get(text) == simdjson::SUCCESS) {
    out += text;
    return;
  }
  simdjson::dom::array parts;
  if (content.get(parts) != simdjson::SUCCESS) return;
  for (const element part : parts) {
    object map;
    if (part.get(map) != simdjson::SUCCESS) continue;
    out += text_field(map, "text");
    out += mark_of(map);
    if (const std::optional<element> inner = field(map, "content")) append_content(*inner, out);
  }
}

// Anthropic sends a tool's result as a part of a user message.
bool is_tool_result(const element& content) {
  simdjson::dom::array parts;
  if (content.get(parts) != simdjson::SUCCESS) return false;
  for (const element part : parts) {
    object map;
    if (part.get(map) == simdjson::SUCCESS && text_field(map, "type") == "tool_result") return true;
  }
  return false;
}

// A control character that JSON text cannot smuggle in unescaped keeps
// ("user", "a") and ("use", "ra") apart.
constexpr char kSeparator = '\x1f';

tl::expected<void, ServedError> read_messages(const object& body, ServedRequest& request) {
  simdjson::dom::array messages;
  const std::optional<element> list = field(body, "messages");
  if (!list || list->get(messages) != simdjson::SUCCESS || messages.size() == 0) {
    return refuse_request("messages: a non-empty list is required");
  }
  if (const std::optional<element> system = field(body, "system")) {
    request.conversation += "system";
    request.conversation += kSeparator;
    append_content(*system, request.conversation);
    request.conversation += kSeparator;
  }
  bool after_result = false;
  for (const element item : messages) {
    object message;
    if (item.get(message) != simdjson::SUCCESS)
      return refuse_request("messages: each must be an object");
    const std::string_view role = text_field(message, "role");
    if (role.empty()) return refuse_request("messages: each needs a role");
    const std::optional<element> content = field(message, "content");
    std::string text;
    if (content) append_content(*content, text);
    const bool tool_result = role == "tool" || (content && is_tool_result(*content));
    // Results one after another are one round.
    if (tool_result && !after_result) ++request.tool_rounds;
    after_result = tool_result;
    if (!tool_result && role == "user") {
      request.question = text;
      request.tool_rounds = 0;
    }
    // Both chat families call the same thing by the same name here, so that the
    // dialect does not change what is answered.
    request.conversation += tool_result ? "tool" : role == "developer" ? "system" : role;
    request.conversation += kSeparator;
    request.conversation += text;
    request.conversation += kSeparator;
  }
  request.input_tokens = estimate_tokens(request.conversation);
  return {};
}

tl::expected<void, ServedError> read_number(const object& body, std::string_view key,
                                            std::optional<std::int64_t>& target) {
  const std::optional<element> value = field(body, key);
  if (!value) return {};
  std::int64_t number = 0;
  if (value->get(number) != simdjson::SUCCESS) {
    return refuse_request(fmt::format("{}: must be an integer", key));
  }
  target = number;
  return {};
}

tl::expected<void, ServedError> read_sampling(const object& body, ServedRequest& request) {
  if (const std::optional<element> temperature = field(body, "temperature")) {
    const double highest = request.shape == WireShape::anthropic ? 1.0 : 2.0;
    if (temperature->get(request.temperature) != simdjson::SUCCESS || request.temperature < 0 ||
        request.temperature > highest) {
      return refuse_request(fmt::format("temperature: must be a number from 0 to {}", highest));
    }
  }
  ASSAY_CHECK(read_number(body, "seed", request.seed));
  ASSAY_CHECK(read_number(body, "max_tokens", request.max_tokens));
  ASSAY_CHECK(read_number(body, "max_completion_tokens", request.max_tokens));
  if (request.max_tokens && *request.max_tokens < 1)
    return refuse_request("max_tokens: must be at least 1");
  const std::optional<element> stop =
      field(body, request.shape == WireShape::anthropic ? "stop_sequences" : "stop");
  if (!stop) return {};
  std::string_view one;
  simdjson::dom::array several;
  if (stop->get(one) == simdjson::SUCCESS) {
    request.stop.emplace_back(one);
  } else if (stop->get(several) == simdjson::SUCCESS) {
    for (const element item : several) {
      if (item.get(one) != simdjson::SUCCESS) return refuse_request("stop: must be text");
      request.stop.emplace_back(one);
    }
  } else {
    return refuse_request("stop: must be text or a list of texts");
  }
  return {};
}

// The type of a choice or a format: {"type": "..."} or the text itself.
std::string_view type_of(const std::optional<element>& value) {
  if (!value) return {};
  std::string_view text;
  if (value->get(text) == simdjson::SUCCESS) return text;
  object map;
  return value->get(map) == simdjson::SUCCESS ? text_field(map, "type") : std::string_view{};
}

void read_tools(const object& body, ServedRequest& request) {
  simdjson::dom::array tools;
  const std::optional<element> list = field(body, "tools");
  if (!list || list->get(tools) != simdjson::SUCCESS) return;
  if (type_of(field(body, "tool_choice")) == "none") return;
  for (const element item : tools) {
    object tool;
    if (item.get(tool) != simdjson::SUCCESS) continue;
    object function;
    const std::optional<element> inner = field(tool, "function");
    const bool is_function = inner && inner->get(function) == simdjson::SUCCESS;
    request.tools.emplace_back(text_field(is_function ? function : tool, "name"));
  }
}

void read_output_options(const object& body, ServedRequest& request) {
  request.service_tier = text_field(body, "service_tier");
  request.stream = flag_field(body, "stream") || flag_field(body, "streaming");
  object options;
  if (const std::optional<element> value = field(body, "stream_options")) {
    if (value->get(options) == simdjson::SUCCESS) {
      request.include_usage = flag_field(options, "include_usage");
    }
  }
  std::optional<element> format = field(body, "response_format");
  if (const std::optional<element> config = field(body, "output_config")) {
    if (config->get(options) == simdjson::SUCCESS) format = field(options, "format");
  }
  const std::string_view type = type_of(format);
  request.wants_json = type == "json_object" || type == "json_schema";
  if (type != "json_schema") return;
  // One family wraps the schema once more.
  const WireValue wrapped = WireValue(*format)["json_schema"];
  request.verdict =
      read_verdict_form((wrapped.is_object() ? wrapped : WireValue(*format))["schema"]);
}

tl::expected<void, ServedError> check_shape(const object& body, const ServedRequest& request,
                                            std::string_view anthropic_version) {
  if (request.model.empty()) return refuse_request("model: a model is required");
  std::optional<std::int64_t> choices;
  ASSAY_CHECK(read_number(body, "n", choices));
  if (choices && *choices != 1) return refuse_request("n: this server gives one choice");
  if (request.shape != WireShape::anthropic) return {};
  if (!request.max_tokens) return refuse_request("max_tokens: Field required");
  if (anthropic_version < kVersionWithoutSampling) return {};
  for (const std::string_view name : {"temperature", "top_p", "top_k"}) {
    if (field(body, name))
      return refuse_request(fmt::format("{}: Extra inputs are not permitted", name));
  }
  return {};
}

}  // namespace

std::string_view envelope_of(WireShape shape) {
  switch (shape) {
    case WireShape::openai:
    case WireShape::responses:
      return "openai";
    case WireShape::anthropic:
      return "anthropic";
    case WireShape::native:
      return "modelslab";
    case WireShape::gemini:
      return "gemini";
  }
  return {};
}

tl::expected<ServedRequest, ServedError> read_request(WireShape shape, std::string& body,
                                                      std::string_view anthropic_version) {
  if (shape == WireShape::responses) return read_responses_request(body);
  ASSAY_TRY(const element parsed, parse_request_body(body));
  const object root = parsed.get_object().value_unsafe();
  ServedRequest request;
  request.key = text_field(root, "key");
  const std::string_view model_id = text_field(root, "model_id");
  const bool native = shape == WireShape::openai && !request.key.empty() && !model_id.empty();
  request.shape = native ? WireShape::native : shape;
  request.model = text_field(root, "model");
  if (request.model.empty()) request.model = model_id;
  request.content_hash = hash_text(body, static_cast<std::uint64_t>(request.shape));
  ASSAY_CHECK(read_sampling(root, request));
  ASSAY_CHECK(read_messages(root, request));
  read_tools(root, request);
  read_output_options(root, request);
  ASSAY_CHECK(check_shape(root, request, anthropic_version));
  return request;
}

}  // namespace assay
