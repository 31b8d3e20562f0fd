#include "tests/fuzz/outputs_fuzz.h"

FUZZ_TARGET(outputs_csv) {
  assay::fuzz_outputs("csv", input);
}
