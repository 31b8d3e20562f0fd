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
    return fmt::format(R"({{"reason": text, "score": integer}}, the score from {} to {})",
                       shape.scale->first, shape.scale->second);
  }
  if (shape.labels.empty()) {
    return R"({"reason": text, "verdict": "pass"} if the criterion is met, )"
           R"({"reason": text, "verdict": "fail"} if it is not)";
  }
  std::vector<std::string> names;
  for (const VerdictLabel& label : shape.labels) names.push_back('"' + label.name + '"');
  return fmt::format(R"({{"reason": text, "verdict": label}}, the label one of {})",
                     join(names, ", "));
}

}  // namespace assay
