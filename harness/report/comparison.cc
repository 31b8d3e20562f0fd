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

}  // namespace assay
