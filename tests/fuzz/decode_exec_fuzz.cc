#include "tests/fuzz/decode_fuzz.h"

FUZZ_TARGET(decode_exec) {
  assay::fuzz_decoder(*assay::find_dialect("exec"), input);
}
