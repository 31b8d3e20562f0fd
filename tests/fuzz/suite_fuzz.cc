// Any bytes as a suite: loaded or refused with a message, within the bounds.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "harness/suite/load.h"
#include "tests/suite/test_shapes.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view yaml(reinterpret_cast<const char*>(data), size);
  assay::LoadOptions options = assay::testing::test_options();
  options.root = "/nonexistent";  // files a suite names are never there
  const auto suite = assay::load_suite_text(yaml, "/nonexistent/fuzz.yaml", options);
  if (!suite && suite.error().message.empty()) std::abort();
  if (suite && (suite->models.empty() || suite->prompts.empty() || suite->cases.empty())) {
    std::abort();
  }
  return 0;
}
