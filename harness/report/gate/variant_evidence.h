// What the data say to gates on single variants: estimates and their intervals.
#pragma once

#include <cstddef>
#include <vector>

#include "harness/report/gate/gate_decision.h"
#include "harness/report/metric.h"
#include "harness/report/report.h"
#include "harness/suite/suite.h"

namespace assay {

// One gate on one variant.
struct VariantQuestion {
  const Report& report;
  const Gate& gate;
  const MetricRow& metric;
  std::size_t variant;
};

// Of the gates that do not compare, on each variant that they are about. Points into
// `report` and `gates`.
std::vector<GateEvidence> variant_evidence(const Report& report, const std::vector<Gate>& gates);

}  // namespace assay
