#include "harness/cli/open_run.h"

#include <algorithm>
#include <random>

#include "harness/base/text.h"
#include "harness/cli/arms.h"
#include "harness/cli/resume.h"
#include "harness/report/baseline.h"
#include "harness/report/manifest.h"
#include "harness/report/summarise.h"

namespace assay {
namespace {

// <suite>-<YYYYMMDDTHHMMSSZ>-<4 hex>
std::string new_run_id(const std::string& suite, WallTime now) {
  std::random_device entropy;
  const unsigned value = entropy() & 0xFFFFU;
  const std::string hex = sha256(std::to_string(value)).hex().substr(0, 4);
  std::string name;
  for (const char c : suite) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                       c == '-' || c == '_';
    name += plain ? c : '-';
  }
  return name.substr(0, 80) + "-" + to_basic_iso8601(now) + "-" + hex;
}

// Cells are recorded by position, so a run goes on only with the plan that it was
// started with.
Result<void> check_same_plan(const RunRecord& run, const Selection& selection, Store& store) {
  const Plan& plan = selection.plan;
  const Json manifest = manifest_of(plan);
  bool same = run.suite_hash == selection.suite->hash.hex() &&
              run.planned_cells == plan.cell_count() &&
              run.manifest.value("variants", Json()) == manifest["variants"];
  ASSAY_TRY(const std::vector<CaseRecord> cases, store.cases(run.id));
  same = same && std::equal(cases.begin(), cases.end(), plan.cases.begin(), plan.cases.end(),
                            [&](const CaseRecord& recorded, std::size_t index) {
                              return recorded.id == selection.suite->cases[index].id;
                            });
  if (same) return {};
  return usage_error("--resume " + run.id +
                     ": the suite or its selection is not what that run "
                     "was started with; start a new run (stored replies are used again)");
}

}  // namespace

Result<OpenRun> resume_run(const Selection& selection, Store& store, const Options& options) {
  ASSAY_TRY(RunRecord run, store.find_run(options.resume));
  ASSAY_CHECK(check_same_plan(run, selection, store));
  ASSAY_TRY(RunLock lock, RunLock::acquire(options.store, run.id));
  remember_selection(run.manifest, selection_of(options));
  ASSAY_CHECK(store.replace_manifest(run.id, run.manifest));
  ASSAY_CHECK(store.reopen_run(run.id));
  return OpenRun{std::move(run), std::move(lock)};
}

Result<RunRecord> planned_run(const Selection& selection, const Options& options) {
  const Suite& suite = *selection.suite;
  RunRecord run;
  run.suite = suite.name;
  run.suite_path = suite.path.string();
  run.suite_hash = suite.hash.hex();
  run.assay_version = ASSAY_VERSION;
  run.seed = selection.plan.seed;
  run.simulated = suite.simulated;
  run.planned_cells = selection.plan.cell_count();
  run.manifest = manifest_of(selection.plan);
  ASSAY_CHECK(
      keep_baselines(baseline_folder(options, suite.path), options.baselines, run.manifest));
  return run;
}

std::vector<CaseRecord> planned_cases(const Selection& selection) {
  const Suite& suite = *selection.suite;
  std::vector<CaseRecord> cases;
  for (const std::size_t i : selection.plan.cases) {
    cases.push_back({suite.cases[i].id, suite.cases[i].tags});
  }
  return cases;
}

Result<OpenRun> begin_run(const Selection& selection, Store& store, const Options& options,
                          const Clock& clock) {
  ASSAY_TRY(RunRecord run, planned_run(selection, options));
  run.id = new_run_id(run.suite, clock.wall());
  run.started_at = to_rfc3339(clock.wall());
  remember_selection(run.manifest, selection_of(options));
  ASSAY_TRY(RunLock lock, RunLock::acquire(options.store, run.id));
  ASSAY_CHECK(store.begin_run(run, planned_cases(selection)));
  return OpenRun{std::move(run), std::move(lock)};
}

}  // namespace assay
