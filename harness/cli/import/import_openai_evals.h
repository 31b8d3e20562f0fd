// assay import openai-evals: a hosted eval of OpenAI's as a suite, and the account of it.
#pragma once

#include "harness/base/result.h"
#include "harness/cli/options/exit_code.h"
#include "harness/cli/options/options.h"

namespace assay {

Result<ExitCode> import_openai_evals_command(const Options& options);

}  // namespace assay
