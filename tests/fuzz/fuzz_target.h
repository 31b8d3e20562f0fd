// A fuzz target: FUZZ_TARGET(name) { ... } in a file name_fuzz.cc is a function of
// `std::string_view input` that aborts when a promise is broken.
//
// With ASSAY_LIBFUZZER each file is a libFuzzer program of its own; without, all
// are in fuzz_replay, which runs them on the kept corpora under every compiler.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

namespace assay {

inline void require(bool promise) {
  if (!promise) std::abort();
}

using FuzzFunction = void (*)(std::string_view input);
// Makes a target known to fuzz_replay; returns 0.
int register_fuzz_target(const char* name, FuzzFunction function);

}  // namespace assay

#ifdef ASSAY_LIBFUZZER
#define FUZZ_TARGET(name)                                                             \
  static void fuzz_##name(std::string_view input);                                    \
  extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) { \
    fuzz_##name(std::string_view(reinterpret_cast<const char*>(data), size));         \
    return 0;                                                                         \
  }                                                                                   \
  static void fuzz_##name(std::string_view input)
#else
#define FUZZ_TARGET(name)                                                               \
  static void fuzz_##name(std::string_view input);                                      \
  static const int registered_##name = assay::register_fuzz_target(#name, fuzz_##name); \
  static void fuzz_##name([[maybe_unused]] std::string_view input)
#endif
