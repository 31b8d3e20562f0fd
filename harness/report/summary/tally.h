// Cells -> totals and estimates of each variant and case.
#pragma once

#include "harness/report/report.h"

namespace assay {

// Fills everything that follows from `report.cells`: counts, rates, percentiles,
// tokens and money of `variants`, and the rows of `cases`. The identities of
// variants and cases, `run.repeats` and the cells, ordered by (case, variant,
// repeat) with indices in range, must be there.
void tally(Report& report);

}  // namespace assay
