// Every tests/suites_bad/X.yaml is refused with exactly the words of X.err.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <vector>

#include "harness/suite/load.h"
#include "tests/suite/test_shapes.h"
#include "tests/support/test_files.h"

namespace assay {
namespace {

namespace fs = std::filesystem;

const fs::path kFolder = testing::source_path("tests/suites_bad");

std::vector<std::string> bad_suites() {
  std::vector<std::string> names;
  for (const fs::directory_entry& entry : fs::directory_iterator(kFolder)) {
    if (entry.path().extension() == ".yaml") names.push_back(entry.path().stem().string());
  }
  std::sort(names.begin(), names.end());
  return names;
}

class BadSuite : public ::testing::TestWithParam<std::string> {
 protected:
  // Paths in messages are as the user named them: here, beside the user.
  void SetUp() override {
    before_ = fs::current_path();
    fs::current_path(kFolder);
  }
  void TearDown() override { fs::current_path(before_); }

 private:
  fs::path before_;
};

TEST_P(BadSuite, IsRefusedInTheseWords) {
  const Result<Suite> suite = load_suite(GetParam() + ".yaml", testing::test_options());
  ASSERT_FALSE(suite.has_value());
  EXPECT_EQ(suite.error().kind, ErrorKind::usage);
  EXPECT_EQ(suite.error().message + "\n", testing::read_text(kFolder / (GetParam() + ".err")));
}

INSTANTIATE_TEST_SUITE_P(All, BadSuite, ::testing::ValuesIn(bad_suites()),
                         [](const auto& each) { return each.param; });

TEST(BadSuites, CoverThePromisesOfTheFormat) {
  EXPECT_GE(bad_suites().size(), 45U);
}

}  // namespace
}  // namespace assay
