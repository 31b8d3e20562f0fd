// assay import outputs FORMAT FILE: a run of answers that were made elsewhere.
#pragma once

#include "harness/base/result.h"
#include "harness/cli/exit_code.h"
#include "harness/cli/options.h"

namespace assay {

Result<ExitCode> import_outputs(const Options& options);

}  // namespace assay
