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

// The jackknife judges a statistic by what it is without each unit in turn; element i
// is the statistic without unit i. Not for quantiles, whose jackknife is inconsistent.
// A statistic that is made of sums has these values in one pass.

// The sum of all values but one: added up from both ends, so that a value which dwarfs
// the others leaves their digits alone, as subtracting it would not.
std::vector<double> jackknife_sums(std::span<const double> values);

// The skewness that BCa corrects for; 0 when leaving out none changes the statistic,
// for fewer than two units, or where a value is not finite.
double jackknife_acceleration(std::vector<double> without_each);

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

// All of it, for as many units as `without_each` has: the statistic is computed once
// a replicate and once of them all. Nothing for fewer than two.
std::optional<Interval> bootstrap_bca(const Statistic& statistic, std::vector<double> without_each,
                                      double confidence, std::size_t replicates,
                                      std::uint64_t seed);

}  // namespace assay
