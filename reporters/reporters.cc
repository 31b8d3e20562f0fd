#include <array>

#include "reporters/console.h"
#include "reporters/formats.h"
#include "reporters/html/page/html.h"
#include "reporters/reporter.h"

namespace assay {
namespace {

// What a log file or a pipe gets: no colour, room for every column.
void write_plain_console(const Report& report, std::ostream& out) {
  constexpr int kColumns = 120;
  write_console(report, out, Colour::no, kColumns);
}

constexpr std::array kReporters = {
    ReporterRow{"console", "console.txt", "the comparison table as plain text",
                write_plain_console},
    ReporterRow{"html", "report.html", "one self-contained page that explains the run", write_html},
    ReporterRow{"csv", "summary.csv", "a row a variant", write_summary_csv},
    ReporterRow{"cells", "cells.csv", "a row a cell, with its reply", write_cells_csv},
    ReporterRow{"json", "report.json", "everything, for programs", write_json},
    ReporterRow{"junit", "junit.xml", "a test case for each case and variant, for CI servers",
                write_junit},
    ReporterRow{"markdown", "report.md", "for a pull request's comment or a step's summary",
                write_markdown},
};

}  // namespace

std::span<const ReporterRow> reporter_rows() {
  return kReporters;
}

const ReporterRow* find_reporter(std::string_view name) {
  for (const ReporterRow& row : kReporters) {
    if (row.name == name) return &row;
  }
  return nullptr;
}

}  // namespace assay
