// Wilson's score interval of a rate: what most advise, to be compared with the exact
// one that reports use (docs/decisions/0008-exact-intervals-for-rates.md).
//
// Source: E. B. Wilson, "Probable inference, the law of succession, and statistical
// inference", JASA 22 (1927), 209-212.
#pragma once

#include <algorithm>
#include <cmath>
#include <optional>

#include "harness/stats/distribution.h"
#include "harness/stats/interval.h"

namespace assay::calibration {

// Requires n > 0 and 0 <= successes <= n.
inline std::optional<Interval> wilson(double successes, double n, double confidence) {
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

}  // namespace assay::calibration
