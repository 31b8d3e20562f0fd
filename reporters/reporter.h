// Report -> bytes. A reporter is a pure function; it never opens files, reads a
// clock or looks at the environment. To add one: one file, one row in
// reporters.cc, one golden file.
//
// Everything a model wrote is hostile here: HTML, CSV formulas, XML, terminal
// escapes, CI log commands.
#pragma once

#include <iosfwd>
#include <span>
#include <string_view>

#include "harness/report/report.h"

namespace assay {

struct ReporterRow {
  std::string_view name;       // as in -o NAME=PATH
  std::string_view file_name;  // default in results/<run>/: "report.html"
  std::string_view help;
  void (*write)(const Report& report, std::ostream& out);
};

std::span<const ReporterRow> reporter_rows();
const ReporterRow* find_reporter(std::string_view name);

}  // namespace assay
