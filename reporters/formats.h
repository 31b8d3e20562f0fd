// The reporters' functions, one a format; reporters.cc lists them as rows.
#pragma once

#include <cstddef>
#include <iosfwd>

#include "harness/report/report.h"

namespace assay {

void write_summary_csv(const Report& report, std::ostream& out);  // summary.csv
void write_cells_csv(const Report& report, std::ostream& out);    // cells.csv
void write_json(const Report& report, std::ostream& out);         // report.json
void write_junit(const Report& report, std::ostream& out);        // junit.xml
// For a pull request's comment or a CI step's summary: at most kMarkdownBytes.
void write_markdown(const Report& report, std::ostream& out);

// GitHub rejects a comment above 64 KiB whole.
inline constexpr std::size_t kMarkdownBytes = 60'000;

}  // namespace assay
