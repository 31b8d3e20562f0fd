#include "reporters/identity_columns.h"

#include <algorithm>

namespace assay {
namespace {

bool differs(const Report& report, const IdentityColumn& column) {
  const std::vector<VariantSummary>& variants = report.variants;
  return std::any_of(variants.begin(), variants.end(), [&](const VariantSummary& variant) {
    return column.of(variant) != column.of(variants.front());
  });
}

}  // namespace

std::string IdentityColumn::of(const VariantSummary& variant) const {
  if (!is_axis) return prompt_or_model(variant);
  const auto value = variant.axes.find(title);
  return value == variant.axes.end() ? std::string() : parameter_text(value->second);
}

std::vector<IdentityColumn> identity_columns(const Report& report) {
  std::vector<IdentityColumn> columns = {
      {"model", false, [](const VariantSummary& variant) { return variant.model; }}};
  const IdentityColumn prompt = {"prompt", false,
                                 [](const VariantSummary& variant) { return variant.prompt; }};
  if (differs(report, prompt)) columns.push_back(prompt);
  for (const std::string& axis : report.axes) {
    const IdentityColumn column = {axis, true, nullptr};
    if (differs(report, column)) columns.push_back(column);
  }
  return columns;
}

}  // namespace assay
