// Which judges expectations ask, and for what form of verdict.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "harness/judge/shape.h"
#include "harness/suite/suite.h"

namespace assay {

// One call about an answer, for each time that its judge is asked.
struct JudgeUse {
  std::string judge;  // of the suite's `judges`
  VerdictShape shape;
  std::int64_t tokens = 0;  // of its arguments as they are written, estimated
};

// In the order in which they are asked, groups included.
std::vector<JudgeUse> judge_uses(const Expectations& expectations);

}  // namespace assay
