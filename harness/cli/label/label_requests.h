// What the suite of a run asks of its answers: of people, and the criteria of judges as they
// would see them.
#pragma once

#include "harness/base/result.h"
#include "harness/cli/options/options.h"
#include "harness/report/label/answers.h"
#include "harness/store/store.h"

namespace assay {

// By the suite as its file is now. Where it names no criterion, or cannot be read any more,
// which is told on stderr, every answer is asked about without one. Calls of judges are no
// answers.
Result<LabelRequests> label_requests(Store& store, const RunRecord& run, const Options& options);

}  // namespace assay
