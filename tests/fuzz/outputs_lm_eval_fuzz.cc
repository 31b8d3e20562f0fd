#include "tests/fuzz/outputs_fuzz.h"

FUZZ_TARGET(outputs_lm_eval) {
  assay::fuzz_outputs("lm-eval", input);
}
