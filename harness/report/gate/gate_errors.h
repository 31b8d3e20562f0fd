// When a gate has too many errors to be decided at all, of one variant or of two that
// are compared. That those there are could not turn it is asked before (gate.cc,
// compare_gate.cc).
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "harness/report/report.h"
#include "harness/suite/suite.h"

namespace assay {

// Where neither the gate nor the suite says otherwise: one cell in ten. Cells that
// fail are seldom like the others (the long ones time out), so a number without so
// many of them is about other questions than the suite's.
inline constexpr double kMaxErrorRate = 0.1;

struct ErrorCount {
  std::string variant;
  std::int64_t errors = 0;
  std::int64_t cells = 0;
};

// Leaves `result` open if a variant has a larger share of errors than the gate
// takes. A failure that no outcome of theirs could save stays one, and so does a
// gate on the error rate itself.
void limit_errors(const Report& report, const Gate& gate, const std::vector<ErrorCount>& counts,
                  GateResult& result);

}  // namespace assay
