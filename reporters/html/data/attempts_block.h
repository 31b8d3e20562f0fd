// The attempts of all cells, in a block of their own: the page inflates it when
// the first cell is opened, not before it is ready.
#pragma once

#include <string>

#include "harness/report/report.h"
#include "reporters/html/data/selection.h"

namespace assay::html {

// One JSON object of columns; "" for a report without attempts. The layout is in
// docs/html-report.md.
std::string attempts_json(const Report& report, const Selection& selection);

}  // namespace assay::html
