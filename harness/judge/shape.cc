#include "harness/judge/shape.h"

#include <fmt/format.h>

#include <string_view>

#include "harness/base/text.h"

namespace assay {

const std::vector<VerdictLabel>& labels_of(const VerdictShape& shape) {
  static const std::vector<VerdictLabel> kPassOrFail = {{"pass", 1, true}, {"fail", 0, false}};
  return shape.labels.empty() ? kPassOrFail : shape.labels;
}

Json verdict_schema(const VerdictShape& shape) {
  const char* const named = shape.scale ? "score" : "verdict";
  Json values = Json::array();
  if (shape.scale) {
    for (int score = shape.scale->first; score <= shape.scale->second; ++score) {
      values.push_back(score);
    }
  } else {
    for (const VerdictLabel& label : labels_of(shape)) values.push_back(label.name);
  }
  return {
      {"type", "object"},
      {"properties",
       {{"reason", {{"type", "string"}}},
        {named, {{"type", shape.scale ? "integer" : "string"}, {"enum", std::move(values)}}}}},
      {"required", {"reason", named}},
      {"additionalProperties", false},
  };
}

Json verdict_response_format(const VerdictShape& shape) {
  return {
      {"type", "json_schema"},
      {"json_schema", {{"name", "verdict"}, {"strict", true}, {"schema", verdict_schema(shape)}}}};
}

std::string verdict_form(const VerdictShape& shape) {
  if (shape.scale) {
    return fmt::format(
        "{{\"reason\": text, \"score\": integer}}, where the score is a whole number from {} to {}",
        shape.scale->first, shape.scale->second);
  }
  std::vector<std::string> names;
  for (const VerdictLabel& label : labels_of(shape)) names.push_back('"' + label.name + '"');
  return fmt::format("{{\"reason\": text, \"verdict\": text}}, where the verdict is one of {}",
                     join(names, ", "));
}

}  // namespace assay
