#include "harness/stats/proportion.h"

#include <algorithm>
#include <cmath>

#include "harness/stats/distribution.h"

namespace assay {
namespace {

bool is_valid(double successes, double n, double confidence) {
  return std::isfinite(n) && n > 0 && successes >= 0 && successes <= n && confidence > 0 &&
         confidence < 1;
}

double square(double x) { return x * x; }

}  // namespace

std::optional<Interval> wilson(double successes, double n, double confidence) {
  if (!is_valid(successes, n, confidence)) return std::nullopt;
  const double z = two_sided_z(confidence);
  const double rate = successes / n;
  const double centre = rate + z * z / (2 * n);
  const double half = z * std::sqrt(rate * (1 - rate) / n + z * z / (4 * n * n));
  const double scale = 1 + z * z / n;
  // At the ends the formula gives exactly 0 and 1; rounding must not spoil that.
  const double low = successes == 0 ? 0 : std::max(0.0, (centre - half) / scale);
  const double high = successes == n ? 1 : std::min(1.0, (centre + half) / scale);
  return Interval{low, high};
}

std::optional<Interval> wilson_cc(double successes, double n, double confidence) {
  if (!is_valid(successes, n, confidence)) return std::nullopt;
  const double z = two_sided_z(confidence);
  const double rate = successes / n;
  const double scale = 2 * (n + z * z);
  const double centre = 2 * n * rate + z * z;
  const double common = z * z - 1 / n + 4 * n * rate * (1 - rate);
  const double shift = 4 * rate - 2;
  // Without a real root the correction alone reaches the end; for less than half
  // an answer it would pass the rate itself.
  const bool no_low = successes == 0 || common + shift < 0;
  const bool no_high = successes == n || common - shift < 0;
  const double low =
      no_low ? 0 : std::clamp((centre - 1 - z * std::sqrt(common + shift)) / scale, 0.0, rate);
  const double high =
      no_high ? 1 : std::clamp((centre + 1 + z * std::sqrt(common - shift)) / scale, rate, 1.0);
  return Interval{low, high};
}

std::optional<Interval> clopper_pearson(double successes, double n, double confidence) {
  if (!is_valid(successes, n, confidence)) return std::nullopt;
  const double tail = (1 - confidence) / 2;
  const double failures = n - successes;
  return Interval{
      successes == 0 ? 0 : beta_quantile(tail, successes, failures + 1),
      failures == 0 ? 1 : beta_quantile(1 - tail, successes + 1, failures),
  };
}

std::optional<Interval> beta_interval(double successes, double n, double confidence) {
  if (!is_valid(successes, n, confidence)) return std::nullopt;
  const double tail = (1 - confidence) / 2;
  const double a = 1 + successes;
  const double b = 1 + n - successes;
  return Interval{beta_quantile(tail, a, b), beta_quantile(1 - tail, a, b)};
}

std::optional<Interval> newcombe_difference(double successes1, double n1, double successes2,
                                            double n2, double confidence) {
  const std::optional<Interval> first = wilson(successes1, n1, confidence);
  const std::optional<Interval> second = wilson(successes2, n2, confidence);
  if (!first || !second) return std::nullopt;
  const double rate1 = successes1 / n1;
  const double rate2 = successes2 / n2;
  const double difference = rate1 - rate2;
  return Interval{
      difference - std::sqrt(square(rate1 - first->low) + square(second->high - rate2)),
      difference + std::sqrt(square(first->high - rate1) + square(rate2 - second->low)),
  };
}

}  // namespace assay
