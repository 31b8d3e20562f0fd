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
  double coverage = 0;  // exact for a continuous distribution, >= confidence
};
// Nothing when n values cannot support it: the 99th percentile of 300 values has
// no 95 % interval.
// Source: H. A. David and H. N. Nagaraja, "Order Statistics", 3rd ed. (2003), 7.1.
std::optional<QuantileRanks> quantile_ranks(std::int64_t n, double q, double confidence);

// The interval between those order statistics; distribution-free, for
// independent values. `sorted` is ascending.
std::optional<Interval> quantile_interval(std::span<const double> sorted, double q,
                                          double confidence);

// One-sided: the order statistic that is, with `confidence`, not below (not above)
// the population's q-quantile. `sorted` is ascending. Nothing when no order
// statistic is: an upper bound of the 95th percentile takes 59 values.
std::optional<double> quantile_upper_bound(std::span<const double> sorted, double q,
                                           double confidence);
std::optional<double> quantile_lower_bound(std::span<const double> sorted, double q,
                                           double confidence);

// The fewest values whose maximum is, with `confidence`, not below the
// population's q-quantile: q^n <= 1 - confidence. What an upper limit on a
// percentile needs at least. Nothing unless 0 < q < 1 and 0 < confidence < 1.
// Source: S. S. Wilks, Annals of Mathematical Statistics 12 (1941), 91-96.
std::optional<std::int64_t> wilks_sample_size(double q, double confidence);
// The same where `over` values may lie over the limit: the fewest n with
// P(Bin(n, 1 - q) <= over) <= 1 - confidence. Nothing also for over < 0.
// Source: the same; MLPerf's load generator stops a run early by this rule (V. J.
// Reddi et al., "MLPerf Inference Benchmark", ISCA 2020).
std::optional<std::int64_t> percentile_sample_size(double q, double confidence,
                                                   std::int64_t over);

}  // namespace assay
