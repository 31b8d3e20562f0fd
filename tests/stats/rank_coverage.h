// How often the interval between two order statistics holds the quantile.
#pragma once

#include <cstdint>

#include "harness/stats/distribution.h"
#include "harness/stats/quantile.h"

namespace assay::testing {

// Exact for a continuous distribution: how many of n values lie below the q-quantile is
// binomial.
inline double coverage_of(const QuantileRanks& ranks, std::int64_t n, double q) {
  return binomial_cdf(ranks.high - 1, n, q) - binomial_cdf(ranks.low - 1, n, q);
}

}  // namespace assay::testing
