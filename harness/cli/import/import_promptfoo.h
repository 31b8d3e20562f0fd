// assay import promptfoo: a configuration becomes a suite, with an account of all of it.
#pragma once

#include "harness/base/result.h"
#include "harness/cli/options/exit_code.h"
#include "harness/cli/options/options.h"

namespace assay {

// Its second operand is the configuration or a folder, "" the working one.
Result<ExitCode> import_promptfoo_command(const Options& options);

}  // namespace assay
