// Any bytes as a hosted eval of OpenAI's: an account of it or a message, and what is written is
// YAML.
#include "harness/import/openai_evals/openai_evals.h"

#include <sys/mman.h>
#include <unistd.h>

#include <string>

#include "harness/yaml/tree.h"
#include "tests/fuzz/fuzz_target.h"

FUZZ_TARGET(openai_evals) {
  const int fd = memfd_create("eval", 0);
  assay::require(fd >= 0);
  assay::require(write(fd, input.data(), input.size()) == static_cast<ssize_t>(input.size()));
  const std::string file = "/proc/self/fd/" + std::to_string(fd);
  const auto made = assay::import_openai_evals({file}, "x.suite.yaml", "x.cases.jsonl");
  close(fd);
  if (!made) return assay::require(!made.error().message.empty());
  if (made->suite.empty()) return assay::require(made->account.differs());
  const assay::SourceFile suite{"x.suite.yaml", made->suite};
  assay::Diagnostics diagnostics;
  assay::TextBudget budget;
  assay::require(assay::YamlTree::parse(suite, diagnostics, budget).has_value());
}
