// The data behind the matrix, as <script> data blocks that island.js reads:
// one index of columns, and chunks of texts. Layout: docs/html-report.md.
#pragma once

#include <cstddef>
#include <string>

#include "harness/report/report.h"
#include "reporters/html/data/selection.h"
#include "reporters/html/data/texts.h"
#include "reporters/html/labels.h"

namespace assay::html {

inline constexpr std::size_t kLargestIsland = std::size_t{19} << 20;  // of a page of 20 MiB
inline constexpr std::size_t kPlainCells = 300;  // up to here uncompressed, for people who look

struct Island {
  std::string markup;  // the data blocks
  Selection selection;
};

// At most `most_bytes`, unless what a matrix needs at the least is larger:
// replies are left out, those of failures last.
Island make_island(const Report& report, const Labels& labels,
                   std::size_t most_bytes = kLargestIsland);

// The index alone, for a server that keeps `texts`: all cells, all texts.
Island make_served_island(const Report& report, const Labels& labels, Texts& texts);

}  // namespace assay::html
