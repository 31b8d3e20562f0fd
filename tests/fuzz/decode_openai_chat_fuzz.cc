#include "tests/fuzz/decode_fuzz.h"

FUZZ_TARGET(decode_openai_chat) {
  assay::fuzz_decoder(*assay::find_dialect("openai_chat"), input);
}
