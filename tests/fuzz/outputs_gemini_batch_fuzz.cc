#include "tests/fuzz/outputs_fuzz.h"

FUZZ_TARGET(outputs_gemini_batch) {
  assay::fuzz_outputs("gemini-batch", input);
}
