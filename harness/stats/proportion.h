// Intervals for one proportion, and for the difference of two independent ones.
//
// Counts may be fractional: an effective sample size (mean.h, design_effect) is
// one. `confidence` is two-sided, e.g. 0.95. Every function returns nothing
// when there is nothing to estimate from (n <= 0) or an argument makes no sense
// (successes outside [0, n], confidence outside (0, 1)).
#pragma once

#include <cstdint>
#include <optional>

#include "harness/stats/interval.h"

namespace assay {

// Wilson score interval: never outside [0, 1], never of zero width; covers with
// `confidence` on average over rates, less often at some.
// Source: E. B. Wilson, "Probable inference, the law of succession, and
// statistical inference", JASA 22 (1927), 209-212.
std::optional<Interval> wilson(double successes, double n, double confidence);

// The same with continuity correction: conservative.
// Source: R. G. Newcombe, Statistics in Medicine 17 (1998), 857-872, method 4.
std::optional<Interval> wilson_cc(double successes, double n, double confidence);

// "Exact": covers with at least `confidence` whatever the true rate, and each end
// alone errs at most (1 - confidence) / 2 of the time; what reports and gates use.
// Source: C. Clopper and E. S. Pearson, Biometrika 26 (1934), 404-413.
std::optional<Interval> clopper_pearson(double successes, double n, double confidence);

// What `cells` 0/1 values in clusters are worth to clopper_pearson(): the number
// whose binomial error is the clustered one (mean.h), times the squared ratio of
// the t quantiles on cells - 1 and clusters - 1 degrees of freedom, for an error
// from few clusters is itself uncertain. Kept between the number of clusters and of
// cells, and the former where the rate is 0 or 1 or there is but one cluster:
// nothing shows then how alike the values of a cluster are.
// Source: E. L. Korn and B. I. Graubard, Survey Methodology 24 (1998), 193-201.
double korn_graubard_n(double rate, double clustered_error, double clusters, double cells,
                       double confidence);

// Equal-tailed posterior interval under the uniform prior, Beta(1, 1).
// Source: S. Bowyer, L. Aitchison, D. R. Ivanova, arXiv 2503.01747 (2025).
std::optional<Interval> beta_interval(double successes, double n, double confidence);

// The same under Jeffreys' prior, Beta(1/2, 1/2).
// Source: L. D. Brown, T. T. Cai, A. DasGupta, Statistical Science 16 (2001),
// 101-133, 3.1.2 (without their repair at 0 and n).
std::optional<Interval> jeffreys(double successes, double n, double confidence);

// Wald's interval with z^2/2 successes and as many failures added, cut to [0, 1].
// Source: A. Agresti and B. A. Coull, The American Statistician 52 (1998), 119-126.
std::optional<Interval> agresti_coull(double successes, double n, double confidence);

// The chance that the rate behind the first count is the higher one: both rates
// independent, uniform before the data; 1/2 without data. Rates of the same cases
// are not independent: see paired_posterior.h. Nothing unless 0 <= successes <= n.
// Source: E. Miller, "Formulas for Bayesian A/B Testing" (2015).
std::optional<double> chance_of_higher_rate(std::int64_t successes1, std::int64_t n1,
                                            std::int64_t successes2, std::int64_t n2);

// Difference p1 - p2 of independent proportions: square-and-add of the Wilson
// limits. For two variants on the same cases use paired.h instead.
// Source: R. G. Newcombe, Statistics in Medicine 17 (1998), 873-890, method 10.
std::optional<Interval> newcombe_difference(double successes1, double n1, double successes2,
                                            double n2, double confidence);
// The textbook's interval of the same: of no width at rates of 0 and 1, and too
// narrow near them; to compare with what others print.
std::optional<Interval> wald_difference(double successes1, double n1, double successes2,
                                        double n2, double confidence);

}  // namespace assay
