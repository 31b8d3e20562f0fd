// What the data say to gates that compare: changes on paired cases, of all a suite's
// pairs together, so that many comparisons do not cry wolf.
//
// A pair passes when "worse than the limit allows" is refuted at kAlpha. It fails
// when the opposite is, by p-values that Holm's procedure corrected over all pairs
// of all comparing gates of the run.
#pragma once

#include <cstddef>
#include <vector>

#include "harness/report/compare/arm.h"
#include "harness/report/compare/baseline.h"
#include "harness/report/compare/paired_values.h"
#include "harness/report/compare/pairing.h"
#include "harness/report/gate/gate_decision.h"
#include "harness/report/metric.h"
#include "harness/report/rates.h"
#include "harness/report/report.h"
#include "harness/suite/suite.h"

namespace assay {

// The one-sided level of a decision, with room for the rounding of p * m / m.
inline constexpr double kLevel = kAlpha * (1 + 1e-9);

// One gate on one pair of arms.
struct PairQuestion {
  const Gate& gate;
  const MetricRow& metric;
  ArmPair pair;
  std::vector<CommonCase> common;
  std::size_t family;  // pairs that are decided together

  PairedValues values(Scenario scenario) const {
    return paired_values(*pair.baseline, *pair.candidate, common, metric, scenario, gate.cluster);
  }
};

// What one scenario says of it.
struct PairReading {
  Estimated change;  // bounds absent: nothing can be said
  bool passes = false;
  double p_worse = 1;      // of "within the limit"
  double p_corrected = 1;  // the same by Holm

  GateOutcome outcome() const { return outcome_of(change.n, passes, p_corrected <= kLevel); }
};

// Of the gates that compare, on each pair that they are about; points into `gates`.
std::vector<GateEvidence> pair_evidence(const Report& report, const std::vector<Gate>& gates,
                                        const std::vector<Baseline>& baselines);

}  // namespace assay
