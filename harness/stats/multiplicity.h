// Several tests at once: p-values adjusted so that each can be compared with the
// level as if it were alone. The p of one family are all one-sided or all
// two-sided; the adjusted ones are of the same kind. Results are in the order of
// the input, in [0, 1] and never below the raw p; no tests give none. What is not
// a probability (a NaN: the test could not be made) is no evidence and counts as 1.
#pragma once

#include <span>
#include <vector>

namespace assay {

// Controls the chance of any false alarm, under every dependence: for gates.
// Source: S. Holm, Scandinavian J. Statistics 6 (1979), 65-70.
std::vector<double> holm(std::span<const double> p_values);

}  // namespace assay
