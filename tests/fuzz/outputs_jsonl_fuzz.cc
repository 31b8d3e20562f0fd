#include "tests/fuzz/outputs_fuzz.h"

FUZZ_TARGET(outputs_jsonl) {
  assay::fuzz_outputs("jsonl", input);
}
