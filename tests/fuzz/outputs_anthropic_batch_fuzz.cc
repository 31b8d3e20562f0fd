#include "tests/fuzz/outputs_fuzz.h"

FUZZ_TARGET(outputs_anthropic_batch) {
  assay::fuzz_outputs("anthropic-batch", input);
}
