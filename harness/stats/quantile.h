// Quantiles of a sample and what they say about the population: latencies.
#pragma once

#include <cstdint>
#include <optional>
#include <span>

#include "harness/stats/interval.h"

namespace assay {

// The sample's own quantile, linear between order statistics (type 7 of R. J.
// Hyndman and Y. Fan, The American Statistician 50 (1996), 361-365; the default
// of R and NumPy), in the unit of the values. `sorted` is ascending. Nothing for
// an empty sample or q outside [0, 1].
std::optional<double> sample_quantile(std::span<const double> sorted, double q);

// Ranks, from 1, of the two order statistics that enclose the population's
// quantile, each tail at most (1 - confidence) / 2.
struct QuantileRanks {
  std::int64_t low = 0;
  std::int64_t high = 0;
};
// Nothing when n values cannot support it: the 99th percentile of 300 values has
// no 95 % interval.
// Source: H. A. David and H. N. Nagaraja, "Order Statistics", 3rd ed. (2003), 7.1.
std::optional<QuantileRanks> quantile_ranks(std::int64_t n, double q, double confidence);

// The interval between those order statistics; distribution-free, for
// independent values. `sorted` is ascending.
std::optional<Interval> quantile_interval(std::span<const double> sorted, double q,
                                          double confidence);

}  // namespace assay
