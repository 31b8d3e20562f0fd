#include "harness/stats/proportion.h"

#include <algorithm>
#include <cmath>

#include "harness/stats/distribution.h"
#include "harness/stats/square.h"

namespace assay {
namespace {

bool is_proportion(double successes, double n, double confidence) {
  return std::isfinite(n) && n > 0 && successes >= 0 && successes <= n &&
         is_inside_unit(confidence);
}

}  // namespace

std::optional<Interval> clopper_pearson(double successes, double n, double confidence) {
  if (!is_proportion(successes, n, confidence)) return std::nullopt;
  const double tail = (1 - confidence) / 2;
  const double failures = n - successes;
  return Interval{
      successes == 0 ? 0 : beta_quantile(tail, successes, failures + 1),
      failures == 0 ? 1 : beta_quantile(1 - tail, successes + 1, failures),
  };
}

std::optional<Interval> wilson(double successes, double n, double confidence) {
  if (!is_proportion(successes, n, confidence)) return std::nullopt;
  const double z = two_sided_z(confidence);
  const double rate = successes / n;
  const double centre = rate + square(z) / (2 * n);
  const double half = z * std::sqrt(rate * (1 - rate) / n + square(z / (2 * n)));
  const double scale = 1 + square(z) / n;
  // At the ends the formula gives exactly 0 and 1; rounding must not spoil that.
  return Interval{
      successes == 0 ? 0 : std::clamp((centre - half) / scale, 0.0, rate),
      successes == n ? 1 : std::clamp((centre + half) / scale, rate, 1.0),
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

std::int64_t surprising_count(std::int64_t trials, double chance, double alpha) {
  std::int64_t count = 0;
  while (count <= trials && 1 - binomial_cdf(count - 1, trials, chance) > alpha) ++count;
  return count;
}

}  // namespace assay
