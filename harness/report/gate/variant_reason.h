// The sentence beside the outcome of a gate on one variant: what was seen, what it
// means, and what would decide it.
#pragma once

#include <string>

#include "harness/report/gate/variant_evidence.h"
#include "harness/report/report.h"

namespace assay {

std::string variant_reason(const VariantQuestion& question, const Estimated& observed,
                           GateOutcome outcome);

// "71.0% [61.1%, 79.6%] at n=100 would not be at least 80%"
std::string would_fail_text(const VariantQuestion& question, const Estimated& observed);

}  // namespace assay
