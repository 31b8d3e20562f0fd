// The record of the run that a command is about to execute, new or resumed.
#pragma once

#include <vector>

#include "harness/base/clock.h"
#include "harness/base/result.h"
#include "harness/cli/options/options.h"
#include "harness/cli/selection/selection.h"
#include "harness/report/manifest/manifest.h"
#include "harness/run/runner.h"
#include "harness/store/run_lock.h"
#include "harness/store/store.h"

namespace assay {

// What its plan is recorded as, and how its judges are asked.
Manifest planned_manifest(const Selection& selection);

// What a new run is recorded as, but for its id, its time of day and its JSON.
struct PlannedRun {
  RunRecord record;
  Manifest manifest;
  std::vector<CaseRecord> cases;
};
Result<PlannedRun> planned_run(const Selection& selection, const Options& options);

// The run's record, and the sole right to execute it while this lives.
struct OpenRun {
  RunRecord record;
  Manifest manifest;  // as in the record; of a new run without what that has of each case
  RunLock lock;
};

// A new run in `store`.
Result<OpenRun> begin_run(PlannedRun planned, Store& store, const Options& options,
                          const Clock& clock);
// The run that --resume names; a usage error where the selection is not the one
// that it was started with.
Result<OpenRun> resume_run(const Selection& selection, Store& store, const Options& options);

// Records how far the run came, and what it saw of the client and the providers.
Result<void> end_run(OpenRun& run, Store& store, RunnerResult& result, const Clock& clock);

}  // namespace assay
