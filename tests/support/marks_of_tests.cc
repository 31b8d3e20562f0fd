// Part of each test program: keeps the marks of each test apart, those of its children too
// (harness/base/mark.h). ASSAY_MARKS_OF_TESTS names the folder; without it nothing is kept.
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <system_error>

#include "harness/base/mark.h"

#ifndef NDEBUG

namespace assay::testing {
namespace {

class MarksOfTests final : public ::testing::EmptyTestEventListener {
  // What an earlier run of the test has passed proves nothing of this one.
  void OnTestStart(const ::testing::TestInfo& test) override {
    const char* const folder = std::getenv("ASSAY_MARKS_OF_TESTS");
    if (folder == nullptr) return;
    file_ = std::filesystem::path(folder) /
            (std::string(test.test_suite_name()) + "." + test.name() + ".marks");
    std::error_code failed;  // is noticed as marks that are missing
    std::filesystem::create_directories(file_.parent_path(), failed);
    std::ofstream(file_, std::ios::trunc).flush();
    ::setenv("ASSAY_MARKS", file_.c_str(), 1);
    write_marks_to(file_.native());
  }

  // What was not tried has no marks, not even none.
  void OnTestEnd(const ::testing::TestInfo& test) override {
    std::error_code failed;
    if (test.result()->Skipped()) std::filesystem::remove(file_, failed);
  }

  std::filesystem::path file_;
};

// GoogleTest owns it.
[[maybe_unused]] const bool is_listening = [] {
  ::testing::UnitTest::GetInstance()->listeners().Append(new MarksOfTests);
  return true;
}();

}  // namespace
}  // namespace assay::testing

#endif
