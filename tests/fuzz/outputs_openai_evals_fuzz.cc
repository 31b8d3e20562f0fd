#include "tests/fuzz/outputs_fuzz.h"

FUZZ_TARGET(outputs_openai_evals) {
  assay::fuzz_outputs("openai-evals", input);
}
