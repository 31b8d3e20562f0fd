// How a judge and its labels read in a line of text.
#pragma once

#include <string>

#include "harness/report/report.h"

namespace assay {

// "strict (judge-1): 40 calls, 2 without a verdict, $0.012; by 60 labels sensitivity
// 95.0% [..], specificity 80.0% [..], kappa 0.74". Names are as the suite has them.
std::string judge_text(const JudgeSummary& judge);

// "1 of 20 turned".
std::string canaries_text(const JudgeSummary::Canaries& canaries);
// "of 100 pairs 28 in conflict: 22 for the first, 6 for the last, p 0.004"; "" where it
// compared none.
std::string pairs_text(const JudgeSummary& judge);

}  // namespace assay
