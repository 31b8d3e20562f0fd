#include "harness/cli/record/open_run.h"

#include <algorithm>
#include <random>
#include <utility>

#include "harness/base/text.h"
#include "harness/cli/record/arms.h"
#include "harness/cli/record/resume.h"
#include "harness/report/compare/baseline.h"
#include "harness/report/manifest/manifest.h"
#include "harness/report/manifest/manifest_cases.h"

namespace assay {
namespace {

// <suite>-<YYYYMMDDTHHMMSSZ>-<4 hex>
std::string new_run_id(const std::string& suite, WallTime now) {
  std::random_device entropy;
  const unsigned value = entropy() & 0xFFFFU;
  const std::string hex = sha256(std::to_string(value)).hex().substr(0, 4);
  return name_for_file(suite) + "-" + to_basic_iso8601(now) + "-" + hex;
}

// Cells are recorded by position, so a run goes on only with the plan that it was
// started with.
Result<void> check_same_plan(const RunRecord& run, const Manifest& manifest,
                             const Selection& selection, Store& store) {
  const Plan& plan = selection.plan;
  bool same = run.suite_hash == selection.suite->hash.hex() &&
              run.planned_cells == plan.cell_count() && manifest.variants == variants_of(plan);
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

std::vector<CaseRecord> cases_of(const Plan& plan) {
  std::vector<CaseRecord> cases;
  for (const std::size_t i : plan.cases) {
    cases.push_back({plan.suite->cases[i].id, plan.suite->cases[i].tags});
  }
  return cases;
}

// What the manifest has otherwise than the record, written into it and the Store.
Result<void> store_changes(OpenRun& run, Manifest now, Store& store) {
  if (now == run.manifest) return {};
  write_changes(run.manifest, now, run.record.manifest);
  run.manifest = std::move(now);
  return store.replace_manifest(run.record.id, run.record.manifest);
}

}  // namespace

Manifest planned_manifest(const Selection& selection) {
  Manifest manifest = manifest_of(selection.plan);
  for (const JudgeCall& call : selection.judges.all())
    if (call.asks_schema() && !manifest.judges[call.judge].plays_user)
      manifest.judges[call.judge].asks_schema = true;
  return manifest;
}

Result<PlannedRun> planned_run(const Selection& selection, const Options& options) {
  const Suite& suite = *selection.suite;
  PlannedRun planned;
  RunRecord& run = planned.record;
  run.suite = suite.name;
  run.suite_path = suite.path.string();
  run.suite_hash = suite.hash.hex();
  run.assay_version = ASSAY_VERSION;
  run.seed = selection.plan.seed;
  run.simulated = suite.simulated;
  run.planned_cells = selection.plan.cell_count();
  planned.manifest = planned_manifest(selection);
  planned.cases = cases_of(selection.plan);
  ASSAY_CHECK(
      keep_baselines(baseline_folder(options, suite.path), options.baselines, planned.manifest));
  return planned;
}

Result<OpenRun> begin_run(PlannedRun planned, Store& store, const Options& options,
                          const Clock& clock) {
  RunRecord& run = planned.record;
  run.id = new_run_id(run.suite, clock.wall());
  run.started_at = to_rfc3339(clock.wall());
  planned.manifest.selection = selection_of(options);
  run.manifest = to_json(planned.manifest);
  forget_cases(planned.manifest);
  ASSAY_TRY(RunLock lock, RunLock::acquire(options.store, run.id));
  ASSAY_CHECK(store.begin_run(run, planned.cases));
  return OpenRun{std::move(run), std::move(planned.manifest), std::move(lock)};
}

Result<OpenRun> resume_run(const Selection& selection, Store& store, const Options& options) {
  ASSAY_TRY(RunRecord record, store.find_run(*options.resume));
  ASSAY_TRY(Manifest manifest, read_manifest(record.manifest));
  ASSAY_CHECK(check_same_plan(record, manifest, selection, store));
  ASSAY_TRY(RunLock lock, RunLock::acquire(options.store, record.id));
  OpenRun run{std::move(record), std::move(manifest), std::move(lock)};
  Manifest now = run.manifest;
  now.selection = selection_of(options);
  ASSAY_CHECK(store_changes(run, std::move(now), store));
  ASSAY_CHECK(store.reopen_run(run.record.id));
  return run;
}

Result<void> end_run(OpenRun& run, Store& store, RunnerResult& result, const Clock& clock) {
  Manifest now = run.manifest;
  now.stopped_early = result.end == RunnerResult::End::decided;
  if (!result.lanes.empty()) {
    now.sessions.push_back({to_milliseconds(result.loop_lag_p99),
                            to_milliseconds(result.client_delay_p99), std::move(result.lanes)});
  }
  RunRecord& record = run.record;
  record.complete = now.stopped_early || result.state.done >= record.planned_cells;
  record.finished_at = record.complete ? to_rfc3339(clock.wall()) : "";
  // Together: a run that stopped early is complete without all of its cells.
  return store.transaction([&]() -> Result<void> {
    ASSAY_CHECK(store_changes(run, std::move(now), store));
    return store.finish_run(record.id, record.finished_at, record.complete);
  });
}

}  // namespace assay
