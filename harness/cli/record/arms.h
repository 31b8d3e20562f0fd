// What an operand of compare and baseline means.
#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

#include "harness/base/result.h"
#include "harness/cli/options/options.h"
#include "harness/report/compare/arm.h"
#include "harness/report/report.h"
#include "harness/store/store.h"
#include "harness/suite/suite.h"

namespace assay {

// A run, and which of its variants.
struct NamedRun {
  Report report;                      // what was measured, without gates and the like
  std::vector<std::size_t> variants;  // indices; at least one
  Selector named;                     // what a selector named; empty otherwise
};
// VARIANT or SELECTOR of the latest run, RUN, RUN:VARIANT or RUN:SELECTOR, in this
// order; RUN as Store::find_run() takes it, a selector as in gates
// ("model=old,temperature=0"). A usage error says what there is instead.
Result<NamedRun> find_named_run(Store& store, const std::string& text);

// The same, or stored:NAME, as arms; those of a run are called RUN:VARIANT unless
// it is the latest.
struct NamedArms {
  std::vector<Arm> arms;
  Selector named;
};
Result<NamedArms> find_arms(Store& store, const std::string& text, const Options& options);

// --baselines, or `baselines` beside the suite.
std::filesystem::path baseline_folder(const Options& options,
                                      const std::filesystem::path& suite_path);

}  // namespace assay
