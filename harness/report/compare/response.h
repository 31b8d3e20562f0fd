// How a model and prompt respond to the grid's settings: bands that hold for all
// settings at once, verdicts corrected for their number, and a recommendation.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "harness/report/comparison.h"
#include "harness/report/report.h"

namespace assay {

// How much lower than the best setting's pass rate a recommended one's may be.
inline constexpr double kResponseMargin = 0.05;

// One response for each model and prompt that has several settings, in the order
// of the variants.
//
// A band is a rate's interval at the confidence that max_t_confidence() gives on
// the cases of all settings (Bonferroni's where there are too few), so that all
// hold together at kConfidence. A setting is `worse` than the best where the paired
// test shows it after Bonferroni's correction over all pairs of settings, for which
// of them looks best was chosen after the fact; `no_worse` where the paired
// difference is above -kResponseMargin at kAlpha over the number of settings.
// Where judges gave verdicts, all settings of a response are corrected by labels
// (corrected_rate.h), bands (at Bonferroni's confidence) and tests alike, if each has
// kFewestLabels; else none is, and `method` says so.
// Recommended is the cheapest of the best and those no worse, by mean cost of a
// cell, or by the tokens of a reply where no cost is known.
std::vector<Response> responses_of(const Report& report);

// One for the whole suite, from Report::responses: the same among all variants.
Recommendation recommendation_of(const Report& report);

}  // namespace assay
