// Shares of seeded samples, as the tables show them.
#pragma once

#include <cmath>
#include <string>

#include "harness/base/text.h"

namespace assay::calibration {

inline double share(int count, int of) {
  return static_cast<double>(count) / of;
}

inline std::string percent(double share_of_all) {
  return format_fixed(100 * share_of_all, 1);
}

// Three standard errors of a share that was counted in so many samples.
inline double noise(double expected, int samples) {
  return 3 * std::sqrt(expected * (1 - expected) / samples);
}

// Whether a share that should be at most (at least) `limit` may be so.
inline const char* at_most(double seen, double limit, int samples) {
  if (seen <= limit) return "yes";
  return seen <= limit + noise(limit, samples) ? "within noise" : "**no**";
}
inline const char* at_least(double seen, double limit, int samples) {
  return at_most(1 - seen, 1 - limit, samples);
}

}  // namespace assay::calibration
