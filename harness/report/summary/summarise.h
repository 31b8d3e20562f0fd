// Store -> Report. The same Store gives the same Report.
#pragma once

#include "harness/base/result.h"
#include "harness/report/report.h"
#include "harness/store/store.h"

namespace assay {

// What a run measured: a report without gates, comparisons, responses and warnings,
// for whoever wants its cases alone. Deciding those resamples, which takes seconds. An
// error for a run whose rows are damaged.
Result<Report> measured(Store& store, const RunRecord& run);

// Reads a run whole: variants, cells, replies, scores; computes every estimate;
// decides the manifest's gates. Damaged rows are left out, and nothing is decided then.
Result<Report> summarise(Store& store, const RunRecord& run);
// The same of a record that is of no use beyond it: its manifest, which of a million cases is as
// much as their answers, is let go as soon as it is read.
Result<Report> summarise(Store& store, RunRecord&& run);

}  // namespace assay
