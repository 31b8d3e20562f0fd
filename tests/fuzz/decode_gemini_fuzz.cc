#include "tests/fuzz/decode_fuzz.h"

FUZZ_TARGET(decode_gemini) {
  assay::fuzz_decoder(*assay::find_dialect("gemini"), input);
}
