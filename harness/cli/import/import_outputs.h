// assay import outputs FORMAT FILE: a run of answers that were made elsewhere.
#pragma once

#include "harness/base/result.h"
#include "harness/cli/options/exit_code.h"
#include "harness/cli/options/options.h"

namespace assay {

Result<ExitCode> import_outputs(const Options& options);

}  // namespace assay
