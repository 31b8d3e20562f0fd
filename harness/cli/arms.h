// What an operand of compare and baseline means.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "harness/base/result.h"
#include "harness/cli/options.h"
#include "harness/report/arm.h"
#include "harness/report/report.h"
#include "harness/store/store.h"

namespace assay {

// A run, whole or one of its variants.
struct NamedRun {
  Report report;        // what was measured, without gates and the like
  std::string variant;  // id; "": all
};
// A variant's id of the latest run, RUN, or RUN:VARIANT, in this order; RUN as
// Store::find_run() takes it. A usage error otherwise.
Result<NamedRun> find_named_run(Store& store, const std::string& text);

// The same, or stored:NAME, as arms; those of a run are called RUN:VARIANT unless
// it is the latest.
Result<std::vector<Arm>> find_arms(Store& store, const std::string& text, const Options& options);

// --baselines, or `baselines` beside the suite.
std::filesystem::path baseline_folder(const Options& options,
                                      const std::filesystem::path& suite_path);

}  // namespace assay
