// What a variant's replies cost, from a report's cells.
#pragma once

#include <cstddef>

#include "harness/report/rates.h"
#include "harness/report/report.h"

namespace assay {

// USD: the mean over cells with a known cost, its interval t with errors clustered
// by case. `n` is the number of cases with one.
Estimated cost_per_case_of(const Report& report, std::size_t variant,
                           double confidence = kConfidence);

}  // namespace assay
