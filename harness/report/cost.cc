#include "harness/report/cost.h"

#include <algorithm>
#include <optional>
#include <vector>

#include "harness/report/cells_of.h"
#include "harness/stats/mean.h"

namespace assay {
namespace {

template <class Of>
Estimated mean_of_replies(const Report& report, std::size_t variant, double confidence, Of of) {
  std::vector<double> values;
  std::vector<std::size_t> cases;
  each_cell_of(report.cells, variant, [&](const ReportCell& cell) {
    if (cell.reply == nullptr) return;
    const std::optional<double> value = of(cell);
    if (!value) return;
    values.push_back(*value);
    cases.push_back(cell.case_index);
  });
  Estimated estimate;
  estimate.value = mean(values);
  if (const auto interval = clustered_mean_interval(values, cases, confidence)) {
    estimate.low = std::max(0.0, interval->low);
    estimate.high = interval->high;
  }
  // Cells come ordered by case, so distinct neighbours are distinct cases.
  cases.erase(std::unique(cases.begin(), cases.end()), cases.end());
  estimate.n = static_cast<std::int64_t>(cases.size());
  return estimate;
}

}  // namespace

Estimated cost_per_case_of(const Report& report, std::size_t variant, double confidence) {
  return mean_of_replies(report, variant, confidence, [](const ReportCell& cell) {
    return cell.cost ? std::optional(to_usd_double(*cell.cost)) : std::nullopt;
  });
}

Estimated output_tokens_per_case_of(const Report& report, std::size_t variant, double confidence) {
  return mean_of_replies(report, variant, confidence, [](const ReportCell& cell) {
    return cell.usage.output ? std::optional(static_cast<double>(*cell.usage.output))
                             : std::nullopt;
  });
}

}  // namespace assay
