// What a run remembers of its command line, so that --resume RUN alone goes on.
#pragma once

#include <string>

#include "harness/base/result.h"
#include "harness/cli/options/options.h"
#include "harness/report/manifest/manifest.h"
#include "harness/store/store.h"

namespace assay {

// The flags that chose the run's cells or bound it, with their words.
RunSelection selection_of(const Options& options);

// `options` with what the run named by --resume remembers, its id in full and its
// suite where none was named. What the command line gives replaces a cap or a
// setting, and must agree on what is asked: a usage error otherwise. Of a run that
// remembers nothing (an older assay's) all has to be given again.
Result<Options> resumed_options(const Options& options);

// "resuming RUN: 12 of 40 cells are recorded; with --model new --max-cost 2.50 ($0.31
// spent)"
Result<std::string> resuming_text(Store& store, const RunRecord& run, const Options& options);

// The command that goes on with the run, to be pasted into a shell.
std::string resume_command(const RunRecord& run, const Options& options);

}  // namespace assay
