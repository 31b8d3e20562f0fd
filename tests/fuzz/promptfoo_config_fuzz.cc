// Any bytes as a configuration of promptfoo: an account of it or a message, within the bounds,
// and what is written is YAML.
#include "harness/import/promptfoo/promptfoo.h"
#include "harness/yaml/tree.h"
#include "tests/fuzz/fuzz_target.h"

FUZZ_TARGET(promptfoo_config) {
  assay::PromptfooOptions options;
  options.root = "/nonexistent";  // files a configuration names are never there
  options.faithful = input.size() % 2 == 0;
  const auto made = assay::import_promptfoo(input, "/nonexistent/promptfooconfig.yaml", options);
  if (!made) return assay::require(!made.error().message.empty());
  if (made->suite.empty()) return assay::require(made->account.differs());
  const assay::SourceFile file{"suite.yaml", made->suite};
  assay::Diagnostics diagnostics;
  assay::TextBudget budget;
  assay::require(assay::YamlTree::parse(file, diagnostics, budget).has_value());
}
