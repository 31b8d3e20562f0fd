// Store -> Report. The same Store gives the same Report.
#pragma once

#include <string_view>

#include "harness/base/result.h"
#include "harness/plan/plan.h"
#include "harness/report/report.h"
#include "harness/store/store.h"
#include "harness/suite/suite.h"

namespace assay {

// What begin_run() keeps of a plan so that reports need no suite file: see
// docs/store-schema.md, "manifest".
Json manifest_of(const Plan& plan);

// What a run measured: a report without gates, comparisons, responses and warnings,
// for whoever wants its cases alone. Deciding those resamples, which takes seconds. An
// error for a run whose rows are damaged.
Result<Report> measured(Store& store, const RunRecord& run);

// Reads a run whole: variants, cells, replies, scores; computes every estimate;
// decides the manifest's gates. Damaged rows are left out, and nothing is decided then.
Result<Report> summarise(Store& store, const RunRecord& run);

}  // namespace assay
