#include "harness/report/experiment.h"

#include <algorithm>
#include <cmath>

#include "harness/stats/distribution.h"

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

}  // namespace

CasesNeeded cases_needed(const Spread& spread, int repeats, double difference, double power) {
  CasesNeeded needed;
  needed.repeats = repeats;
  const std::optional<PairedSpread> at = spread_at(spread, repeats);
  if (!at) return needed;
  needed.to_detect = rounded_up(paired_sample_size(*at, difference, kDetectAlpha, power));
  // A margin is a one-sided question: the two-sided formula at twice the level.
  needed.to_exclude = rounded_up(paired_sample_size(*at, difference, 2 * kExcludeAlpha, power));
  return needed;
}

Reach reach_of(const Spread& spread, std::int64_t cases, int repeats, double power) {
  Reach reach;
  const std::optional<PairedSpread> at = spread_at(spread, repeats);
  if (!at) return reach;
  const auto n = static_cast<double>(cases);
  reach.detects = minimum_detectable_difference(*at, n, kDetectAlpha, power);
  reach.excludes = minimum_detectable_difference(*at, n, 2 * kExcludeAlpha, power);
  return reach;
}

std::optional<double> chance_to_pass(const Spread& spread, std::int64_t cases, int repeats,
                                     double difference, double margin) {
  const std::optional<double> variance = variance_at(spread, repeats);
  if (!variance || !(*variance > 0) || cases <= 0 || !(margin >= 0)) return std::nullopt;
  const double error = std::sqrt(*variance / static_cast<double>(cases));
  return normal_cdf((difference + margin) / error - one_sided_z(1 - kExcludeAlpha));
}

}  // namespace assay
