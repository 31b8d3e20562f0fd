// assay run: what is missing is asked, scored, reported, gated.
#include <unistd.h>

#include <algorithm>
#include <iostream>
#include <random>

#include "harness/base/clock.h"
#include "harness/base/text.h"
#include "harness/cli/arms.h"
#include "harness/cli/asking.h"
#include "harness/cli/commands.h"
#include "harness/cli/early_stop.h"
#include "harness/cli/endpoints.h"
#include "harness/cli/outputs.h"
#include "harness/cli/run_setup.h"
#include "harness/cli/selection.h"
#include "harness/cli/signals.h"
#include "harness/cli/terminal.h"
#include "harness/cli/terminal_progress.h"
#include "harness/cli/verdict.h"
#include "harness/report/baseline.h"
#include "harness/report/sessions.h"
#include "harness/report/summarise.h"
#include "harness/run/runner.h"
#include "harness/store/run_lock.h"

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
  return usage_error("--resume " + run.id + ": the suite or its selection is not what that run "
                     "was started with; start a new run (stored replies are used again)");
}

// The run's record, and the sole right to execute it.
struct OpenRun {
  RunRecord record;
  RunLock lock;
};

Result<OpenRun> resume_run(const Selection& selection, Store& store, const Options& options) {
  ASSAY_TRY(RunRecord run, store.find_run(options.resume));
  ASSAY_CHECK(check_same_plan(run, selection, store));
  ASSAY_TRY(RunLock lock, RunLock::acquire(options.store, run.id));
  ASSAY_CHECK(store.reopen_run(run.id));
  return OpenRun{std::move(run), std::move(lock)};
}

Result<OpenRun> begin_run(const Selection& selection, Store& store, const Options& options,
                          const Clock& clock) {
  const Suite& suite = *selection.suite;
  RunRecord run;
  run.id = new_run_id(suite.name, clock.wall());
  run.suite = suite.name;
  run.suite_path = suite.path.string();
  run.suite_hash = suite.hash.hex();
  run.started_at = to_rfc3339(clock.wall());
  run.assay_version = ASSAY_VERSION;
  run.seed = selection.plan.seed;
  run.simulated = suite.simulated;
  run.planned_cells = selection.plan.cell_count();
  run.manifest = manifest_of(selection.plan);
  ASSAY_CHECK(keep_baselines(baseline_folder(options, suite.path), options.baselines, run.manifest));
  std::vector<CaseRecord> cases;
  for (const std::size_t i : selection.plan.cases) {
    cases.push_back({suite.cases[i].id, suite.cases[i].tags});
  }
  ASSAY_TRY(RunLock lock, RunLock::acquire(options.store, run.id));
  ASSAY_CHECK(store.begin_run(run, cases));
  return OpenRun{std::move(run), std::move(lock)};
}

// --offline: what is not stored is an error of its cell.
Result<RunnerResult> record_offline(const Selection& selection, const Missing& missing,
                                    StoreWriter& writer) {
  const JobSource next = job_source(selection, missing);
  RunnerResult result;
  result.state = missing.scored;
  const Failure failure{FailureKind::offline, false, {}, 0,
                        "not stored, and --offline forbids asking", ""};
  for (std::size_t lane = 0; lane < selection.suite->providers.size(); ++lane) {
    while (true) {
      ASSAY_TRY(std::optional<Job> job, next(lane));
      if (!job) break;
      CellScore score{Verdict::error, {}, {}};
      writer.outcome({job->variant, job->case_index, job->repeat, job->key, {}, false, 0, Money{0},
                      failure},
                     std::nullopt, {}, {},
                     static_cast<std::uint32_t>(selection.plan.variants[job->variant].prompt),
                     std::move(job->messages_json), {});
      writer.score({job->variant, job->case_index, job->repeat, score});
      count_verdict(result.state, Verdict::error);
    }
  }
  return result;
}

Result<RunnerResult> ask(const Selection& selection, const Missing& missing, RunnerSetup& setup,
                         Scorer& scorer, EarlyStop* early_stop, Transport& transport,
                         StoreWriter& writer, const Options& options, const Clock& clock,
                         const InterruptGuard& interrupts) {
  const ProgressStyle style = options.quiet || options.json ? ProgressStyle::none
                              : is_terminal(STDERR_FILENO)  ? ProgressStyle::line
                                                            : ProgressStyle::heartbeat;
  const std::unique_ptr<Progress> progress = make_terminal_progress(std::cerr, style);
  setup.before = missing.scored;
  setup.interrupt = &interrupts.count();
  ASSAY_CHECK(expect_costs(selection, missing, setup));
  if (const std::string words = caution(setup); !words.empty()) std::cerr << words << '\n';
  const CellScorer score = [&](const Job& job, const Outcome& outcome, std::optional<Money> cost) {
    const Cell cell{job.variant, job.case_index, job.repeat};
    CellScore scored = scorer.score(selection.plan.case_of(cell), outcome, cost);
    if (early_stop != nullptr) early_stop->add(cell, scored);
    return scored;
  };
  if (early_stop != nullptr) setup.is_decided = [=] { return early_stop->is_decided(); };
  return run_jobs(setup, job_source(selection, missing), score, transport, writer, clock,
                  *progress);
}

void print_resume(const RunRecord& run, const std::string& suite_path, const Options& options) {
  std::string store;
  if (options.store != Options{}.store) store = " --store " + options.store.string();
  std::cerr << "resume with: assay run " << suite_path << " --resume " << run.id << store << '\n';
}

Result<ExitCode> run_suite(const std::string& path, const Options& options,
                           const std::vector<Output>& outputs) {
  const SystemClock clock;
  ASSAY_TRY(const Selection selection, select_cells(path, options));
  if (selection.plan.cell_count() == 0) {
    std::cerr << path << ": no cell is selected\n";
    return options.allow_empty ? ExitCode::ok : ExitCode::no_cells;
  }
  std::vector<std::size_t> models;
  for (const Variant& variant : selection.plan.variants) models.push_back(variant.model);
  ASSAY_TRY(const Endpoints endpoints,
            open_endpoints(*selection.suite, providers_in_use(*selection.suite, models),
                           options.offline ? Keys::skip : Keys::read));
  ASSAY_TRY(RunnerSetup setup, runner_setup(selection, endpoints, options));
  ASSAY_TRY(const std::unique_ptr<Transport> transport,
            open_transport(setup, options, clock, std::cerr));
  ASSAY_CHECK(check_writable(outputs, options.out));

  ASSAY_TRY(Store store, Store::open(options.store, Store::Access::read_write));
  ASSAY_TRY(OpenRun opened, options.resume.empty() ? begin_run(selection, store, options, clock)
                                                   : resume_run(selection, store, options));
  RunRecord& run = opened.record;
  ASSAY_TRY(const std::unique_ptr<StoreWriter> writer,
            StoreWriter::start(options.store, run.id, [&] { transport->wake(); }));
  const InterruptGuard interrupts;
  Scorer scorer(*selection.suite);

  const std::unique_ptr<EarlyStop> early_stop =
      options.no_stop_early ? nullptr : EarlyStop::of(selection.plan);
  const CellSeen seen = [&](const Cell& cell, const CellScore& score) {
    if (early_stop) early_stop->add(cell, score);
  };
  Recorded recorded;
  ASSAY_TRY(setup.first_attempt_id, store.next_attempt_id(run.id));
  if (!options.resume.empty()) {
    ASSAY_TRY(setup.ledger, store.ledger(run.id));
    ASSAY_TRY(recorded, recorded_cells(selection, store, *writer, scorer, run.id, seen));
  }
  ASSAY_TRY(const Missing missing, reuse_stored(selection, store, *writer, scorer, recorded,
                                                !options.no_cache, seen));

  // Beyond this point money is spent: the suite, its prices, the Store and the
  // output folder are known to be good.
  ASSAY_TRY(RunnerResult result,
            options.offline ? record_offline(selection, missing, *writer)
                            : ask(selection, missing, setup, scorer, early_stop.get(), *transport,
                                  *writer, options, clock, interrupts));
  if (const Result<void> flushed = writer->flush(); !flushed) {
    print_resume(run, path, options);
    return tl::unexpected(flushed.error());
  }
  const bool is_decided = result.end == RunnerResult::End::decided;
  run.complete = is_decided || result.state.done >= run.planned_cells;
  run.finished_at = run.complete ? to_rfc3339(clock.wall()) : "";
  if (!result.lanes.empty())
    add_session(run.manifest, to_milliseconds(result.loop_lag_p99),
                to_milliseconds(result.client_delay_p99), std::move(result.lanes));
  mark_stopped_early(run.manifest, is_decided);
  ASSAY_CHECK(store.replace_manifest(run.id, run.manifest));
  ASSAY_CHECK(store.finish_run(run.id, run.finished_at, run.complete));

  ASSAY_TRY(const Report report, summarise(store, run));
  ASSAY_CHECK(write_reports(report, outputs, options));
  if (!result.detail.empty()) std::cerr << terminal_safe(result.detail) << '\n';
  if (!run.complete) print_resume(run, path, options);
  return exit_code_of_run(report, result.end, interrupts.last_signal());
}

}  // namespace

Result<ExitCode> run_command(const Options& options) {
  ASSAY_TRY(const std::vector<Output> outputs, parse_outputs(options.outputs));
  ASSAY_CHECK(read_env_files(options.env_files));
  if (options.operands.size() > 1 && (!outputs.empty() || !options.resume.empty())) {
    return usage_error("-o and --resume are about one suite; run the suites one at a time");
  }
  if (!options.resume.empty() && !options.baselines.empty()) {
    return usage_error("--resume: the run keeps the baselines that it was started with");
  }
  ExitCode worst = ExitCode::ok;
  for (const std::string& path : options.operands) {
    const Result<ExitCode> outcome = run_suite(path, options, outputs);
    if (!outcome && options.operands.size() == 1) return outcome;
    if (!outcome) std::cerr << outcome.error().message << '\n';
    worst = worse(worst, outcome ? *outcome : exit_code_of(outcome.error()));
    if (worst == ExitCode::interrupted || worst == ExitCode::terminated) break;
  }
  return worst;
}

}  // namespace assay
