#include "tests/fuzz/decode_fuzz.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  assay::fuzz_decoder(*assay::find_dialect("openai_chat"), data, size);
  return 0;
}
