// A fuzz target: FUZZ_TARGET(name) { ... } in a file name_fuzz.cc is a function of
// `std::string_view input` that aborts when a promise is broken.
//
// Every target is in both programs: fuzz_replay runs one on its kept inputs, under every
// compiler; `fuzzer` walks on from them with libFuzzer.
#pragma once

#include <cstdlib>
#include <string>
#include <string_view>

namespace assay {

inline void require(bool promise) {
  if (!promise) std::abort();
}

using FuzzFunction = void (*)(std::string_view input);
// Makes a target known; returns 0.
int register_fuzz_target(const char* name, FuzzFunction function);
// Null where none is called so; says it on the standard error.
FuzzFunction find_fuzz_target(const std::string& name);

}  // namespace assay

#define FUZZ_TARGET(name)                                                               \
  static void fuzz_##name(std::string_view input);                                      \
  static const int registered_##name = assay::register_fuzz_target(#name, fuzz_##name); \
  static void fuzz_##name([[maybe_unused]] std::string_view input)
