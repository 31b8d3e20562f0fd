#include "tests/fuzz/outputs_fuzz.h"

FUZZ_TARGET(outputs_deepeval) {
  assay::fuzz_outputs("deepeval", input);
}
