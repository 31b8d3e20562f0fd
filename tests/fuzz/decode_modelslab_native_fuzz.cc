#include "tests/fuzz/decode_fuzz.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  assay::fuzz_decoder(*assay::find_dialect("modelslab_native"), data, size);
  return 0;
}
