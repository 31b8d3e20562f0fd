// May the candidate replace the baseline, where a judge with errors gave the verdicts
// and people labelled some of the answers? As decision.h, which says what the results
// mean, but about what people would say.
//
// The judge may err more for one variant than for the other (its length, its style,
// its family): then equal variants look different and a worse one better, whatever
// the number of cases. So the labels must be of both variants' answers.
#pragma once

#include <cstdint>
#include <optional>

#include "harness/stats/decision.h"
#include "harness/stats/judged_rate.h"

namespace assay {

// Cases on which the judge gave one pair of verdicts (with repeats, which are no
// cases: their share of all pairs times the number of cases), and of those that a
// person labelled on both sides how many pass the candidate alone, both or neither,
// the baseline alone.
struct JudgedPair {
  double cases = 0;
  std::int64_t candidate_better = 0;
  std::int64_t equal = 0;
  std::int64_t baseline_better = 0;

  std::int64_t labelled() const { return candidate_better + equal + baseline_better; }
};

// By the judge's verdicts. Pairs to label may be picked by verdict, half of them from
// those on which the judge sees a difference, but at random within one.
//
// Where one label is of both sides, because they gave the same text, a pair is likelier to have
// labels of both than where each side needs one of its own. Such pairs differ less than others,
// so they are strata of their own: counted among the others they would make arms look more
// alike than they are.
struct JudgedPairs {
  JudgedPair both = {};
  JudgedPair only_candidate = {};
  JudgedPair only_baseline = {};
  JudgedPair neither = {};
  JudgedPair both_alike = {};     // the same text on both sides
  JudgedPair neither_alike = {};  // the same
  double same = 0;                // cases on which people cannot see a difference: no label needed

  double cases() const;
  std::int64_t labelled() const;
};

// D = sum w d over the strata, w a stratum's share of the cases and d the difference
// of rates among its labels, with the normal interval of Var D = sum w^2 v / m +
// (sum w d^2 - D^2) / n. v is the variance of one pair's difference with half a pair
// more for either side: the few labels of a large stratum are often all equal, and
// without it their variance would be 0 (docs/statistics.md has what that costs). A
// stratum without a label may be anything, from -1 to 1, and is 0 in the difference.
//
// Nothing for no cases or labels, negative or infinite numbers, or a margin and alpha
// that decision.h refuses. No p is below 1e-12.
std::optional<NonInferiority> non_inferiority(const JudgedPairs& pairs, double margin,
                                              double alpha);

// Where people labelled answers of both variants, but no pairs: the difference of two
// corrected rates (judged_rate.h) as if they were independent, which on the same cases
// is cautious. `cases` of the result are the smaller number of cells. Nothing where
// post_stratified() gives nothing for either.
std::optional<NonInferiority> non_inferiority(const JudgedRate& candidate,
                                              const JudgedRate& baseline, double margin,
                                              double alpha);

}  // namespace assay
