// The mean of scores in [0, 1] and its uncertainty, also where most scores are alike
// and a few others decide everything.
#pragma once

#include <optional>
#include <span>

#include "harness/stats/interval.h"

namespace assay {

// Two-sided, within [0, 1]: the weaker of Student's t and the empirical likelihood
// (empirical_likelihood.h, judged by t as in decision.h), which agree unless the
// scores are skewed.
//
// Neither knows of a score that was not seen. Where most scores are equal and fewer
// than kFewestDiffering (decision.h) differ from them, the interval is also no
// narrower than that of a coin with the same mean, clopper_pearson(mean * n, n): no
// score in [0, 1] varies more (of E[x^2] <= E[x]). Where all are equal, or each is 0
// or 1, it is the coin's.
//
// Nothing for fewer than two values, a value outside [0, 1] or a confidence outside
// (0, 1).
std::optional<Interval> bounded_mean_interval(std::span<const double> values, double confidence);

}  // namespace assay
