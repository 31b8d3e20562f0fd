#include "harness/report/cost.h"

#include <algorithm>
#include <vector>

#include "harness/stats/mean.h"

namespace assay {

Estimated cost_per_case_of(const Report& report, std::size_t variant, double confidence) {
  std::vector<double> costs;
  std::vector<std::size_t> cases;
  for (const ReportCell& cell : report.cells) {
    if (cell.variant != variant || cell.reply == nullptr || !cell.cost) continue;
    costs.push_back(to_usd_double(*cell.cost));
    cases.push_back(cell.case_index);
  }
  Estimated estimate;
  estimate.value = mean(costs);
  if (const auto interval = clustered_mean_interval(costs, cases, confidence)) {
    estimate.low = std::max(0.0, interval->low);
    estimate.high = interval->high;
  }
  // Cells come ordered by case, so distinct neighbours are distinct cases.
  cases.erase(std::unique(cases.begin(), cases.end()), cases.end());
  estimate.n = static_cast<std::int64_t>(cases.size());
  return estimate;
}

}  // namespace assay
