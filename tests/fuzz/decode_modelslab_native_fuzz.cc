#include "tests/fuzz/decode_fuzz.h"

FUZZ_TARGET(decode_modelslab_native) {
  assay::fuzz_decoder(*assay::find_dialect("modelslab_native"), input);
}
