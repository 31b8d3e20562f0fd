// The sentence beside the outcome of a gate that compares: what was seen, what it
// means, and what would decide it.
#pragma once

#include <string>

#include "harness/report/compare/corrected_change.h"
#include "harness/report/compare/pairing.h"
#include "harness/report/gate/pair_evidence.h"
#include "harness/report/report.h"
#include "harness/suite/suite.h"

namespace assay {

// What the gate compares, and whether by what people said. A gate that looks after every case
// decides by the verdicts. Its parts are of `question`, which outlives it.
JudgedArms judged_arms(const PairQuestion& question);

std::string pair_reason(const PairQuestion& question, const PairReading& reading);

// Why a pair may not be compared at all; "" where it may.
std::string refusal_reason(const Gate& gate, const ArmPair& pair);

}  // namespace assay
