// "May I ship this?", answered in the words of the page. The decision itself is
// the one behind the exit code (harness/report/gate/exit_decision.h): a page and a
// CI job never disagree.
#pragma once

#include <string>

#include "harness/report/report.h"

namespace assay::html {

enum class Answer { yes, no, undecided, unknown };

struct ShipAnswer {
  Answer answer = Answer::unknown;
  std::string headline;  // "Yes.", "No."
  std::string sentence;  // why
};

ShipAnswer answer_shipping(const Report& report);

}  // namespace assay::html
