// Images of a plan, kept for its reports.
#pragma once

#include "harness/base/result.h"
#include "harness/cli/selection/selection.h"
#include "harness/store/store.h"
#include "harness/store/store_writer.h"

namespace assay {

// Stores the images that the plan's cases may be asked with and that reports show, in the plan's
// order, up to what a report holds; those that are there stay. One that is no longer what it was
// is left to the request that would send it.
Result<void> keep_pictures(const Selection& selection, Store& store, StoreWriter& writer);

}  // namespace assay
