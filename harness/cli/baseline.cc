// assay baseline: what a run measured, kept as a file to be committed.
#include <cstdlib>
#include <iostream>

#include "harness/base/file.h"
#include "harness/base/text.h"
#include "harness/cli/options/commands.h"
#include "harness/cli/record/arms.h"
#include "harness/report/compare/baseline.h"
#include "harness/report/part.h"
#include "harness/suite/suite.h"

namespace assay {
namespace {

namespace fs = std::filesystem;

// As CI systems set it; "false" and "0" are how people unset it.
bool in_ci() {
  const char* ci = std::getenv("CI");
  if (ci == nullptr) return false;
  const std::string_view value = ci;
  return !value.empty() && value != "false" && value != "0";
}

Result<std::string> name_of(const Options& options) {
  if (options.operands.size() < 2) {
    return usage_error("assay baseline " + options.operands[0] + ": which? expected a NAME");
  }
  return options.operands[1];
}

// What a part did not ask is compared with nothing, and the next run that asks it is
// refused by its gates: so a part is kept only by those who know that it is one.
Result<void> check_whole(const Report& report, const Options& options) {
  if (options.part) return {};
  const std::string run = "run " + report.run.id;
  if (!report.run.complete) {
    return usage_error(run +
                       " is incomplete: finish it with --resume first, or keep what there is "
                       "with --part");
  }
  const std::string part = part_text(report);
  if (part.empty()) return {};
  return usage_error(run + " is not the whole suite (" + part +
                     "): run all of it, or keep this with "
                     "--part");
}

Result<void> write(const Options& options, const std::string& name, bool may_replace) {
  ASSAY_TRY(Store store, Store::open(options.store, Store::Access::read_only));
  const std::string from = options.operands.size() > 2 ? options.operands[2] : "latest";
  ASSAY_TRY(const NamedRun run, find_named_run(store, from));
  ASSAY_CHECK(check_whole(run.report, options));
  if (!is_baseline_name(name)) {
    return usage_error("'" + name +
                       "' cannot be a baseline's name: letters, digits, '-', '_', '.'");
  }
  const fs::path file = baseline_file(baseline_folder(options, run.report.run.suite_path), name);
  std::error_code ignored;
  if (!may_replace && fs::exists(file, ignored)) {
    return usage_error(file.string() + " exists; replace it with: assay baseline accept " + name +
                       " --reason TEXT");
  }
  const bool is_whole = run.variants.size() == run.report.variants.size();
  if (!is_whole && run.variants.size() > 1) {
    return usage_error("'" + from + "' fits " + std::to_string(run.variants.size()) +
                       " variants of " + run.report.run.id + ": name the run, or one of them");
  }
  const std::string variant = is_whole ? "" : run.report.variants[run.variants.front()].id;
  ASSAY_TRY(const Baseline baseline, baseline_of(run.report, name, variant, options.reason));
  ASSAY_CHECK(write_file_atomically(file, to_text(baseline)));
  std::int64_t errors = 0;
  for (const Arm& arm : baseline.arms) errors += arm.variant.errors;
  if (errors > 0 && !options.quiet) {
    std::cerr << errors << " cells failed with an error and are no part of it\n";
  }
  std::cout << terminal_safe(file.string()) << '\n';
  return {};
}

Result<void> save(const Options& options) {
  ASSAY_TRY(const std::string name, name_of(options));
  if (in_ci()) {
    return usage_error(
        "assay baseline save: CI is set, and a baseline that CI writes checks "
        "nothing; use: assay baseline accept " +
        name + " --reason TEXT");
  }
  return write(options, name, /*may_replace=*/false);
}

Result<void> accept(const Options& options) {
  ASSAY_TRY(const std::string name, name_of(options));
  if (trim(options.reason).empty()) {
    return usage_error("assay baseline accept " + name + ": why? give --reason TEXT");
  }
  return write(options, name, /*may_replace=*/true);
}

Result<fs::path> folder_of_latest(const Options& options) {
  if (!options.baseline_folder.empty()) return options.baseline_folder;
  ASSAY_TRY(Store store, Store::open(options.store, Store::Access::read_only));
  ASSAY_TRY(const RunRecord latest, store.find_run("latest"));
  return baseline_folder(options, latest.suite_path);
}

Result<void> list(const Options& options) {
  ASSAY_TRY(const fs::path folder, folder_of_latest(options));
  Json all = Json::array();
  for (const std::string& name : baseline_names(folder)) {
    const Result<Baseline> baseline = read_baseline(folder, name);
    if (!baseline) {
      std::cerr << terminal_safe(baseline.error().message) << '\n';
      continue;
    }
    const Arm& first = baseline->arms.front();
    all.push_back({{"name", name},
                   {"run", first.run},
                   {"suite", first.suite},
                   {"variants", baseline->arms.size()},
                   {"cases", first.cases.size()},
                   {"part", baseline->part.empty() ? Json() : Json(baseline->part)},
                   {"reason", baseline->reason.empty() ? Json() : Json(baseline->reason)}});
    if (options.json) continue;
    std::string line = name + "  " + first.run + "  " + std::to_string(baseline->arms.size()) +
                       " variants  " + std::to_string(first.cases.size()) + " cases";
    if (!baseline->part.empty()) line += "  " + baseline->part;
    if (!baseline->reason.empty()) line += "  " + baseline->reason;
    std::cout << terminal_safe(line) << '\n';
  }
  if (options.json) std::cout << dump_json(all, 2) << '\n';
  return {};
}

Result<void> remove(const Options& options) {
  ASSAY_TRY(const std::string name, name_of(options));
  ASSAY_TRY(const fs::path folder, folder_of_latest(options));
  ASSAY_CHECK(read_baseline(folder, name));  // never removes what is no baseline
  std::error_code failed;
  fs::remove(baseline_file(folder, name), failed);
  if (failed) return infrastructure_error("cannot remove the baseline: " + failed.message());
  return {};
}

struct Action {
  std::string_view name;
  Result<void> (*run)(const Options& options);
};
constexpr Action kActions[] = {{"save", save}, {"accept", accept}, {"list", list}, {"rm", remove}};

}  // namespace

Result<ExitCode> baseline_command(const Options& options) {
  for (const Action& action : kActions) {
    if (action.name == options.operands[0]) ASSAY_CHECK(action.run(options));
  }
  return ExitCode::ok;
}

}  // namespace assay
