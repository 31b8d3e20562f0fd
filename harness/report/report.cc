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

bool is_model_asked_for(const VariantSummary& variant, std::string_view returned) {
  constexpr std::string_view kSimulatedPrefix = "simulated:";
  if (returned.starts_with(kSimulatedPrefix)) returned.remove_prefix(kSimulatedPrefix.size());
  return returned == variant.model_id;
}

}  // namespace assay
