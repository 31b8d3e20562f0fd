// The record of the run that a command is about to execute, new or resumed.
#pragma once

#include <vector>

#include "harness/base/clock.h"
#include "harness/base/result.h"
#include "harness/cli/options.h"
#include "harness/cli/selection.h"
#include "harness/store/run_lock.h"
#include "harness/store/store.h"

namespace assay {

// The run's record, and the sole right to execute it while this lives.
struct OpenRun {
  RunRecord record;
  RunLock lock;
};

// What a new run would be recorded as, without its id and time of day.
Result<RunRecord> planned_run(const Selection& selection, const Options& options);
std::vector<CaseRecord> planned_cases(const Selection& selection);

// A new run in `store`, with the baselines that the options name kept in it.
Result<OpenRun> begin_run(const Selection& selection, Store& store, const Options& options,
                          const Clock& clock);
// The run that --resume names; a usage error where the selection is not the one
// that it was started with.
Result<OpenRun> resume_run(const Selection& selection, Store& store, const Options& options);

}  // namespace assay
