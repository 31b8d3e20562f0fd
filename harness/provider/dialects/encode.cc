#include "harness/provider/dialects/encode.h"

#include <algorithm>
#include <array>
#include <utility>

#include "harness/provider/endpoint.h"
#include "harness/provider/failure.h"
#include "harness/provider/wire_json.h"

namespace assay {
namespace {

// What `extra` may not say, and what says it instead.
struct Reserved {
  std::string_view field;
  std::string_view instead;
};
constexpr std::array kReserved = {
    Reserved{"model", "the model's id"},       Reserved{"model_id", "the model's id"},
    Reserved{"messages", "the prompt"},        Reserved{"system", "the prompt"},
    Reserved{"stream", "params.stream"},       Reserved{"streaming", "params.stream"},
    Reserved{"key", "the provider's key_env"},
};

std::string note_of(const WireValue& model) {
  for (const char* const name : {"display_name", "owned_by"}) {
    if (!model[name].text().empty()) return std::string(model[name].text());
  }
  for (const char* const name : {"context_length", "max_model_len", "max_input_tokens"}) {
    if (const auto length = model[name].token_count()) return std::to_string(*length) + " tokens";
  }
  return "";
}

}  // namespace

bool wants_stream(const Dialect& dialect, const Params& params) {
  const auto set = params.find("stream");
  if (set == params.end() || !set->second.is_boolean()) return dialect.can_stream;
  return set->second.get<bool>();
}

Result<void> check_params(const Provider& provider, const Params& params) {
  if (provider.base_url.empty()) {
    return usage_error("provider '" + provider.name + "' needs a base_url");
  }
  for (const auto& [name, value] : params) {
    if (find_parameter(name) == nullptr) {
      return usage_error("unknown parameter '" + name +
                         "'; put it under `extra` to send it as it is");
    }
  }
  const auto extra = params.find("extra");
  if (extra == params.end()) return {};
  if (!extra->second.is_object()) return usage_error("`extra` is a map of fields to send");
  for (const Reserved& reserved : kReserved) {
    if (!extra->second.contains(reserved.field)) continue;
    return usage_error("`extra` cannot set '" + std::string(reserved.field) + "': that is " +
                       std::string(reserved.instead));
  }
  return {};
}

Result<void> merge_extra(const Params& params, Json& body) {
  const auto extra = params.find("extra");
  if (extra == params.end()) return {};
  for (const auto& [name, value] : extra->second.items()) {
    if (body.contains(name))
      return usage_error("'" + name + "' is set both by `extra` and without it");
    body[name] = value;
  }
  return {};
}

PreparedRequest prepared_request(const Provider& provider, const Dialect& dialect,
                                 std::string_view path, const Json& body,
                                 std::string_view last_field, bool stream) {
  PreparedRequest request;
  request.dialect = &dialect;
  request.url = endpoint_url(provider, path);
  request.asked = asked_url(provider, path);
  request.headers = request_headers(provider);
  request.reasoning_tags = provider.reasoning_tags;
  request.stream = stream;
  request.bound = reply_bound(body);
  request.prefix = dump_json(body);
  request.prefix.pop_back();  // the object stays open; it has the model at least
  request.prefix += last_field;
  if (provider.key_placement == KeyPlacement::body && !provider.key.empty()) {
    request.suffix += ",\"key\":";
    append_json_string(request.suffix, provider.key);
  }
  request.suffix += '}';
  return request;
}

std::optional<std::string> system_text(const Messages& messages) {
  std::optional<std::string> text;
  for (const Message& message : messages) {
    if (message.role != Role::system) continue;
    if (text) {
      *text += "\n\n" + message.content;
    } else {
      text = message.content;
    }
  }
  return text;
}

void append_arguments_object(std::string& body, std::string_view arguments) {
  const Result<Json> parsed = parse_json(arguments);
  if (parsed && parsed->is_object()) {
    body += dump_json(*parsed);
    return;
  }
  body += "{\"arguments\":";
  append_json_string(body, arguments);
  body += '}';
}

HttpRequest get_models(const Provider& provider, std::string_view path) {
  HttpRequest request;
  request.method = "GET";
  request.url = endpoint_url(provider, provider.models_path.empty() ? path : provider.models_path);
  Provider asking = provider;
  // A GET has no body to carry the key, and a URL would leave it in logs.
  if (asking.key_placement == KeyPlacement::body) asking.key_placement = KeyPlacement::bearer;
  request.headers = request_headers(asking);
  return request;
}

Result<std::vector<ListedModel>> decode_model_list(std::string_view body) {
  const WireValue root = parse_wire(body);
  if (const std::optional<Failure> failure = error_in(root, 0)) {
    return infrastructure_error(failure->message);
  }
  const WireValue list = root.is_array() ? root : root["data"];
  if (!list.is_array()) return infrastructure_error("the provider's reply is not a list of models");
  std::vector<ListedModel> models;
  list.for_each([&](const WireValue& model) {
    if (model["id"].text().empty()) return;
    models.push_back({std::string(model["id"].text()), note_of(model)});
  });
  return models;
}

}  // namespace assay
