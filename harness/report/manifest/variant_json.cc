#include "harness/report/manifest/variant_json.h"

#include "harness/base/json_fields.h"
#include "harness/provider/reply_bound.h"
#include "harness/report/params_json.h"

namespace assay {

Json to_json(const VariantIdentity& variant) {
  Json json = {{"id", variant.id},
               {"model", variant.model},
               {"model_id", variant.model_id},
               {"provider", variant.provider},
               {"prompt", variant.prompt},
               {"axes", params_json(variant.axes)},
               {"params", params_json(variant.params)}};
  if (!variant.dropped.empty()) json["dropped"] = variant.dropped;
  return json;
}

VariantIdentity read_identity(const Json& json) {
  return {text_at(json, "id"),       text_at(json, "model"),   text_at(json, "model_id"),
          text_at(json, "provider"), text_at(json, "prompt"),  params_at(json, "axes"),
          params_at(json, "params"), texts_at(json, "dropped")};
}

VariantSummary summary_of(const VariantIdentity& variant) {
  VariantSummary summary;
  static_cast<VariantIdentity&>(summary) = variant;
  summary.most_output_tokens = static_cast<double>(reply_bound(variant.params).output());
  return summary;
}

Json to_json(const UsedVariables& used) {
  return used.all ? Json() : Json(used.names);
}

UsedVariables read_used_variables(const Json& json) {
  UsedVariables used;
  if (!json.is_array()) return used;
  used.all = false;
  for (const Json& name : json) {
    if (name.is_string()) used.names.insert(name.get<std::string>());
  }
  return used;
}

}  // namespace assay
