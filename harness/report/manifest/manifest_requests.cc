#include "harness/report/manifest/manifest_requests.h"

#include <utility>

namespace assay {
namespace {

std::optional<std::string> text_in(const Json& json) {
  return json.is_string() ? std::optional(json.get<std::string>()) : std::nullopt;
}

std::optional<std::vector<std::string>> texts_in(const Json& json) {
  std::vector<std::string> texts;
  if (!json.is_array()) return std::nullopt;
  for (const Json& text : json) {
    if (!text.is_string()) return std::nullopt;
    texts.push_back(text.get<std::string>());
  }
  return texts;
}

// Text first and last: an odd number.
std::optional<OpenText> open_text_in(const Json& json) {
  std::optional<OpenText> text = texts_in(json);
  return text && text->size() % 2 == 1 ? text : std::nullopt;
}

bool read_headers(const Json& json, RequestTemplate& request) {
  if (!json.is_array()) return false;
  for (const Json& header : json) {
    if (!header.is_array() || header.size() != 2) return false;
    const std::optional<std::string> name = text_in(header[0]);
    const std::optional<OpenText> value = open_text_in(header[1]);
    if (!name || !value) return false;
    request.headers.emplace_back(*name, *value);
  }
  return true;
}

}  // namespace

std::vector<std::optional<RequestTemplate>> requests_of(const Plan& plan) {
  std::vector<std::optional<RequestTemplate>> requests;
  for (const Variant& variant : plan.variants) {
    const Model& model = plan.suite->models[variant.model];
    const Provider& provider = plan.suite->providers[model.provider];
    std::optional<RequestTemplate>& request = requests.emplace_back();
    if (provider.dialect == nullptr) continue;
    // A provider that cannot be asked is the runner's to tell.
    auto made = request_template(provider, model.id, variant.params);
    if (made) request = std::move(*made);
  }
  return requests;
}

Json to_json(const RequestTemplate& request) {
  Json json = {{"dialect", request.dialect}, {"url", request.url},     {"headers", Json::array()},
               {"before", request.before},   {"after", request.after}, {"stream", request.stream}};
  for (const auto& [name, value] : request.headers) {
    json["headers"].push_back(Json::array({name, value}));
  }
  if (!request.method.empty()) {
    json["method"] = request.method;
    json["body"] = request.body;
    json["is_form"] = request.is_form;
  }
  if (!request.notes.empty()) json["notes"] = request.notes;
  return json;
}

std::optional<RequestTemplate> request_from_json(const Json& json) {
  if (!json.is_object()) return std::nullopt;
  const auto at = [&json](const char* key) {
    const auto found = json.find(key);
    return found == json.end() ? Json() : *found;
  };
  RequestTemplate request;
  const std::optional<std::string> dialect = text_in(at("dialect"));
  std::optional<OpenText> url = open_text_in(at("url"));
  std::optional<std::string> before = text_in(at("before"));
  std::optional<OpenText> after = open_text_in(at("after"));
  if (!dialect || !url || !before || !after || !read_headers(at("headers"), request)) {
    return std::nullopt;
  }
  request.dialect = *dialect;
  request.url = std::move(*url);
  request.before = std::move(*before);
  request.after = std::move(*after);
  request.stream = at("stream") == true;
  if (const std::optional<std::string> method = text_in(at("method"))) {
    std::optional<OpenText> body = open_text_in(at("body"));
    if (!body) return std::nullopt;
    request.method = *method;
    request.body = std::move(*body);
    request.is_form = at("is_form") == true;
  }
  request.notes = texts_in(at("notes")).value_or(std::vector<std::string>());
  return request;
}

}  // namespace assay
