// The suite of a stored run as its file is now, and what of the run it is still about.
#pragma once

#include <vector>

#include "harness/base/result.h"
#include "harness/cli/options/options.h"
#include "harness/cli/selection/selection.h"
#include "harness/report/manifest/manifest.h"
#include "harness/store/store.h"

namespace assay {

struct SuiteOfRun {
  Selection selection;
  Manifest manifest;  // the run's, with what the suite expects now
  // By the run's case indices, in the suite; nullptr: it is gone, or asks something else now.
  std::vector<const Case*> cases;
};

// A usage error where the suite cannot be read, or is another one by now.
Result<SuiteOfRun> suite_of_run(Store& store, const RunRecord& run, const Options& options);

}  // namespace assay
