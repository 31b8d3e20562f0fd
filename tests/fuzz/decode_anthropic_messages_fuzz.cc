#include "tests/fuzz/decode_fuzz.h"

FUZZ_TARGET(decode_anthropic_messages) {
  assay::fuzz_decoder(*assay::find_dialect("anthropic_messages"), input);
}
