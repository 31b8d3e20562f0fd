// How many answers people should label to correct a judge, and which.
//
// For plans: asymptotic, so with few labels intervals come out somewhat wider. Two-sided.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "harness/stats/judged_rate.h"

namespace assay {

// A judge as a plan knows it: the share it passes, and what people pass of that and of
// the rest. All in [0, 1].
struct ExpectedJudge {
  double passes = 0;
  double right_passes = 0;  // P(people pass | judged a pass)
  double wrong_fails = 0;   // P(people pass | judged a fail)
};
// From an assumed rate of passing, sensitivity and specificity, each in [0, 1].
// Nothing for others, or where the judge passes everything or nothing.
std::optional<ExpectedJudge> expected_judge(double rate, double sensitivity, double specificity);
// From what is labelled so far, with a pass and a fail more in each stratum: few labels
// that all agree do not say that no others are needed. Nothing for no cells.
std::optional<ExpectedJudge> expected_judge(const JudgedRate& judged);

// Answers of one kind (a verdict, a pair of verdicts) and how much their labels vary:
// the standard deviation of one.
struct LabelStratum {
  std::int64_t cells = 0;
  double deviation = 0;
};
// Splits `labels` so that the estimate over all cells varies least: by cells times
// deviation, never more than there are cells (all of them where labels suffice); by
// cells alone where no deviation is above 0. Empty for a negative or infinite number.
// Source: J. Neyman, J. Royal Statistical Society 97 (1934), 558-625.
std::vector<std::int64_t> neyman_allocation(std::int64_t labels,
                                            std::span<const LabelStratum> strata);

enum class LabelSampling { random, by_verdict };
struct LabelPlan {
  std::int64_t judged_pass = 0;
  std::int64_t judged_fail = 0;

  std::int64_t labels() const { return judged_pass + judged_fail; }
};
// Labels that bring the corrected rate's interval to +- `half_width` on a suite of
// `cells`; at random as expected, by verdict as neyman_allocation() splits them. Never
// fewer than kFewestLabels. Nothing where the number of cells is too small even if all
// are labelled, or an argument is outside what it can be.
std::optional<LabelPlan> labels_needed(const ExpectedJudge& judge, std::int64_t cells,
                                       double half_width, double confidence,
                                       LabelSampling sampling);

}  // namespace assay
