// What cells say of the suite's own metrics -> cases and variants.
#pragma once

#include "harness/report/report.h"

namespace assay {

// Adds to `report.own_metrics` the names that only cells tell, up to kMaxOwnMetrics, and
// fills CaseSummary::own, VariantSummary::own and VariantSummary::derived. Requires what
// tally() does, and is a part of it.
//
// A case has a metric where a part of any of its cells speaks of it; then every other cell
// of it that ended without a value is missing. Of a case of which no cell of any variant was
// judged nobody knows, and its cells count as missing from every metric.
void tally_own_metrics(Report& report);

}  // namespace assay
