#include "harness/report/power/gate_power.h"

#include <cmath>
#include <functional>
#include <vector>

#include "harness/base/random.h"
#include "harness/report/rates.h"
#include "harness/stats/distribution.h"
#include "harness/stats/mean.h"
#include "harness/stats/proportion.h"

namespace assay {
namespace {

constexpr int kSteps = 50;
// Of experiments: three standard errors of a chance of .8 are 4 points. Plans of more
// cases are not played through: the binomial at the effective number is near enough.
constexpr int kExperiments = 1000;
constexpr std::int64_t kMostCasesPlayed = 1000;
constexpr int kStepsPlayed = 12;  // of the rate, to 1 / 4096

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

// Cases that are asked several times: a share `correlation` of them answers alike
// each time, the others anew, so that repeats correlate by it.
struct RepeatedCases {
  std::int64_t cases;
  int repeats;
  double correlation;
};

// The share of seeded experiments whose interval satisfies `holds`.
template <class Holds>
double played_chance(const RepeatedCases& plan, double rate, const Holds& holds) {
  std::vector<double> at_most;  // the chance of so many passes of a case, or fewer
  for (int passed = 0; passed < plan.repeats; ++passed) {
    at_most.push_back(binomial_cdf(passed, plan.repeats, rate));
  }
  constexpr std::uint64_t kSeed = 1;
  Random random(kSeed);
  int held = 0;
  std::vector<CaseVariant> column(static_cast<std::size_t>(plan.cases));
  for (int experiment = 0; experiment < kExperiments; ++experiment) {
    for (CaseVariant& entry : column) {
      const bool is_stubborn = random.uniform() < plan.correlation;
      const double share = random.uniform();
      entry.passed = plan.repeats;
      if (is_stubborn && share < 1 - rate) entry.passed = 0;
      while (!is_stubborn && entry.passed > 0 &&
             share <= at_most[static_cast<std::size_t>(entry.passed - 1)]) {
        --entry.passed;
      }
      entry.failed = plan.repeats - entry.passed;
    }
    const Estimated seen = pass_rate_of(column);
    held += holds(Interval{*seen.low, *seen.high}) ? 1 : 0;
  }
  return static_cast<double>(held) / kExperiments;
}

// The rate nearest the limit at which a gate is decided so with the chance `power`,
// which rises from `without` to `with`; nothing where it has not even there.
template <class Holds>
std::optional<double> played_rate(const RepeatedCases& plan, double power, double without,
                                  double with, const Holds& holds) {
  if (played_chance(plan, with, holds) < power) return std::nullopt;
  for (int step = 0; step < kStepsPlayed; ++step) {
    const double middle = (without + with) / 2;
    (played_chance(plan, middle, holds) < power ? without : with) = middle;
  }
  return with;
}

std::optional<double> mirrored(std::optional<double> rate) {
  if (rate) rate = 1 - *rate;
  return rate;
}

}  // namespace

RatePower rate_power(Limit kind, double limit, std::int64_t cases, int repeats, double correlation,
                     double power) {
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
  const auto passes = [&](const Interval& interval) { return interval.low >= limit; };
  const auto does_not_fail = [&](const Interval& interval) { return interval.high >= limit; };
  if (n > cases && cases <= kMostCasesPlayed) {
    const RepeatedCases plan{cases, repeats, correlation};
    made.passes_at = played_rate(plan, power, limit, 1, passes);
    made.fails_at = played_rate(plan, power, limit, 0, std::not_fn(does_not_fail));
    return made;
  }
  const std::int64_t fewest_to_pass = first_count(n, passes);
  const std::int64_t fewest_not_to_fail = first_count(n, does_not_fail);
  made.passes_at = rate_for_at_least(fewest_to_pass, n, power);
  // It fails when at most fewest_not_to_fail - 1 pass: n + 1 - that many fail.
  if (fewest_not_to_fail > 0)
    made.fails_at = mirrored(rate_for_at_least(n + 1 - fewest_not_to_fail, n, power));
  return made;
}

}  // namespace assay
