// What the judges of a plan would be asked, without a call.
#pragma once

#include <cstdint>
#include <vector>

#include "harness/base/result.h"
#include "harness/cli/selection/selection.h"
#include "harness/plan/estimate.h"
#include "harness/provider/reply_bound.h"

namespace assay {

struct JudgeEstimate {
  std::uint64_t calls = 0;  // about all answers of the plan, none of them skipped or cut off
  // The same by variant: an answer is not compared with itself.
  std::vector<std::uint64_t> by_variant = {};
  std::int64_t input_tokens = 0;  // of one call, on average
  ReplyBound bound;               // of one reply
};

// By judge of the suite; of those that are not asked nothing is known but that. `whole` is
// the estimate of the answers: a judge reads question and answer.
Result<std::vector<JudgeEstimate>> estimate_judges(const Selection& selection,
                                                   const Estimate& whole);

// Calls about the answers that are `missing`, of each variant so many cells of `each`.
double expected_calls(const JudgeEstimate& judge, const std::vector<std::uint64_t>& missing,
                      std::uint64_t each);

}  // namespace assay
