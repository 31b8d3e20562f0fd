// How many times dearer or slower one variant is than another on the same cases.
// a[i] and b[i] are what case i took of each, in the same unit, none negative; a
// ratio has no unit and is a over b. Intervals resample cases, both values of a
// case together, so that dear and slow cases cancel; the seed belongs in the run's
// record. Times and costs of one case's repeats are averaged first.
//
// Nothing for fewer than two cases, spans of different length, a value that is
// negative or not finite, a confidence outside (0, 1), or where b is 0 in too many
// cases: if some resample has nothing to divide by, the data do not bound the
// ratio.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

#include "harness/stats/interval.h"

namespace assay {

struct ResamplingPlan {
  double confidence = 0.95;  // two-sided; 0.90 for a one-sided bound at 95 %
  std::size_t replicates = 10'000;
  std::uint64_t seed = 0;
};

// An estimate with its bootstrap interval.
struct Resampled {
  double value = 0;
  Interval interval;
  std::size_t n = 0;  // cases
};

// Mean of a over mean of b (cost ratios), by BCa. Too narrow for few or heavy-tailed
// cases: a nominal 95 % covers (3000 samples, lognormal costs) 87, 91 and 93 % at
// n = 10, 20 and 50 with sigma 1/2, and 86, 88 and 90 % with sigma 1. Not for fewer
// than twenty cases, or where one case makes up much of the cost.
// Source: B. Efron and R. J. Tibshirani, "An Introduction to the Bootstrap" (1993),
// 14.3 (BCa) and 25.3 (a ratio of means).
std::optional<Resampled> ratio_of_means(std::span<const double> a, std::span<const double> b,
                                        const ResamplingPlan& plan);

// The q-quantile of a over that of b, and their difference a - b in the values'
// unit (p50, p95 of latency), between the quantiles of the replicates: BCa's
// jackknife fails for quantiles. Nothing also where n cases do not support an
// interval of that quantile at this confidence (quantile_ranks), for the p95 at
// 95 % below 72. A nominal 95 % covers 96 to 97 % for lognormal times (n = 30 to
// 300).
// Source: B. Efron, Annals of Statistics 7 (1979), 1-26, section 3, for medians;
// the failing jackknife: Efron and Tibshirani, 11.6.
std::optional<Resampled> ratio_of_quantiles(std::span<const double> a, std::span<const double> b,
                                            double q, const ResamplingPlan& plan);
std::optional<Resampled> difference_of_quantiles(std::span<const double> a,
                                                 std::span<const double> b, double q,
                                                 const ResamplingPlan& plan);

}  // namespace assay
