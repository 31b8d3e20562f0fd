#include "tests/fuzz/outputs_fuzz.h"

FUZZ_TARGET(outputs_inspect) {
  assay::fuzz_outputs("inspect", input);
}
