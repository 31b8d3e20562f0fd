#include "harness/report/gate_power.h"

#include <cmath>

#include "harness/report/rates.h"
#include "harness/stats/distribution.h"
#include "harness/stats/mean.h"
#include "harness/stats/proportion.h"

namespace assay {
namespace {

constexpr int kSteps = 50;

// The smallest number of passes out of n whose interval satisfies `holds`, which
// is false and then true as passes grow; n + 1 where none does.
template <class Holds>
std::int64_t first_count(std::int64_t n, const Holds& holds) {
  std::int64_t low = 0;
  std::int64_t high = n + 1;
  while (low < high) {
    const std::int64_t middle = low + (high - low) / 2;
    const auto trials = static_cast<double>(n);
    const auto interval = rate_interval(static_cast<double>(middle) / trials, trials);
    if (holds(*interval)) {
      high = middle;
    } else {
      low = middle + 1;
    }
  }
  return low;
}

// The smallest rate at which at least `count` of n pass with the chance `power`.
std::optional<double> rate_for_at_least(std::int64_t count, std::int64_t n, double power) {
  if (count > n) return std::nullopt;
  double low = 0;
  double high = 1;
  for (int step = 0; step < kSteps; ++step) {
    const double middle = (low + high) / 2;
    if (1 - binomial_cdf(count - 1, n, middle) < power) {
      low = middle;
    } else {
      high = middle;
    }
  }
  return high;
}

// The cells that a rate's interval will rest on, rounded down.
double independent_cells(std::int64_t cases, int repeats, double correlation) {
  const auto clusters = static_cast<double>(cases);
  const double cells = clusters * static_cast<double>(repeats);
  const std::optional<double> effect = design_effect(repeats, correlation);
  if (!effect || !(cells > 0)) return 0;
  constexpr double kAnyRate = 0.5;  // it cancels out of the error and the number
  const double error = std::sqrt(kAnyRate * (1 - kAnyRate) * *effect / cells);
  return std::floor(korn_graubard_n(kAnyRate, error, clusters, cells, kConfidence) + 1e-9);
}

std::optional<double> mirrored(std::optional<double> rate) {
  if (rate) rate = 1 - *rate;
  return rate;
}

}  // namespace

RatePower rate_power(Limit kind, double limit, std::int64_t cases, int repeats,
                     double correlation, double power) {
  if (kind == Limit::at_most) {  // at most t of them pass: at least 1 - t fail
    RatePower made = rate_power(Limit::at_least, 1 - limit, cases, repeats, correlation, power);
    made.passes_at = mirrored(made.passes_at);
    made.fails_at = mirrored(made.fails_at);
    return made;
  }
  RatePower made;
  made.independent = independent_cells(cases, repeats, correlation);
  const auto n = static_cast<std::int64_t>(made.independent);
  if (n < 1 || !is_inside_unit(power)) return made;
  const std::int64_t fewest_to_pass =
      first_count(n, [&](const Interval& interval) { return interval.low >= limit; });
  const std::int64_t fewest_not_to_fail =
      first_count(n, [&](const Interval& interval) { return interval.high >= limit; });
  made.passes_at = rate_for_at_least(fewest_to_pass, n, power);
  // It fails when at most fewest_not_to_fail - 1 pass: n + 1 - that many fail.
  if (fewest_not_to_fail > 0)
    made.fails_at = mirrored(rate_for_at_least(n + 1 - fewest_not_to_fail, n, power));
  return made;
}

}  // namespace assay
