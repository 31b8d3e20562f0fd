// A mean and its uncertainty, for independent values and for values in clusters
// (repeats of one case, paraphrases, turns of one dialogue).
//
// Values have any unit; results have the same (a variance its square). A value
// that is not finite is refused: every function then gives nothing.
//
// Source unless said otherwise: E. Miller, "Adding Error Bars to Evals",
// arXiv 2411.00640 (2024).
#pragma once

#include <cstddef>
#include <optional>
#include <span>

#include "harness/stats/interval.h"

namespace assay {

// Nothing for no values.
std::optional<double> mean(std::span<const double> values);
// Sample variance, divisor n - 1; nothing for fewer than two values.
std::optional<double> variance(std::span<const double> values);
// sqrt(variance / n); nothing for fewer than two values.
std::optional<double> standard_error(std::span<const double> values);

// Standard error of the mean when values of one cluster are dependent: CR1, the
// sandwich estimator with its G/(G-1) correction, G clusters. Judge it with the
// t distribution on G - 1 degrees of freedom; it wants some thirty clusters.
// `cluster_of[i]` is any number that names the cluster of values[i]. Nothing
// for fewer than two clusters or spans of different length.
// Source: A. C. Cameron and D. L. Miller, J. Human Resources 50 (2015), 317-372.
std::optional<double> clustered_standard_error(std::span<const double> values,
                                               std::span<const std::size_t> cluster_of);

// Student's t interval of the mean of independent values. Nothing for fewer
// than two values. Of no width when all values are equal, and not for 0/1 values:
// use clopper_pearson().
std::optional<Interval> mean_interval(std::span<const double> values, double confidence);
// The same from clusters: CR1 and t on G - 1 degrees of freedom.
std::optional<Interval> clustered_mean_interval(std::span<const double> values,
                                                std::span<const std::size_t> cluster_of,
                                                double confidence);

// How many times more variance clusters of `cluster_size` values with
// intra-cluster correlation `icc` have than independent values: 1 + (m-1) icc.
// Nothing for cluster_size < 1, |icc| > 1, or an icc so negative that no variance
// is left.
// Source: L. Kish, "Survey Sampling" (1965).
std::optional<double> design_effect(double cluster_size, double icc);

}  // namespace assay
