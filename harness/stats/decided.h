// The decision that an interval inverts into which can be made at every confidence.
#pragma once

#include <algorithm>
#include <optional>

#include "harness/stats/decision.h"
#include "harness/stats/distribution.h"
#include "harness/stats/root.h"

namespace assay {

// `interval_at(confidence)` is two-sided and wider at a higher confidence. Fills decision,
// interval and both p, none of which is below 1e-12.
template <class IntervalAt>
NonInferiority decided(const IntervalAt& interval_at, double margin, double alpha) {
  constexpr double kSmallestP = 1e-12;
  // One-sided: the level at which the bound comes to the margin; nothing where it is
  // not beyond it at any.
  const auto p_of = [&](const auto& is_beyond) -> std::optional<double> {
    if (!is_beyond(interval_at(kSmallestP))) return std::nullopt;
    const auto beyond = [&](double z) {
      return is_beyond(interval_at(1 - 2 * normal_cdf(-z))) ? 1.0 : -1.0;
    };
    const double z = find_root(beyond, 0, -normal_quantile(kSmallestP), 60);
    return std::max(kSmallestP, normal_cdf(-z));
  };
  const auto above = p_of([&](const Interval& interval) { return interval.low > -margin; });
  const auto below = p_of([&](const Interval& interval) { return interval.high < -margin; });
  NonInferiority result;
  result.interval = interval_at(1 - 2 * alpha);
  result.p_not_inferior = above ? *above : below ? 1 - *below : 1;
  result.p_inferior = below ? *below : above ? 1 - *above : 1;
  if (result.p_not_inferior <= alpha) result.decision = Decision::pass;
  if (result.p_inferior <= alpha) result.decision = Decision::fail;
  return result;
}

}  // namespace assay
