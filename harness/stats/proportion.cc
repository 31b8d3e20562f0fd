#include "harness/stats/proportion.h"

#include <algorithm>
#include <cmath>

#include "harness/stats/distribution.h"
#include "harness/stats/square.h"

namespace assay {
namespace {

bool is_valid(double successes, double n, double confidence) {
  return std::isfinite(n) && n > 0 && successes >= 0 && successes <= n && confidence > 0 &&
         confidence < 1;
}

// Between the quantiles of the posterior under the prior Beta(prior, prior).
std::optional<Interval> posterior_interval(double successes, double n, double prior,
                                           double confidence) {
  if (!is_valid(successes, n, confidence)) return std::nullopt;
  const double tail = (1 - confidence) / 2;
  const double a = prior + successes;
  const double b = prior + n - successes;
  return Interval{beta_quantile(tail, a, b), beta_quantile(1 - tail, a, b)};
}

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

std::optional<Interval> beta_interval(double successes, double n, double confidence) {
  return posterior_interval(successes, n, 1, confidence);
}

std::optional<Interval> jeffreys(double successes, double n, double confidence) {
  return posterior_interval(successes, n, 0.5, confidence);
}

std::optional<Interval> agresti_coull(double successes, double n, double confidence) {
  if (!is_valid(successes, n, confidence)) return std::nullopt;
  const double z = two_sided_z(confidence);
  const double trials = n + z * z;
  const double rate = (successes + z * z / 2) / trials;
  const double half = z * std::sqrt(rate * (1 - rate) / trials);
  return Interval{std::max(0.0, rate - half), std::min(1.0, rate + half)};
}

std::optional<double> chance_of_higher_rate(std::int64_t successes1, std::int64_t n1,
                                            std::int64_t successes2, std::int64_t n2) {
  if (successes1 < 0 || successes1 > n1 || successes2 < 0 || successes2 > n2) return std::nullopt;
  const double b1 = static_cast<double>(n1 - successes1 + 1);
  const double a2 = static_cast<double>(successes2 + 1);
  const double b2 = static_cast<double>(n2 - successes2 + 1);
  double chance = 0;
  for (std::int64_t successes = 0; successes <= successes1; ++successes) {
    const double i = static_cast<double>(successes);
    chance +=
        std::exp(log_beta(a2 + i, b1 + b2) - log_beta(1 + i, b1) - log_beta(a2, b2)) / (b1 + i);
  }
  return std::min(1.0, chance);
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

std::optional<Interval> wald_difference(double successes1, double n1, double successes2, double n2,
                                        double confidence) {
  if (!is_valid(successes1, n1, confidence) || !is_valid(successes2, n2, confidence)) {
    return std::nullopt;
  }
  const double rate1 = successes1 / n1;
  const double rate2 = successes2 / n2;
  const double half =
      two_sided_z(confidence) * std::sqrt(rate1 * (1 - rate1) / n1 + rate2 * (1 - rate2) / n2);
  return Interval{rate1 - rate2 - half, rate1 - rate2 + half};
}

}  // namespace assay
