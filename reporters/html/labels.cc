#include "reporters/html/labels.h"

#include <algorithm>
#include <set>

#include "reporters/html/number.h"

namespace assay::html {
namespace {

Dimension dimension(std::string title, const Report& report, auto&& value_of) {
  Dimension result{.title = std::move(title), .values = {}, .varies = false};
  for (const VariantSummary& variant : report.variants) result.values.push_back(value_of(variant));
  result.varies = !result.values.empty() &&
                  std::any_of(result.values.begin(), result.values.end(),
                              [&](const std::string& value) { return value != result.values[0]; });
  return result;
}

std::string axis_text(const VariantSummary& variant, const std::string& axis) {
  const auto found = variant.axes.find(axis);
  return found == variant.axes.end() ? std::string(kAbsent) : parameter_text(found->second);
}

std::string label_of(const std::vector<const Dimension*>& shown, std::size_t variant) {
  std::string label;
  for (const Dimension* dimension : shown) {
    if (!label.empty()) label += " \u00b7 ";
    const bool is_axis = dimension->title != "Model" && dimension->title != "Prompt";
    if (is_axis) label += dimension->title + " ";
    label += dimension->values[variant];
  }
  return label;
}

}  // namespace

std::vector<const Dimension*> Labels::shown() const {
  std::vector<const Dimension*> result;
  for (const Dimension& dimension : dimensions) {
    if (dimension.varies) result.push_back(&dimension);
  }
  if (result.empty() && !dimensions.empty()) result.push_back(&dimensions.front());
  return result;
}

std::string Labels::shared() const {
  std::string text;
  const std::vector<const Dimension*> named = shown();
  for (const Dimension& dimension : dimensions) {
    if (dimension.values.empty() ||
        std::find(named.begin(), named.end(), &dimension) != named.end()) {
      continue;
    }
    if (!text.empty()) text += ", ";
    const bool is_word = dimension.title == "Model" || dimension.title == "Prompt";
    std::string title = dimension.title;
    if (is_word) title[0] = static_cast<char>(title[0] - 'A' + 'a');
    text += title + " " + dimension.values[0];
  }
  return text;
}

Labels make_labels(const Report& report) {
  Labels labels;
  labels.dimensions.push_back(
      dimension("Model", report, [](const VariantSummary& variant) { return variant.model; }));
  labels.dimensions.push_back(
      dimension("Prompt", report, [](const VariantSummary& variant) { return variant.prompt; }));
  for (const std::string& axis : report.axes) {
    labels.dimensions.push_back(dimension(
        axis, report, [&](const VariantSummary& variant) { return axis_text(variant, axis); }));
  }
  const std::vector<const Dimension*> shown = labels.shown();
  for (std::size_t index = 0; index < report.variants.size(); ++index) {
    labels.variants.push_back(label_of(shown, index));
  }
  // The same model at two providers under one label: fall back to ids.
  if (std::set<std::string>(labels.variants.begin(), labels.variants.end()).size() !=
      labels.variants.size()) {
    for (std::size_t index = 0; index < report.variants.size(); ++index) {
      labels.variants[index] = report.variants[index].id;
    }
  }
  return labels;
}

}  // namespace assay::html
