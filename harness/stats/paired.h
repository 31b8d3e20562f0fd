// Two variants on the same cases. The unit is the case: average the repeats of a
// case first. Interval for 0/1 outcomes: tango(); for graded scores:
// paired_mean_interval(). Tests: mcnemar().mid_p, sign_flip().
#pragma once

#include <cstdint>
#include <optional>
#include <span>

#include "harness/stats/interval.h"

namespace assay {

// How many cases both variants passed, only one, or neither.
struct PairedCounts {
  std::int64_t both = 0;
  std::int64_t only_a = 0;
  std::int64_t only_b = 0;
  std::int64_t neither = 0;

  std::int64_t n() const { return both + only_a + only_b + neither; }
  std::int64_t discordant() const { return only_a + only_b; }
  // Rate of A minus rate of B; nothing when n() is not positive.
  std::optional<double> difference() const;
};

// An estimate of a difference with its t test against 0.
struct PairedMean {
  double difference = 0;  // mean of a - b
  double standard_error = 0;
  double degrees_of_freedom = 0;
  Interval interval;
  std::optional<double> t;  // absent when all differences are equal
  double p = 1;             // two-sided; 1 when every difference is 0
};
// Student's t on the differences, for values of any unit; nothing for fewer than
// two pairs, spans of different length or a value that is not finite. When all
// differences are equal the interval has no width and says too much: see
// decision.h for scores.
// Source: Student, Biometrika 6 (1908), 1-25.
std::optional<PairedMean> paired_mean(std::span<const double> a, std::span<const double> b,
                                      double confidence);
// The same where cases of one cluster (a template, a document, a dialogue) are
// dependent: CR1 errors of the differences and t on G - 1 degrees of freedom.
// Cases in clusters of their own give the t test above. Nothing also for fewer
// than two clusters; too narrow for fewer than about thirty (mean.h).
// Source: as clustered_standard_error().
std::optional<PairedMean> clustered_paired_mean(std::span<const double> a,
                                                std::span<const double> b,
                                                std::span<const std::size_t> cluster_of,
                                                double confidence);

// Tests of equal rates from the discordant cases alone. Two-sided unless named
// otherwise. mid_p is the default: the exact test is needlessly conservative.
// Without a discordant case every p is 1. Requires counts >= 0.
// Source: M. W. Fagerland, S. Lydersen, P. Laake, BMC Medical Research
// Methodology 13 (2013), 91.
struct McNemar {
  double exact = 1;
  double mid_p = 1;
  double chi_square = 0;  // (b - c)^2 / (b + c)
  double asymptotic = 1;
  double chi_square_corrected = 0;  // (|b - c| - 1)^2 / (b + c), also for b = c
  double asymptotic_corrected = 1;
  // One-sided: the chance of at least so many only_b, and its mid-p.
  double exact_b_better = 1;
  double mid_p_b_better = 1;
};
McNemar mcnemar(std::int64_t only_a, std::int64_t only_b);

// Intervals of the difference of rates, A minus B. Nothing when n is 0.
// Score interval. Source: T. Tango, Statistics in Medicine 17 (1998), 891-908.
std::optional<Interval> tango(const PairedCounts& counts, double confidence);
// Square-and-add of Wilson limits with corrected phi. Source: R. G. Newcombe,
// Statistics in Medicine 17 (1998), 2635-2650, method 10.
std::optional<Interval> newcombe_paired(const PairedCounts& counts, double confidence);
// Wald interval with one success added to each discordant cell. Source: D. G.
// Bonett and R. M. Price, J. Educational and Behavioral Statistics 37 (2012),
// 479-488.
std::optional<Interval> bonett_price(const PairedCounts& counts, double confidence);

// Tango's score statistic of the hypothesis "A - B = delta", |delta| < 1; 0 when
// nothing speaks against it. Nothing when n is 0.
std::optional<double> tango_z(const PairedCounts& counts, double delta);
// One-sided p of "A is worse than B by `margin` or more"; small means that A is
// not inferior. Requires 0 < margin < 1.
std::optional<double> non_inferiority_p(const PairedCounts& counts, double margin);

// Sign-flip permutation test of "the differences are symmetric around 0".
struct Permutation {
  double p_greater = 1;  // one-sided: the mean is positive
  double p_less = 1;
  double p_two_sided = 1;
  bool exact = true;  // else Monte Carlo, each p at least 1 / (flips + 1)
};
// Exact over all 2^n signs up to 20 non-zero differences, beyond that 100,000
// seeded flips. All p are 1 when every difference is 0; nothing when one is not
// finite.
// Source: R. A. Fisher, "The Design of Experiments" (1935), section 21; Monte
// Carlo p of B. Phipson and G. K. Smyth, SAGMB 9 (2010), 39.
std::optional<Permutation> sign_flip(std::span<const double> differences, std::uint64_t seed);

// Wilcoxon's signed-rank test, zeros dropped, ties given their mean rank; exact
// (also with ties) up to kWilcoxonExact differences, else normal with tie and
// continuity correction. All p are 1 when every difference is 0; nothing when one
// is not finite.
// Source: F. Wilcoxon, Biometrics Bulletin 1 (1945), 80-83.
inline constexpr std::size_t kWilcoxonExact = 100;
struct SignedRank {
  double positive_ranks = 0;  // V: sum of the ranks of positive differences
  double p_greater = 1;
  double p_two_sided = 1;
  bool exact = true;
};
std::optional<SignedRank> wilcoxon_signed_rank(std::span<const double> differences);

// The normal approximation at any n, two-sided, with or without the correction
// for continuity: what many packages print. Nothing when every difference is 0.
enum class Continuity { corrected, uncorrected };
std::optional<double> wilcoxon_normal_p(std::span<const double> differences,
                                        Continuity continuity);

// The centre of symmetric differences, in their unit: the median of their Walsh
// averages (d_i + d_j) / 2, i <= j, and the interval that the exact signed-rank
// test inverts to. The interval is absent where no pair of Walsh averages reaches
// the confidence (fewer than six differences at 95 %); its level is conservative
// with ties. Nothing for no differences, more than kWilcoxonExact or one that is
// not finite.
// Source: J. L. Hodges and E. L. Lehmann, Annals of Mathematical Statistics 34
// (1963), 598-611; the interval: M. Hollander and D. A. Wolfe, "Nonparametric
// Statistical Methods", 2nd ed. (1999), 3.3.
struct SignedRankCentre {
  double centre = 0;
  std::optional<Interval> interval;
};
std::optional<SignedRankCentre> hodges_lehmann(std::span<const double> differences,
                                               double confidence);

}  // namespace assay
