// How a run's end becomes an exit code.
#pragma once

#include <optional>

#include "harness/cli/options/exit_code.h"
#include "harness/report/report.h"
#include "harness/run/runner.h"

namespace assay {

// `last_signal` is 0 when none came. Precedence: signal > limit and
// infrastructure > gates, except that a gate that fails whatever the missing
// samples would say beats limit and infrastructure.
ExitCode exit_code_of_run(const Report& report, RunnerResult::End end, int last_signal);

// Of a run that a signal ended.
ExitCode exit_code_of_signal(int signal);

}  // namespace assay
