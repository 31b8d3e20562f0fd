// The variants that preferences compare with.
#pragma once

#include <cstddef>
#include <vector>

#include "harness/base/result.h"
#include "harness/plan/plan.h"
#include "harness/report/manifest/manifest.h"
#include "harness/suite/suite.h"

namespace assay {

// The one variant that `over` means; a usage error that names those there are where it means
// none, or several.
Result<std::size_t> variant_over(const Selector& over,
                                 const std::vector<ManifestVariant>& variants);

// Whether every preference of the plan's cases has its variant: in the suite, and in the plan.
Result<void> check_rivals(const Plan& plan);

}  // namespace assay
