#include "tests/fuzz/outputs_fuzz.h"

FUZZ_TARGET(outputs_promptfoo) {
  assay::fuzz_outputs("promptfoo", input);
}
