// A pass rate that a judge with errors gave, corrected by the labels of people on
// some of the same answers; and how good the judge is, from the same labels.
//
// The strata are the judge's verdicts. Labels may be picked by verdict (half of them
// from the answers that the judge failed, say) but within a verdict at random: each
// stratum is estimated by itself and weighs what its share of all cells is.
//
// Everything is made of three parts: the share p of cells that were judged a pass,
// and of these (and of those judged a fail) the share that people pass. Intervals
// are by square_and_add.h with Wilson's limits, two-sided, within [0, 1] (kappa's in
// [-1, 1]). A stratum without a label may be anything: limits are then the farthest
// of "people pass none of it" and "all of it", and the value is that of one half.
//
// Source of the estimate: M. S. Pepe, Biometrika 79 (1992), 355-365; that it is the
// efficient one: arXiv 2601.05420 (2026). Its interval is measured in
// docs/statistics.md, "Calibration".
#pragma once

#include <optional>
#include <span>

#include "harness/stats/interval.h"
#include "harness/stats/square_and_add.h"

namespace assay {

// Fewer labels correct nothing: then show how far judge and people agree.
inline constexpr int kFewestLabels = 20;

// What people said of a sample of one stratum; fractions are effective numbers.
// 0 <= passed <= n.
struct StratumLabels {
  double n = 0;
  double passed = 0;
};

// Labels that were picked with unequal chances within their stratum, each with its
// weight (one over its chance): their weighted share, on (sum w)^2 / sum w^2 labels.
// No labels are 0 labels. Nothing for a weight that is not positive and finite.
// Source of the number: L. Kish, "Survey Sampling" (1965).
std::optional<StratumLabels> weighted_labels(std::span<const double> weights_of_passed,
                                             std::span<const double> weights_of_failed);

// `passed` and `failed` are all cells that the judge gave a verdict, the labelled ones
// included. With repeats the unit is the case: give effective numbers of the same
// share (korn_graubard_n()).
struct JudgedRate {
  double passed = 0;
  double failed = 0;
  StratumLabels labels_of_passed;
  StratumLabels labels_of_failed;
};

struct Corrected {
  double value = 0;
  Interval interval;
  // Share of cells in a stratum that nobody labelled. Where it is not 0 the value is
  // the middle of what is possible, and no estimate.
  double unlabelled = 0;
};

// All give nothing for no cells, negative or infinite numbers, more passed labels
// than labels, no labels at all, or a confidence outside (0, 1).

// Limits of what people pass of one stratum.
enum class LabelLimits {
  wilson,  // as published; near 0 and 1 they miss too often at one end
  // Clopper and Pearson's where fewer than kFewestDiffering labels of the stratum pass, or fail;
  // else Wilson's. What reports and gates take: docs/statistics.md, "One rate".
  careful,
};

// The rate at which people would pass the cells.
std::optional<Corrected> post_stratified(const JudgedRate& judged, double confidence,
                                         LabelLimits limits = LabelLimits::wilson);
// The same where the judged rate and its limits at this confidence are known in
// another way (clustered, exact). All three lie in [0, 1], the limits on either side.
std::optional<Corrected> post_stratified(const Part& judged, const StratumLabels& of_passed,
                                         const StratumLabels& of_failed, double confidence,
                                         LabelLimits limits = LabelLimits::wilson);

// How often the judge passes what people pass, and fails what people fail. With the
// counts of all cells they are right for labels picked by verdict too, where the
// labels' own table is not; where labels were picked at random and no other cells are
// known, give the numbers of labels as those of cells. Nothing also where people pass
// (fail) nothing that is known of.
// Source: C. B. Begg and R. A. Greenes, Biometrics 39 (1983), 207-215.
std::optional<Corrected> judge_sensitivity(const JudgedRate& judged, double confidence);
std::optional<Corrected> judge_specificity(const JudgedRate& judged, double confidence);

// Cohen's kappa of judge and people (agreement.h) on all cells, estimated from those
// that are labelled. Low where nearly everything passes, however good the judge: show
// the rate beside it. Nothing also where both pass everything or nothing.
std::optional<Corrected> judge_kappa(const JudgedRate& judged, double confidence);

}  // namespace assay
