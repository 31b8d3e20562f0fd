// Any bytes as a suite: loaded or refused with a message, within the bounds.
#include "harness/suite/load.h"
#include "tests/fuzz/fuzz_target.h"
#include "tests/suite/test_shapes.h"

FUZZ_TARGET(suite) {
  assay::LoadOptions options = assay::testing::test_options();
  options.root = "/nonexistent";  // files a suite names are never there
  const auto suite = assay::load_suite_text(input, "/nonexistent/fuzz.yaml", options);
  if (!suite) return assay::require(!suite.error().message.empty());
  assay::require(!suite->models.empty() && !suite->prompts.empty() && !suite->cases.empty());
}
