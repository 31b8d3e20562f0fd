#include "tests/fuzz/decode_fuzz.h"

FUZZ_TARGET(decode_openai_responses) {
  assay::fuzz_decoder(*assay::find_dialect("openai_responses"), input);
}
