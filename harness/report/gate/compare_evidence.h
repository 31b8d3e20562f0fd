// What the data say to a gate that compares, on one pair of arms: before Holm's
// correction, and before it is put into words.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "harness/report/compare/arm.h"
#include "harness/report/compare/paired_values.h"
#include "harness/report/compare/pairing.h"
#include "harness/report/metric.h"
#include "harness/report/rates.h"
#include "harness/report/report.h"
#include "harness/suite/suite.h"

namespace assay {

// The one-sided level of a decision, with room for the rounding of p * m / m.
inline constexpr double kLevel = kAlpha * (1 + 1e-9);

// One gate on one pair of arms.
struct GateQuestion {
  const Gate& gate;
  const MetricRow& metric;
  ArmPair pair;
  std::vector<CommonCase> common;
  std::size_t family;  // pairs that are decided together

  PairedValues values(Scenario scenario) const {
    return paired_values(*pair.baseline, *pair.candidate, common, metric, scenario, gate.cluster);
  }
};

struct GateEvidence {
  std::size_t n = 0;  // cases; 0: nothing was measured on both sides
  Estimated change;   // bounds absent: nothing can be said
  bool passes = false;
  double p_worse = 1;  // of "within the limit"
};
// Requires a metric that gates compare, and a limit on it.
GateEvidence evidence_of(const GateQuestion& question, Scenario scenario);

// Cells without a verdict, on the common cases of both sides.
std::int64_t errors_of(const GateQuestion& question);
// Whether there is neither an error nor a cell that was never asked.
bool is_complete(const GateQuestion& question);

}  // namespace assay
