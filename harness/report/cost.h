// What a variant's replies cost, in money and in tokens, from a report's cells.
#pragma once

#include <cstddef>

#include "harness/report/rates.h"
#include "harness/report/report.h"

namespace assay {

// The mean over the replies that have it, its interval t with errors clustered by
// case. `n` is the number of cases with one.
Estimated cost_per_case_of(const Report& report, std::size_t variant,
                           double confidence = kConfidence);  // USD
Estimated output_tokens_per_case_of(const Report& report, std::size_t variant,
                                    double confidence = kConfidence);

}  // namespace assay
