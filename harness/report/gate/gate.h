// Report -> gate results: evidence is gathered (gate_decision.h says what that is),
// failures of gates on single variants are corrected for their number, and each gate
// is decided. Those that compare come corrected (pair_evidence.h).
//
// Passing needs no correction: a suite passes only if every gate does, so it passes
// falsely no more often than its worst gate (R. L. Berger, Technometrics 24 (1982),
// 295-300).
#pragma once

#include <vector>

#include "harness/report/compare/baseline.h"
#include "harness/report/report.h"
#include "harness/suite/suite.h"

namespace assay {

// In the order of `gates`, each with its variants or pairs; `baselines` are those that
// they may name.
std::vector<GateResult> decide_gates(const Report& report, const std::vector<Gate>& gates,
                                     const std::vector<Baseline>& baselines = {});

}  // namespace assay
