// Several verdicts on one answer, of one judge asked again or of a panel -> one.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <tl/expected.hpp>

#include "harness/judge/verdict.h"

namespace assay {

using JudgeVote = tl::expected<JudgeVerdict, std::string>;  // or why there is none

struct JudgeOpinion {
  JudgeVerdict verdict;    // the reason is that of the first vote that says the same
  std::int64_t asked = 0;  // votes and errors
  std::int64_t errors = 0;
  std::int64_t flips = 0;  // votes that came to another side, or another score
};

// The side, pass or not, that more than half of all asked took. An error is no vote and
// counts against nobody: what would depend on what it might have said is undecided, and so
// is a tie; undecided is an error. Of several labels on that side the most frequent one, of
// these the least worth. On a scale, the highest score that more than half reach.
tl::expected<JudgeOpinion, std::string> settle_votes(std::span<const JudgeVote> votes);

}  // namespace assay
