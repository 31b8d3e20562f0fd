#include "harness/report/comparison.h"

#include "harness/base/text.h"

namespace assay {

std::string_view to_string(Standing standing) {
  switch (standing) {
    case Standing::better:
      return "better";
    case Standing::worse:
      return "worse";
    case Standing::no_worse:
      return "no worse";
    case Standing::no_difference:
      return "no difference shown";
    case Standing::inconclusive:
      return "inconclusive";
  }
  return "inconclusive";
}

std::string_view to_string(DifferenceKind kind) {
  switch (kind) {
    case DifferenceKind::suite:
      return "suite";
    case DifferenceKind::model:
      return "model";
    case DifferenceKind::prompt:
      return "prompt";
    case DifferenceKind::parameters:
      return "parameters";
    case DifferenceKind::dropped:
      return "dropped";
    case DifferenceKind::expectations:
      return "expectations";
    case DifferenceKind::variables:
      return "variables";
    case DifferenceKind::question:
      return "question";
    case DifferenceKind::added:
      return "added";
    case DifferenceKind::gone:
      return "gone";
  }
  return "question";
}

bool is_chosen(DifferenceKind kind) {
  return kind == DifferenceKind::model || kind == DifferenceKind::prompt ||
         kind == DifferenceKind::parameters;
}

std::string change_text(const MetricComparison& metric) {
  if (!metric.change) return "";
  const auto scaled = [&](double value) { return metric.is_ratio ? value : in_percent(value); };
  std::vector<double> limits = {metric.is_ratio ? 1.0 : 0.0};
  if (metric.margin) limits.push_back(scaled(-*metric.margin));
  const auto show = [&](double value) {
    const char* sign = metric.is_ratio || value < 0 ? "" : "+";
    return sign + format_beside(scaled(value), metric.is_ratio ? 3 : 1, limits) +
           (metric.is_ratio ? "x" : "");
  };
  std::string text = show(*metric.change);
  if (metric.low && metric.high) text += " [" + show(*metric.low) + ", " + show(*metric.high) + "]";
  return metric.is_ratio ? text : text + " points";
}

}  // namespace assay
