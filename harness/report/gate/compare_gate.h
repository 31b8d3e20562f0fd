// Gates that compare: decided on paired cases, all of a suite's together, so that
// many comparisons do not cry wolf.
//
// A pair passes when "worse than the limit allows" is refuted at kAlpha. It fails
// when the opposite is, by p-values that Holm's procedure corrected over all pairs
// of all comparing gates of the run. Passes need no correction: all must pass for
// the run to pass, which happens wrongly no more often than one of them does (R. L.
// Berger, Technometrics 24 (1982), 295-300).
#pragma once

#include <vector>

#include "harness/report/compare/baseline.h"
#include "harness/report/report.h"
#include "harness/suite/suite.h"

namespace assay {

// Results of each gate, in the order of `gates`; none for absolute ones.
std::vector<std::vector<GateResult>> decide_comparisons(const Report& report,
                                                        const std::vector<Gate>& gates,
                                                        const std::vector<Baseline>& baselines);

}  // namespace assay
