#include "harness/report/own_metric.h"

#include <algorithm>

#include "harness/suite/metric_shape.h"

namespace assay {

std::string own_metric(std::string_view name) {
  return std::string(kOwnMetricPrefix) + std::string(name);
}

bool is_own_metric(std::string_view metric) {
  return metric.starts_with(kOwnMetricPrefix);
}

std::vector<PartValue> values_of(const ScorePart& part) {
  const bool is_judged =
      part.verdict == Verdict::pass || part.verdict == Verdict::fail || part.name == kImportedPart;
  std::vector<PartValue> values;
  const auto add = [&](std::string_view name, bool is_known, double value) {
    values.push_back({name, is_known ? std::optional(value) : std::nullopt, part.weight,
                      part.waits || (part.open.waits && !part.open.has_error)});
  };
  if (!part.metric.empty()) add(part.metric, is_judged && !part.open.any(), part.value);
  for (const auto& [name, value] : part.metrics) add(name, is_judged, value);
  return values;
}

void CellMean::add(const PartValue& part) {
  ++parts_;
  waits_ = waits_ || part.waits;
  // Not a number is none of these.
  if (!part.value || !(*part.value >= 0 && *part.value <= 1)) {
    is_missing_ = true;
    return;
  }
  weight_ += part.weight;
  weighted_ += part.weight * *part.value;
  sum_ += *part.value;
}

std::optional<double> CellMean::value() const {
  if (parts_ == 0 || is_missing_) return std::nullopt;
  const double mean = weight_ > 0 ? weighted_ / weight_ : sum_ / static_cast<double>(parts_);
  return std::clamp(mean, 0.0, 1.0);
}

std::vector<CaseVariant> own_column_of(const Report& report, std::string_view name,
                                       std::size_t variant) {
  std::vector<CaseVariant> column;
  const auto& names = report.own_metrics;
  const auto found = std::find(names.begin(), names.end(), name);
  const auto index = static_cast<std::size_t>(found - names.begin());
  for (const CaseSummary& summary : report.cases) {
    if (index < summary.own.size() && !summary.own[index].empty())
      column.push_back(summary.own[index][variant]);
  }
  return column;
}

}  // namespace assay
