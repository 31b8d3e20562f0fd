// May the candidate replace the baseline? Decided from data on the same cases, by
// a margin fixed before they were seen: pass, fail, or not enough to say.
//
// All p are one-sided. A decision at `alpha` is wrong at most about that often:
// "pass" when the candidate is worse by the margin or more, "fail" when it is not.
// One decision, one look: for several use multiplicity.h on the p, for looks at
// growing data sequential_paired.h.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

#include "harness/stats/interval.h"
#include "harness/stats/paired.h"

namespace assay {

enum class Decision { pass, fail, inconclusive };

struct NonInferiority {
  Decision decision = Decision::inconclusive;
  double difference = 0;      // candidate minus baseline, in [-1, 1]
  Interval interval;          // two-sided at 1 - 2 alpha: each end is a one-sided bound
  double p_not_inferior = 1;  // of "worse by the margin or more"; pass when <= alpha
  double p_inferior = 1;      // of "not worse by the margin"; fail when <= alpha
  std::int64_t cases = 0;
  std::int64_t discordant = 0;  // cases on which the two differ
  std::int64_t units = 0;       // independent units: cases, or clusters of them
};

// All give nothing unless 0 <= margin < 1 and 0 < alpha < 1/2. A margin of 0 asks
// for better instead of not worse.

// One 0/1 outcome a case and variant; A is the candidate. By Tango's score test:
// enumerated for 20 to 200 cases and margins of .05 and .10, a pass at alpha = .05
// is wrong at most 5.8 % and a fail at most 8.2 % of the time. Nothing for no cases.
std::optional<NonInferiority> non_inferiority(const PairedCounts& counts, double margin,
                                              double alpha);

// Scores in [0, 1], e.g. means over repeats: differences[i] in [-1, 1] is the
// candidate's score minus the baseline's on case i. The weaker of Student's t and
// the empirical likelihood (empirical_likelihood.h); where fewer than
// kFewestDiffering cases differ, also no tighter than what equal cases prove: of n
// that are alike, a share 1 - alpha^(1/n) of all cases may yet be as different as
// can be (S. S. Wilks, Annals of Mathematical Statistics 12 (1941), 91-96). Of
// differences of -1, 0 and 1 a pass is wrong at most 6.3 %, by the same enumeration
// (8.9 % at a margin of .02 where only losses differ); t alone comes to 36 %.
// Nothing for fewer than two cases or a difference out of range.
inline constexpr std::int64_t kFewestDiffering = 10;
std::optional<NonInferiority> non_inferiority(std::span<const double> differences, double margin,
                                              double alpha);

// The same where cases of one cluster depend on each other: CR1 errors and t on
// G - 1 degrees of freedom (mean.h). Nothing for fewer than two clusters. With 5 to
// 50 clusters of normal effects either decision is wrong 4 to 5 % of the time at
// alpha = .05, where ignoring the clusters errs 16 to 23 % (3000 samples each);
// clusters that are skewed or of very different size want some thirty.
std::optional<NonInferiority> clustered_non_inferiority(std::span<const double> differences,
                                                        std::span<const std::size_t> cluster_of,
                                                        double margin, double alpha);

}  // namespace assay
