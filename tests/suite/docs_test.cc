// The examples of docs/suite-format.md are suites that load.
#include <gtest/gtest.h>

#include "harness/suite/load.h"
#include "tests/suite/test_shapes.h"
#include "tests/support/test_files.h"

namespace assay {
namespace {

std::vector<std::string> yaml_examples(const std::string& markdown) {
  const std::string open = "\n```yaml\n";
  std::vector<std::string> examples;
  for (std::size_t at = markdown.find(open); at != std::string::npos;
       at = markdown.find(open, at)) {
    at += open.size();
    examples.push_back(markdown.substr(at, markdown.find("\n```", at) - at) + "\n");
  }
  return examples;
}

TEST(SuiteFormatPage, ExamplesLoad) {
  const std::string page = testing::read_text(testing::source_path("docs/suite-format.md"));
  const std::vector<std::string> examples = yaml_examples(page);
  EXPECT_GE(examples.size(), 4U);
  for (const std::string& example : examples) {
    ASSERT_EQ(example.substr(0, 6), "suite:");
    const Result<Suite> suite = load_suite_text(example, "page.yaml", testing::test_options());
    EXPECT_TRUE(suite) << suite.error().message;
  }
}

}  // namespace
}  // namespace assay
