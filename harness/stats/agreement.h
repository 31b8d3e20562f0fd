// How far judges can be trusted, and a pass rate corrected for a judge's errors.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

namespace assay {

// Cohen's kappa from a square table of counts, table[i][j]: how often the first
// judge said i and the second j. Nothing for an empty table, rows of another
// length, a count that is negative or not finite, or when chance alone would agree
// always.
// Source: J. Cohen, Educational and Psychological Measurement 20 (1960), 37-46.
std::optional<double> cohen_kappa(const std::vector<std::vector<double>>& table);

// Krippendorff's alpha. ratings[judge][item]; absent where a judge did not rate.
// Nothing when no item has two ratings, all ratings are equal, or one is not finite.
// Source: K. Krippendorff, "Computing Krippendorff's Alpha-Reliability" (2011).
enum class Level { nominal, ordinal, interval, ratio };
std::optional<double> krippendorff_alpha(
    const std::vector<std::vector<std::optional<double>>>& ratings, Level level);

// A pass rate as a judge sees it, corrected by what a gold set says of the judge.
struct CorrectedRate {
  double rate = 0;  // within [0, 1]
  double standard_error = 0;
};
// `rate` of `n` judged; the judge's sensitivity was measured on `positives` and
// its specificity on `negatives` gold items. Nothing when the judge is no better
// than chance (sensitivity + specificity <= 1), a rate is outside [0, 1] or a count
// is not positive.
// Source: W. J. Rogan and B. Gladen, American J. Epidemiology 107 (1978), 71-76;
// variance as in arXiv 2511.21140 (2025).
std::optional<CorrectedRate> rogan_gladen(double rate, double n, double sensitivity,
                                          double positives, double specificity,
                                          double negatives);

}  // namespace assay
