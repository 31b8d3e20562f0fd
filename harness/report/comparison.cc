#include "harness/report/comparison.h"

namespace assay {

std::string_view to_string(Standing standing) {
  switch (standing) {
    case Standing::better:
      return "better";
    case Standing::worse:
      return "worse";
    case Standing::no_worse:
      return "no worse";
    case Standing::no_difference:
      return "no difference shown";
    case Standing::inconclusive:
      return "inconclusive";
  }
  return "inconclusive";
}

std::string_view to_string(DifferenceKind kind) {
  switch (kind) {
    case DifferenceKind::suite:
      return "suite";
    case DifferenceKind::model:
      return "model";
    case DifferenceKind::prompt:
      return "prompt";
    case DifferenceKind::parameters:
      return "parameters";
    case DifferenceKind::expectations:
      return "expectations";
    case DifferenceKind::variables:
      return "variables";
    case DifferenceKind::question:
      return "question";
    case DifferenceKind::added:
      return "added";
    case DifferenceKind::gone:
      return "gone";
  }
  return "question";
}

bool is_chosen(DifferenceKind kind) {
  return kind == DifferenceKind::model || kind == DifferenceKind::prompt ||
         kind == DifferenceKind::parameters;
}

}  // namespace assay
