// What those that play users of dialogues would be asked, without a call.
#pragma once

#include <cstddef>

#include "harness/cli/judging/judge_estimate.h"
#include "harness/cli/selection/selection.h"

namespace assay {

// Of the suite's judge at `player`: as if every dialogue were held to its end, and the user
// always said as much as it may. `answer_tokens`: of one answer.
void estimate_user(const Selection& selection, std::size_t player, double answer_tokens,
                   JudgeEstimate& made);

}  // namespace assay
