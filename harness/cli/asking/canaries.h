// Stored verdicts that a run asks for again before it rests on others of the same judge.
#pragma once

#include <string_view>
#include <vector>

#include "harness/base/result.h"
#include "harness/cli/selection/selection.h"
#include "harness/report/manifest/manifest.h"
#include "harness/run/runner.h"
#include "harness/store/store.h"

namespace assay {

// Of each judge with `canaries`, verdicts in the Store that the plan would rest on: as many
// passes as fails where there are enough. Drawn in the plan's order, which `seed` shuffles;
// the search ends after some fifty answers for each that is wanted. None where nothing is
// stored.
Result<std::vector<ManifestCanary>> choose_canaries(const Selection& selection, Store& store);

// The calls that ask for them again, without those that this run has asked already. What
// the Store no longer has as it was is not asked.
Result<std::vector<Job>> canary_jobs(const Selection& selection, Store& store,
                                     const Manifest& manifest, std::string_view run_id);

}  // namespace assay
