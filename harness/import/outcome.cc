#include "harness/import/outcome.h"

namespace assay {

std::string_view name(ImportOutcome outcome) {
  switch (outcome) {
    case ImportOutcome::native:
      return "native";
    case ImportOutcome::script:
      return "script";
    case ImportOutcome::judge:
      return "judge";
    case ImportOutcome::approximated:
      return "approximated";
    case ImportOutcome::refused:
      return "refused";
    case ImportOutcome::ignored:
      break;
  }
  return "ignored";
}

}  // namespace assay
