// Report -> gate results. A gate is decided on the bound of an interval, never
// on a bare point, and with every error counted both ways (docs/design.md, "An error
// is not a wrong answer"). Over all gates on single variants failures are corrected by
// Holm's method, and so are those over all gates that compare.
#pragma once

#include <vector>

#include "harness/report/compare/baseline.h"
#include "harness/report/report.h"
#include "harness/suite/suite.h"

namespace assay {

// Gates that compare: compare_gate.h; `baselines` are those that they may name.
std::vector<GateResult> decide_gates(const Report& report, const std::vector<Gate>& gates,
                                     const std::vector<Baseline>& baselines = {});

}  // namespace assay
