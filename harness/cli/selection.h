// Command line + suite file -> Suite and Plan, checked; nothing is sent.
#pragma once

#include <memory>
#include <string>

#include "harness/base/result.h"
#include "harness/cli/options.h"
#include "harness/plan/plan.h"
#include "harness/suite/load.h"
#include "harness/suite/suite.h"

namespace assay {

// A suite and the plan that points into it.
struct Selection {
  std::unique_ptr<const Suite> suite;
  Plan plan;
};

LoadOptions load_options(const Options& options, std::vector<AxisOverride> set);

Result<Suite> load_checked(const std::string& path, const Options& options);
Result<Selection> select_cells(const std::string& path, const Options& options);

// Whether there is no cell to ask; says so and why on stderr.
bool is_empty(const Selection& selection, const std::string& path);

// "I/N", or 1/1 when empty.
Result<Shard> parse_shard(const std::string& text);

// Reads KEY=VALUE files into the environment; variables already set win.
Result<void> read_env_files(const std::vector<std::string>& files);

}  // namespace assay
