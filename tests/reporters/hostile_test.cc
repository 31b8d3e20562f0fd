// Every hostile text, in every field, through every text reporter. What must hold
// is decided by other people's parsers: check_hostile.py. The page has its own
// test, in a browser.
#include <gtest/gtest.h>

#include <cstdlib>
#include <set>
#include <sstream>
#include <string>

#include "reporters/console.h"
#include "tests/reporters/render.h"
#include "tests/support/hostile_corpus.h"
#include "tests/support/hostile_report.h"
#include "tests/support/sample_report.h"
#include "tests/support/test_files.h"

namespace assay {
namespace {

using testing::hostile_corpus;
using testing::hostile_report;
using testing::HostileText;
using testing::render;
using testing::source_path;
using testing::TemporaryFolder;
using testing::write_text;

std::string console_of(const Report& report, Colour colour, int columns) {
  std::ostringstream out;
  write_console(report, out, colour, columns);
  return out.str();
}

// One folder a text: the text itself and what each reporter makes of it.
void write_reports(const std::filesystem::path& folder, const HostileText& hostile) {
  const Report report = hostile_report(hostile.text);
  write_text(folder / "text", hostile.text);
  for (const char* format : {"csv", "cells", "json", "junit", "markdown"}) {
    write_text(folder / format, render(format, report));
  }
  for (const int columns : {40, 60, 80, 120}) {
    write_text(folder / ("console-" + std::to_string(columns)),
               console_of(report, Colour::no, columns));
  }
  write_text(folder / "console-coloured", console_of(report, Colour::yes, 100));
}

TEST(HostileCorpus, NamesEveryTextOnce) {
  std::set<std::string_view> names;
  std::set<std::string> texts;
  for (const HostileText& hostile : hostile_corpus()) {
    EXPECT_TRUE(names.insert(hostile.name).second) << hostile.name;
    EXPECT_TRUE(texts.insert(hostile.text).second) << hostile.name;
    EXPECT_FALSE(hostile.text.empty()) << hostile.name;
  }
}

TEST(HostileText, IsInertInEveryTextFormat) {
  const TemporaryFolder folder;
  for (const HostileText& hostile : hostile_corpus()) {
    write_reports(folder / hostile.name, hostile);
  }
  const std::string command = "python3 '" +
                              source_path("tests/reporters/check_hostile.py").string() + "' '" +
                              folder.path().string() + "'";
  EXPECT_EQ(std::system(command.c_str()), 0) << "what went wrong stands above";
}

}  // namespace
}  // namespace assay
