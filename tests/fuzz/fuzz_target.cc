#include "tests/fuzz/fuzz_target.h"

#include <cstdio>
#include <map>

namespace assay {
namespace {

std::map<std::string, FuzzFunction>& targets() {
  static std::map<std::string, FuzzFunction> all;
  return all;
}

}  // namespace

int register_fuzz_target(const char* name, FuzzFunction function) {
  targets().emplace(name, function);
  return 0;
}

FuzzFunction find_fuzz_target(const std::string& name) {
  const auto found = targets().find(name);
  if (found != targets().end()) return found->second;
  std::fprintf(stderr, "there is no target '%s'\n", name.c_str());
  return nullptr;
}

}  // namespace assay
