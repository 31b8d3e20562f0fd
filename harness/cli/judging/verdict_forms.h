// Whether judges answer in the form that they are asked for: learnt from their replies, so that
// nobody is asked for the sake of knowing it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "harness/cli/selection/judge_calls.h"
#include "harness/provider/reply.h"
#include "harness/suite/suite.h"

namespace assay {

// So many replies of a judge that are words and no verdict, before its first verdict, and it is
// asked no further: each is paid for, and the next would be no other. A judge that gives a
// verdict every third time is given up in one run of 58, one that gives every second in one of
// 1,024.
inline constexpr std::int64_t kMostWithoutVerdict = 10;

class VerdictForms {
 public:
  // Both outlive it.
  VerdictForms(const Suite& suite, const JudgeCalls& calls) : suite_(suite), calls_(calls) {}

  // A call of JudgeCalls::all() has brought this reply. Why its judge is asked no further; "":
  // it is. Said once.
  std::string take(std::size_t call, const Reply& reply);
  // What has come up since, a line each, for whoever watches the run.
  std::vector<std::string> take_notes();

 private:
  struct Judge {
    std::int64_t others = 0;  // replies that are words and no verdict
    bool has_verdict = false;
    bool is_noted = false;  // that its server ignores schemas
  };

  std::string name_of(const JudgeModel& judge) const;

  const Suite& suite_;
  const JudgeCalls& calls_;
  std::map<std::size_t, Judge> judges_;  // by place in Suite::judges
  std::vector<std::string> notes_;
};

}  // namespace assay
