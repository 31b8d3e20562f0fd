// Which judges expectations ask, and for what form of verdict.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "harness/judge/shape.h"
#include "harness/suite/suite.h"

namespace assay {

// One call about an answer, for each time that its judge is asked; of a pair, two.
struct JudgeUse {
  std::string judge;  // of the suite's `judges`
  VerdictShape shape;
  std::int64_t tokens = 0;  // of its arguments as they are written, estimated
  // Of a pair: whose answer is the other one. That variant's own answers are not judged.
  std::optional<Selector> over = {};

  int calls() const { return over ? 2 : 1; }
};

// In the order in which they are asked, groups included.
std::vector<JudgeUse> judge_uses(const Expectations& expectations);

// A preference among them, groups included, and which variant's answers it is over.
struct PreferUse {
  Selector over;
  Location where;
};
std::vector<PreferUse> prefer_uses(const Expectations& expectations);

}  // namespace assay
