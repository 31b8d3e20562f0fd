// Bootstrap intervals for statistics that have no formula: medians, ratios. Not
// for 0/1 data, whose ties mislead BCa: use clopper_pearson(). Resample cases, not
// their repeats.
//
// Source: B. Efron and R. J. Tibshirani, "An Introduction to the Bootstrap"
// (1993), chapters 13 and 14.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <vector>

#include "harness/stats/interval.h"

namespace assay {

// Of the units at `indices` (with repetitions), all of them in 0..n-1.
using Statistic = std::function<double(std::span<const std::size_t> indices)>;

// The statistic of `replicates` samples of n units drawn with replacement,
// ascending. The seed belongs in the run's record. Empty for n = 0, and when the
// statistic of any resample is not finite: such data do not bound it.
std::vector<double> bootstrap(std::size_t n, const Statistic& statistic, std::size_t replicates,
                              std::uint64_t seed);

// Between the quantiles of ascending replicates; nothing for no replicates.
std::optional<Interval> percentile_interval(std::span<const double> replicates, double confidence);

// The skewness that BCa corrects for, from leaving out one unit at a time; 0
// when leaving out none changes the statistic or n < 2. Requires a statistic that
// is finite on n - 1 units. Not for quantiles, whose jackknife is inconsistent.
double jackknife_acceleration(std::size_t n, const Statistic& statistic);

// The standard error of the statistic from leaving out one unit at a time. Nothing
// for n < 2 or a statistic that is not finite on n - 1 units. Not for quantiles.
std::optional<double> jackknife_standard_error(std::size_t n, const Statistic& statistic);

// Which quantiles of the replicates BCa takes, and its correction for bias.
struct BcaLevels {
  double bias = 0;  // z0: how far the statistic lies from the replicates' median
  double low = 0;
  double high = 0;
};
// Nothing where bca_interval() gives nothing.
std::optional<BcaLevels> bca_levels(std::span<const double> replicates, double observed,
                                    double acceleration, double confidence);

// Bias-corrected and accelerated, from ascending replicates, the statistic of
// the whole sample and its acceleration. Replicates equal to the statistic count
// half. Nothing when all replicates lie on one side of it, an argument is not
// finite, or the acceleration is too large for the formula.
std::optional<Interval> bca_interval(std::span<const double> replicates, double observed,
                                     double acceleration, double confidence);

// All of it. Nothing for n < 2.
std::optional<Interval> bootstrap_bca(std::size_t n, const Statistic& statistic,
                                      double confidence, std::size_t replicates,
                                      std::uint64_t seed);

}  // namespace assay
