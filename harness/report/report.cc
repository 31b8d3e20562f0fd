#include "harness/report/report.h"

namespace assay {

std::string_view to_string(GateOutcome outcome) {
  switch (outcome) {
    case GateOutcome::pass:
      return "pass";
    case GateOutcome::fail:
      return "fail";
    case GateOutcome::inconclusive:
      return "inconclusive";
    case GateOutcome::error:
      return "error";
  }
  return "error";
}

}  // namespace assay
