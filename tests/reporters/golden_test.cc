// Every text reporter shows the sample report as its golden file does.
// scripts/approve-golden accepts a change; its diff is reviewed.
#include <gtest/gtest.h>

#include <cstdlib>
#include <string>

#include "tests/reporters/render.h"
#include "tests/support/sample_report.h"
#include "tests/support/test_files.h"

namespace assay {
namespace {

using testing::read_text;
using testing::render;
using testing::sample_report;
using testing::source_path;

class Golden : public ::testing::TestWithParam<const char*> {};

TEST_P(Golden, MatchesTheApprovedFile) {
  const ReporterRow* row = find_reporter(GetParam());
  ASSERT_NE(row, nullptr);
  const auto path = source_path("tests/golden") / row->file_name;
  const std::string rendered = render(row->name, sample_report());
  if (std::getenv("ASSAY_APPROVE_GOLDEN") != nullptr) testing::write_text(path, rendered);
  EXPECT_EQ(rendered, read_text(path)) << "scripts/approve-golden accepts the change";
}

TEST_P(Golden, IsTheSameTwice) {
  EXPECT_EQ(render(GetParam(), sample_report()), render(GetParam(), sample_report()));
}

// html has its own tests: html_test.cc, and a browser.
INSTANTIATE_TEST_SUITE_P(Reporters, Golden,
                         ::testing::Values("console", "csv", "cells", "json", "junit", "markdown"),
                         [](const auto& row) { return std::string(row.param); });

}  // namespace
}  // namespace assay
