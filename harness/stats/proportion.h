// The interval for one proportion.
//
// Counts may be fractional: an effective sample size (mean.h, design_effect) is
// one. `confidence` is two-sided, e.g. 0.95.
#pragma once

#include <cstdint>
#include <optional>

#include "harness/stats/interval.h"

namespace assay {

// "Exact": covers with at least `confidence` whatever the true rate, and each end
// alone errs at most (1 - confidence) / 2 of the time; what reports and gates use.
// Nothing when there is nothing to estimate from (n <= 0) or an argument makes no
// sense (successes outside [0, n], confidence outside (0, 1)).
// Source: C. Clopper and E. S. Pearson, Biometrika 26 (1934), 404-413.
std::optional<Interval> clopper_pearson(double successes, double n, double confidence);

// Wilson's score interval: covers at `confidence` on average over rates, and less
// than that near 0 and 1 (docs/decisions/0008-exact-intervals-for-rates.md). Not for
// a rate that is shown or gated by itself; a part of intervals that are put together
// (square_and_add.h), where exact parts would make the whole too wide. Nothing where
// clopper_pearson() gives nothing.
// Source: E. B. Wilson, JASA 22 (1927), 209-212.
std::optional<Interval> wilson(double successes, double n, double confidence);

// What `cells` 0/1 values in clusters are worth to clopper_pearson(): the number
// whose binomial error is the clustered one (mean.h), times the squared ratio of
// the t quantiles on cells - 1 and clusters - 1 degrees of freedom, for an error
// from few clusters is itself uncertain. Kept between the number of clusters and of
// cells, and the former where the rate is 0 or 1 or there is but one cluster:
// nothing shows then how alike the values of a cluster are.
// Source: E. L. Korn and B. I. Graubard, Survey Methodology 24 (1998), 193-201.
double korn_graubard_n(double rate, double clustered_error, double clusters, double cells,
                       double confidence);

// The smallest count that Bin(trials, chance) reaches with a probability of at most `alpha`;
// trials + 1 where even all of them are no surprise. Requires trials >= 0, chance in [0, 1].
std::int64_t surprising_count(std::int64_t trials, double chance, double alpha);

}  // namespace assay
