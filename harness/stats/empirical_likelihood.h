// How surprised the data would be by a mean, from the data's own shape: what
// decision.h uses beside Student's t, which takes skewed differences (a few losses
// among many equal cases) for far better known than they are.
//
// Source: A. B. Owen, "Empirical Likelihood" (2001), chapters 2 and 3. The lowest
// value that may exist can be one that was not seen.
#pragma once

#include <optional>
#include <span>

namespace assay {

// An independent unit: a case, or a cluster of them.
struct Unit {
  double sum = 0;   // of its values
  double size = 1;  // how many values; > 0
};

// The signed root of the likelihood ratio against "the mean is at most `mean`",
// where a unit's own mean is at least `lowest`: about standard normal if the mean
// is `mean`, large if it is above; 0 where the data's own mean is not above.
// Nothing for no units, mean <= lowest, or a unit that is below `lowest`, of no
// size or not finite.
std::optional<double> likelihood_root_above(std::span<const Unit> units, double mean,
                                            double lowest);

// The lower bound of the mean that goes with the root `z` > 0; `lowest` where even
// that is not so surprising. Nothing as above.
std::optional<double> likelihood_lower_bound(std::span<const Unit> units, double z, double lowest);

}  // namespace assay
