// Intervals for one proportion, and for the difference of two independent ones.
//
// Counts may be fractional: an effective sample size (mean.h, design_effect) is
// one. `confidence` is two-sided, e.g. 0.95. Every function returns nothing
// when there is nothing to estimate from (n <= 0) or an argument makes no sense
// (successes outside [0, n], confidence outside (0, 1)).
#pragma once

#include <optional>

#include "harness/stats/interval.h"

namespace assay {

// Wilson score interval; the default for a pass rate: never outside [0, 1],
// never of zero width.
// Source: E. B. Wilson, "Probable inference, the law of succession, and
// statistical inference", JASA 22 (1927), 209-212.
std::optional<Interval> wilson(double successes, double n, double confidence);

// The same with continuity correction: conservative.
// Source: R. G. Newcombe, Statistics in Medicine 17 (1998), 857-872, method 4.
std::optional<Interval> wilson_cc(double successes, double n, double confidence);

// "Exact": covers with at least `confidence` whatever the true rate; for gates
// that must not err.
// Source: C. Clopper and E. S. Pearson, Biometrika 26 (1934), 404-413.
std::optional<Interval> clopper_pearson(double successes, double n, double confidence);

// Equal-tailed posterior interval under the uniform prior, Beta(1, 1).
// Source: S. Bowyer, L. Aitchison, D. R. Ivanova, arXiv 2503.01747 (2025).
std::optional<Interval> beta_interval(double successes, double n, double confidence);

// Difference p1 - p2 of independent proportions: square-and-add of the Wilson
// limits. For two variants on the same cases use paired.h instead.
// Source: R. G. Newcombe, Statistics in Medicine 17 (1998), 873-890, method 10.
std::optional<Interval> newcombe_difference(double successes1, double n1, double successes2,
                                            double n2, double confidence);

}  // namespace assay
