// Intervals for many points of a grid that hold all at once: bands. Each function
// gives the confidence at which to make every single interval, of whatever kind
// suits the point (clopper_pearson() for a rate, mean_interval() for a score).
//
// Two-sided throughout. `confidence` is the chance that all intervals hold. For
// the p-values of the same family use multiplicity.h.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "harness/stats/interval.h"

namespace assay {

// For k intervals that depend on each other in any way: 1 - (1 - confidence) / k.
// Nothing for k = 0 or a confidence outside (0, 1).
// Source: O. J. Dunn, JASA 56 (1961), 52-64.
std::optional<double> bonferroni_confidence(std::size_t k, double confidence);

// For points that were measured on the same cases, whose dependence narrows the
// band: the quantile of the largest |t| over the points when cases are resampled,
// as the confidence that a normal has there. points[j][i] is point j's value on
// case i. Never below `confidence` nor above Bonferroni's; points that do not vary
// have no t and are left out. Good from some thirty cases on.
// Nothing for no points, fewer than two cases, rows of different length, a value
// that is not finite, no replicates or a confidence outside (0, 1).
// Source: J. L. Montiel Olea and M. Plagborg-Moller, J. Applied Econometrics 34
// (2019), 1-17 (sup-t bands); P. H. Westfall and S. S. Young, "Resampling-Based
// Multiple Testing" (1993), for max-t.
std::optional<double> max_t_confidence(const std::vector<std::vector<double>>& points,
                                       double confidence, std::size_t replicates,
                                       std::uint64_t seed);

}  // namespace assay
