// What both kinds of gates begin with.
#pragma once

#include "harness/report/report.h"
#include "harness/suite/suite.h"

namespace assay {

// Of a gate that nothing was decided about yet.
inline GateResult result_of(const Gate& gate) {
  GateResult result;
  result.name = gate.name;
  result.metric = gate.metric;
  result.at_least = gate.at_least;
  result.at_most = gate.at_most;
  result.no_worse_than = gate.no_worse_than;
  result.at_most_ratio = gate.at_most_ratio;
  if (gate.baseline && !gate.baseline->stored.empty()) {
    result.baseline = "stored:" + gate.baseline->stored;
  }
  return result;
}

}  // namespace assay
