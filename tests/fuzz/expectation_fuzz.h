// What holds of every expectation, whatever the answer: it decides, its value is one, and
// what does not pass has a reason.
#pragma once

#include <string_view>

#include "harness/score/expectation.h"
#include "tests/fuzz/fuzz_target.h"

namespace assay {

inline Judgement judge_fuzzed(const Judge& judge, std::string_view answer) {
  Subject subject;
  subject.text = answer;
  const Judgement judgement = judge(subject);
  require(judgement.passed || !judgement.reason.empty());
  require(judgement.value >= 0 && judgement.value <= 1);
  return judgement;
}

// The same of arguments that must be accepted.
inline Judgement judge_fuzzed(const char* name, const Json& arguments, std::string_view answer) {
  const Result<Judge> compiled = find_expectation(name)->compile(arguments);
  require(compiled.has_value());
  return judge_fuzzed(*compiled, answer);
}

}  // namespace assay
