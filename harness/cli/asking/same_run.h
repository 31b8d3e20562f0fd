// Whether a run would repeat one that is there.
#pragma once

#include <optional>

#include "harness/base/result.h"
#include "harness/cli/options/options.h"
#include "harness/cli/record/open_run.h"
#include "harness/cli/selection/selection.h"
#include "harness/store/store.h"

namespace assay {

// The newest complete run of this very plan: same suite, selection, gates, baselines and
// program, all its cells answered and scored as they would be now, by the replies that
// the Store would be asked for now. Nothing where there is none, or where the options
// want a run of its own (--new-run, --no-cache).
Result<std::optional<RunRecord>> same_run(const PlannedRun& planned, const Selection& selection,
                                          Store& store, const Options& options);

}  // namespace assay
