// The island's index: everything of the cells but their texts, as columns
// (they parse and compress several times better than objects).
#pragma once

#include <string>

#include "harness/report/report.h"
#include "reporters/html/data/selection.h"
#include "reporters/html/data/texts.h"
#include "reporters/html/labels.h"

namespace assay::html {

inline constexpr int kIslandVersion = 1;

// One JSON object; texts go to `texts` and are named by number. The layout is
// in docs/html-report.md.
std::string index_json(const Report& report, const Labels& labels, const Selection& selection,
                       Texts& texts);

}  // namespace assay::html
