#include "harness/stats/proportion.h"

#include <algorithm>
#include <cmath>

#include "harness/stats/distribution.h"
#include "harness/stats/square.h"

namespace assay {

std::optional<Interval> clopper_pearson(double successes, double n, double confidence) {
  if (!std::isfinite(n) || !(n > 0) || !(successes >= 0) || !(successes <= n) ||
      !is_inside_unit(confidence)) {
    return std::nullopt;
  }
  const double tail = (1 - confidence) / 2;
  const double failures = n - successes;
  return Interval{
      successes == 0 ? 0 : beta_quantile(tail, successes, failures + 1),
      failures == 0 ? 1 : beta_quantile(1 - tail, successes + 1, failures),
  };
}

double korn_graubard_n(double rate, double clustered_error, double clusters, double cells,
                       double confidence) {
  if (!(rate > 0 && rate < 1) || !(clusters > 1) || !(cells > clusters) ||
      !is_inside_unit(confidence)) {
    return clusters;
  }
  if (!(clustered_error > 0)) return cells;
  const double p = 1 - (1 - confidence) / 2;
  const double ratio = student_quantile(p, cells - 1) / student_quantile(p, clusters - 1);
  const double n = rate * (1 - rate) / square(clustered_error) * square(ratio);
  return std::clamp(n, clusters, cells);
}

}  // namespace assay
