// The mean score of answers that a judge gave marks, as people would mark them who marked a
// random sample: labelled_mean.h over all answers of a suite, and the difference of two such
// means on the same cases, where a judge may err more for one side.
//
// PPI++ takes the errors that a judge makes from what the sample shows of them. Where people
// and judge differ on fewer than kFewestDiffering (decision.h) labelled answers it shows too
// little: what was never seen may still be there. The interval is then no narrower than that
// of the judge's mean and of how often people may yet mark lower, or higher, each by at most
// the whole scale (exact limits of that share; square_and_add.h). Where people's own marks are
// nearly all alike, it is no narrower than that of their mean alone (bounded_mean.h).
//
// All give nothing for fewer than kFewestMarks labelled answers or a mark outside [0, 1].
#pragma once

#include <optional>
#include <span>

#include "harness/stats/decision.h"
#include "harness/stats/labelled_mean.h"

namespace assay {

struct MarkedAnswer {
  double judge = 0;                   // in [0, 1]
  std::optional<double> people = {};  // the same
  // Stands as it is, and for no other: what an error is counted as.
  bool is_given = false;
};

// Two-sided, within [0, 1]. `variance` is that of the value.
std::optional<LabelledMean> marked_mean(std::span<const MarkedAnswer> answers, double confidence);

// Both sides of a case.
struct MarkedPair {
  MarkedAnswer candidate;
  MarkedAnswer baseline;
};

// May the candidate replace the baseline (decision.h), by what people would say. D is the
// difference of the two means; its variance is the sum over cases of what each adds to one
// mean less what it adds to the other, squared, so that it does not matter which sides of a case
// have labels: answers that are alike and share one are likelier to have both, which biases
// whatever takes the labelled pairs for a sample of all. Where either side's labels show too
// little, no narrower than the difference of their intervals.
std::optional<NonInferiority> non_inferiority(std::span<const MarkedPair> pairs, double margin,
                                              double alpha);

}  // namespace assay
