#include "reporters/words/change.h"

#include "harness/report/metric.h"
#include "reporters/words/display.h"

namespace assay {

std::string show_change(const MetricComparison& metric) {
  return metric.change ? change_text(metric) : std::string(kAbsent);
}

bool is_shown(const MetricComparison& metric) {
  const MetricRow* row = find_metric(metric.metric);
  return metric.n > 0 && (row == nullptr || row->shape.kind != MetricKind::total);
}

std::string show_level(const MetricComparison& metric, const std::optional<double>& level) {
  return level ? show_metric(metric.metric, *level) : std::string(kAbsent);
}

}  // namespace assay
