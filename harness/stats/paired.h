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
  double difference() const;  // rate of A minus rate of B; requires n() > 0
};

// An estimate of a difference with its t test against 0.
struct PairedMean {
  double difference = 0;  // mean of a - b
  double standard_error = 0;
  double degrees_of_freedom = 0;
  Interval interval;
  double t = 0;  // infinite or NaN when all differences are equal
  double p = 1;  // two-sided
};
// Student's t on the differences; nothing for fewer than two pairs.
// Source: Student, Biometrika 6 (1908), 1-25.
std::optional<PairedMean> paired_mean(std::span<const double> a, std::span<const double> b,
                                      double confidence);

// Tests of equal rates from the discordant cases alone. Two-sided unless named
// otherwise. mid_p is the default: the exact test is needlessly conservative.
// Source: M. W. Fagerland, S. Lydersen, P. Laake, BMC Medical Research
// Methodology 13 (2013), 91.
struct McNemar {
  double exact = 1;
  double mid_p = 1;
  double chi_square = 0;  // (b - c)^2 / (b + c)
  double asymptotic = 1;
  double chi_square_corrected = 0;  // (|b - c| - 1)^2 / (b + c)
  double asymptotic_corrected = 1;
  double exact_b_better = 1;  // one-sided: P(at least so many only_b)
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
// seeded flips. All p are 1 when every difference is 0.
// Source: R. A. Fisher, "The Design of Experiments" (1935), section 21; Monte
// Carlo p of B. Phipson and G. K. Smyth, SAGMB 9 (2010), 39.
Permutation sign_flip(std::span<const double> differences, std::uint64_t seed);

// Wilcoxon's signed-rank test, zeros dropped, ties given their mean rank; exact
// (also with ties) up to kWilcoxonExact differences, else normal with tie and
// continuity correction.
// Source: F. Wilcoxon, Biometrics Bulletin 1 (1945), 80-83.
inline constexpr std::size_t kWilcoxonExact = 100;
struct SignedRank {
  double positive_ranks = 0;  // V: sum of the ranks of positive differences
  double p_greater = 1;
  double p_two_sided = 1;
  bool exact = true;
};
SignedRank wilcoxon_signed_rank(std::span<const double> differences);

}  // namespace assay
