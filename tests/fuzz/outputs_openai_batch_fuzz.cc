#include "tests/fuzz/outputs_fuzz.h"

FUZZ_TARGET(outputs_openai_batch) {
  assay::fuzz_outputs("openai-batch", input);
}
