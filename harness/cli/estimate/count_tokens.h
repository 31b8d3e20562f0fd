// assay plan --count-tokens: what the providers say the input is.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "harness/base/result.h"
#include "harness/plan/plan.h"

namespace assay {

// Asks for the input of every distinct question; the sum of each variant's cells. A
// usage error for a provider that has no endpoint for it.
Result<std::vector<std::int64_t>> count_tokens(const Plan& plan, const std::string& ca_file);

}  // namespace assay
