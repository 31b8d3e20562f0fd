// Which cells the page can afford to carry, and whose replies. Failures come first,
// then what they are compared with: a reader looks for what went wrong, and since
// when.
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include "harness/report/report.h"

namespace assay::html {

struct Selection {
  std::vector<bool> listed;  // parallel to Report::cells: has a row in the island
  std::vector<bool> bodied;  // its texts are carried; implies listed
  std::size_t unlisted = 0;
  std::size_t unbodied = 0;    // listed cells with texts that are not carried
  std::size_t text_bytes = 0;  // of the bodied, each different text once
};

// Beyond this the index alone would be too large to open.
inline constexpr std::size_t kMostListedCells = 300'000;

// At most `text_budget` bytes of texts: errors and failures in the report's
// order, then the other cells of cases that variants pass in different shares, then the
// rest.
Selection select_cells(const Report& report, std::size_t text_budget);

// The messages that `cell` was asked with, as JSON; "" when not kept.
std::string_view messages_of(const Report& report, const ReportCell& cell);

}  // namespace assay::html
