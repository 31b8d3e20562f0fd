// A mean score that judges gave, as people would give it.
#pragma once

#include <cstddef>
#include <span>
#include <string>

#include "harness/report/report.h"

namespace assay {

// The score of a variant's cases, of which those without a verdict may have been given one
// (rates.h, impute()): corrected where its `score_labels` say so, else score_of().
Estimated corrected_score(const Report& report, std::size_t variant,
                          std::span<const CaseVariant> cases, double confidence);

// "judge corrected by 120 marks", "judge; 40 marks correct nothing, 100 do"; "" where nobody
// labelled anything.
std::string score_correction_text(const ScoreLabels& labels);

}  // namespace assay
