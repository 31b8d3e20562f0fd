#include "harness/report/power/experiment.h"

#include <algorithm>
#include <cmath>

#include "harness/base/random.h"
#include "harness/stats/distribution.h"
#include "harness/stats/sequential_paired.h"

namespace assay {
namespace {

// All of it as if between cases, which the formulas only ever add up.
std::optional<PairedSpread> spread_at(const Spread& spread, int repeats) {
  const std::optional<double> variance = variance_at(spread, repeats);
  if (!variance) return std::nullopt;
  return PairedSpread{*variance, 0, 0, 1, 1};
}

std::optional<std::int64_t> rounded_up(const std::optional<double>& cases) {
  constexpr double kMost = 1e15;
  if (!cases || !(*cases < kMost)) return std::nullopt;
  // Two cases at least, since one has no spread; 1e-9 against rounding errors.
  return std::max<std::int64_t>(2, static_cast<std::int64_t>(std::ceil(*cases - 1e-9)));
}

// One draw a variant is a 0/1 outcome: the variance is the share that differs.
bool is_tango(int repeats) {
  return repeats == 1;
}

}  // namespace

CasesNeeded cases_needed(const Spread& spread, int repeats, double difference, double power) {
  CasesNeeded needed;
  needed.repeats = repeats;
  const std::optional<PairedSpread> at = spread_at(spread, repeats);
  if (!at) return needed;
  needed.to_detect = rounded_up(paired_sample_size(*at, difference, kDetectAlpha, power));
  needed.to_exclude = rounded_up(
      is_tango(repeats)
          ? tango_sample_size(std::min(1.0, at->between_cases), 0, difference, kAlpha, power)
          // A margin is a one-sided question: the two-sided formula at twice the level.
          : paired_sample_size(*at, difference, 2 * kAlpha, power));
  return needed;
}

std::optional<double> chance_to_pass(const Spread& spread, std::int64_t cases, int repeats,
                                     double margin) {
  const std::optional<double> variance = variance_at(spread, repeats);
  if (!variance || !(*variance > 0) || cases <= 0 || !(margin >= 0)) return std::nullopt;
  const auto n = static_cast<double>(cases);
  if (is_tango(repeats) && margin > 0)
    return tango_power(std::min(1.0, *variance), 0, margin, n, kAlpha);
  return normal_cdf(margin / std::sqrt(*variance / n) - one_sided_z(1 - kAlpha));
}

std::optional<double> chance_to_pass_early(const Spread& spread, std::int64_t cases, int repeats,
                                           double margin) {
  constexpr std::int64_t kMostCases = 1'000'000;
  constexpr std::int64_t kMostDraws = 20'000'000;
  constexpr std::uint64_t kSeed = 1;
  const std::optional<double> variance = variance_at(spread, repeats);
  const SequentialPlan plan{margin, kAlpha, cases};
  if (!variance || cases > kMostCases || !is_valid(plan)) return std::nullopt;
  const double differ = std::min(1.0, *variance);
  const std::int64_t experiments = std::min<std::int64_t>(1000, kMostDraws / cases);
  std::int64_t passed = 0;
  Random random(kSeed);
  for (std::int64_t i = 0; i < experiments; ++i) {
    SequentialTest test(plan);
    while (test.state() == SequentialState::undecided) {
      const double draw = random.uniform();
      const double difference = draw >= differ ? 0 : draw < differ / 2 ? 1 : -1;
      test.add(difference, difference);
    }
    if (test.state() == SequentialState::pass) ++passed;
  }
  return static_cast<double>(passed) / static_cast<double>(experiments);
}

Reach reach_of(const Spread& spread, std::int64_t cases, int repeats, double power) {
  Reach reach;
  const std::optional<PairedSpread> at = spread_at(spread, repeats);
  if (!at || cases <= 0) return reach;
  reach.detects =
      minimum_detectable_difference(*at, static_cast<double>(cases), kDetectAlpha, power);
  // The chance rises with the margin.
  double low = 0;
  double high = 1 - 1e-9;
  const auto reaches = [&](double margin) {
    return chance_to_pass(spread, cases, repeats, margin).value_or(0) >= power;
  };
  if (!reaches(high)) return reach;
  for (int step = 0; step < 60; ++step) {
    const double middle = (low + high) / 2;
    (reaches(middle) ? high : low) = middle;
  }
  reach.excludes = high;
  return reach;
}

Turning turning_of(const Spread& spread, std::int64_t cases, int repeats, double margin,
                   double power) {
  const std::optional<double> variance = variance_at(spread, repeats);
  if (!variance || cases <= 0) return {};
  const double reach = (one_sided_z(1 - kAlpha) + normal_quantile(power)) *
                       std::sqrt(*variance / static_cast<double>(cases));
  Turning turning;
  if (-margin + reach < 1) turning.passes_at = -margin + reach;
  if (-margin - reach > -1) turning.fails_at = -margin - reach;
  return turning;
}

}  // namespace assay
