#include "harness/report/params_json.h"

namespace assay {

Params params_at(const Json& json, const char* key) {
  Params params;
  const auto found = json.find(key);
  if (found == json.end() || !found->is_object()) return params;
  for (const auto& [name, value] : found->items()) params[name] = value;
  return params;
}

Json params_json(const Params& params) {
  Json json = Json::object();
  for (const auto& [name, value] : params) json[name] = value;
  return json;
}

}  // namespace assay
