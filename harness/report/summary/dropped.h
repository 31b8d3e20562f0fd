// What variants and judges were asked without, since their models refuse it.
#pragma once

#include "harness/provider/reply.h"
#include "harness/report/report.h"

namespace assay {

// Adds what `reply` was asked without to `names`, each once, in order.
void add_dropped(const Reply& reply, std::vector<std::string>& names);
// Fills VariantSummary::dropped from the report's cells.
void take_dropped(Report& report);

}  // namespace assay
