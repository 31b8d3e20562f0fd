// Command line + suite file -> Suite and Plan, checked; nothing is sent.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>

#include "harness/base/key.h"
#include "harness/base/result.h"
#include "harness/cli/options/options.h"
#include "harness/cli/selection/judge_calls.h"
#include "harness/cli/selection/programs.h"
#include "harness/cli/selection/scripts.h"
#include "harness/plan/plan.h"
#include "harness/report/gold/gold_labels.h"
#include "harness/suite/load.h"
#include "harness/suite/suite.h"

namespace assay {

// A suite, the plan that points into it, and who judges what is answered.
struct Selection {
  std::unique_ptr<const Suite> suite;
  Plan plan;
  JudgeCalls judges;
  PlannedScripts scripts;
  PlannedPrograms programs;                  // that are asked in place of models
  std::map<std::string, GoldLabels> gold;    // what people say, by judge
  std::map<std::string, GoldLabels> labels;  // what they say where they are asked, by file
  // Of a configuration that was imported: its parts that the suite lacks. A run of the rest
  // is no pass of the whole.
  std::size_t not_imported = 0;
  // The file that its answers came from, where they were made elsewhere: they are found by Keys of
  // their own (imported_key()), and nobody is asked for those that are missing.
  std::optional<Key> imported = {};
};

LoadOptions load_options(const Options& options);

Result<Selection> select_cells(const std::string& path, const Options& options);

// Whether there is no cell to ask; says so and why on stderr.
bool is_empty(const Selection& selection, const std::string& path);

// Reads KEY=VALUE files into the environment; variables already set win.
Result<void> read_env_files(const std::vector<std::string>& files);

}  // namespace assay
