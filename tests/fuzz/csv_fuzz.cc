#include "tests/fuzz/data_set_fuzz.h"

FUZZ_TARGET(csv) {
  assay::fuzz_data_set(assay::read_csv, "fuzz.csv", input);
}
