// Where promptfoo's package is found.
#include "harness/suite/promptfoo_package.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <string>

#include "tests/support/test_files.h"

namespace assay {
namespace {

namespace fs = std::filesystem;

class PromptfooPackageTest : public ::testing::Test {
 protected:
  PromptfooPackageTest() : path_(std::getenv("PATH") == nullptr ? "" : std::getenv("PATH")) {
    set_path("/nowhere");
  }
  ~PromptfooPackageTest() override { set_path(path_); }

  static void set_path(const std::string& places) { ::setenv("PATH", places.c_str(), 1); }

  fs::path in(const std::string& name) { return fs::canonical(folder_ / "") / name; }

  fs::path package(const std::string& folder, const std::string& about) {
    fs::create_directories(in(folder));
    testing::write_text(in(folder) / "package.json", about);
    return in(folder);
  }

  // The version that is found from there; "none" where there is none.
  std::string found(const std::string& folder) {
    fs::create_directories(in(folder));
    const auto package = find_promptfoo(in(folder));
    return package ? package->version : "none";
  }

  testing::TemporaryFolder folder_;
  std::string path_;
};

TEST_F(PromptfooPackageTest, IsTheNearestOneAbove) {
  EXPECT_EQ(found("a/b"), "none");
  package("node_modules/promptfoo", R"({"name": "promptfoo", "version": "1"})");
  EXPECT_EQ(found("a/b"), "1");
  package("a/node_modules/promptfoo", R"({"name": "promptfoo", "version": "2"})");
  EXPECT_EQ(found("a/b"), "2");
  EXPECT_EQ(found("a"), "2");
  EXPECT_EQ(found("c"), "1");
  EXPECT_EQ(find_promptfoo(in("a/b"))->folder, in("a/node_modules/promptfoo"));
}

TEST_F(PromptfooPackageTest, IsNothingElseOfThatName) {
  for (const char* about : {R"({"name": "other", "version": "1"})", "{", "[]", "", R"({"name": 1})",
                            R"({"version": "1"})"}) {
    package("node_modules/promptfoo", about);
    EXPECT_EQ(found("a"), "none") << about;
  }
  package("node_modules/promptfoo", R"({"name": "promptfoo", "version": 7})");
  EXPECT_EQ(found("a"), "");
}

TEST_F(PromptfooPackageTest, IsThatOfTheCommand) {
  package("g/lib/node_modules/promptfoo", R"({"name": "promptfoo", "version": "3"})");
  testing::write_text(in("g/lib/node_modules/promptfoo/run.js"), "");
  fs::create_directories(in("g/bin"));
  set_path("relative:" + in("none").string() + ":" + in("g/bin").string());
  EXPECT_EQ(found("a"), "none");
  fs::create_symlink("../lib/node_modules/promptfoo/run.js", in("g/bin/promptfoo"));
  EXPECT_EQ(found("a"), "3");
  fs::remove(in("g/bin/promptfoo"));
  testing::write_text(in("g/bin/promptfoo"), "#!/bin/sh");
  EXPECT_EQ(found("a"), "3");
  fs::remove(in("g/bin/promptfoo"));
  fs::create_symlink("nowhere", in("g/bin/promptfoo"));
  EXPECT_EQ(found("a"), "none");
  package("node_modules/promptfoo", R"({"name": "promptfoo", "version": "1"})");
  EXPECT_EQ(found("a"), "1");
}

}  // namespace
}  // namespace assay
