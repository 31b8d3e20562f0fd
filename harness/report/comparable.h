// May two arms be compared as if only what is asked about differed?
#pragma once

#include <string>
#include <vector>

#include "harness/report/arm.h"

namespace assay {

// What differs between the arms' questions: another suite, cases of one side
// alone, cases whose content changed, a prompt of the same label that changed.
// Empty: nothing does. At most kMostNamed cases are named of each kind.
inline constexpr std::size_t kMostNamed = 5;
struct Differences {
  std::vector<std::string> suite;   // sentences of each kind
  std::vector<std::string> cases;   // changed, or missing from the baseline
  std::vector<std::string> gone;    // cases of the baseline alone
  std::vector<std::string> prompt;

  std::vector<std::string> all() const;
};
Differences differences_of(const Arm& baseline, const Arm& candidate);

}  // namespace assay
