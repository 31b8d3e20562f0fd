// All targets with libFuzzer behind them: ASSAY_FUZZ_TARGET names the one that is fuzzed. One
// program is linked in place of forty.
#include <cstddef>
#include <cstdint>

#include "tests/fuzz/fuzz_target.h"

namespace {

assay::FuzzFunction named_target() {
  const char* const name = std::getenv("ASSAY_FUZZ_TARGET");
  const assay::FuzzFunction target = assay::find_fuzz_target(name != nullptr ? name : "");
  if (target == nullptr) std::_Exit(2);
  return target;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const assay::FuzzFunction target = named_target();
  target(std::string_view(reinterpret_cast<const char*>(data), size));
  return 0;
}
