// Several tests at once: p-values adjusted so that each can be compared with the
// level as if it were alone. The p of one family are all one-sided or all
// two-sided; the adjusted ones are of the same kind. Results are in the order of
// the input, in [0, 1] and never below the raw p; no tests give none. What is not
// a probability (a NaN: the test could not be made) is no evidence and counts as 1.
#pragma once

#include <span>
#include <vector>

namespace assay {

// p * m: controls the chance of any false alarm under every dependence, as holm()
// does with more power.
// Source: O. J. Dunn, JASA 56 (1961), 52-64.
std::vector<double> bonferroni(std::span<const double> p_values);

// Controls the chance of any false alarm, under every dependence: for gates.
// Source: S. Holm, Scandinavian J. Statistics 6 (1979), 65-70.
std::vector<double> holm(std::span<const double> p_values);

// The same chance for independent or positively dependent tests; rejects whatever
// holm() rejects.
// Source: Y. Hochberg, Biometrika 75 (1988), 800-802.
std::vector<double> hochberg(std::span<const double> p_values);

// Controls the expected share of false alarms among the alarms, for independent
// or positively dependent tests: for exploring a grid.
// Source: Y. Benjamini and Y. Hochberg, J. Royal Statistical Society B 57
// (1995), 289-300.
std::vector<double> benjamini_hochberg(std::span<const double> p_values);

// The same under every dependence.
// Source: Y. Benjamini and D. Yekutieli, Annals of Statistics 29 (2001),
// 1165-1188.
std::vector<double> benjamini_yekutieli(std::span<const double> p_values);

}  // namespace assay
