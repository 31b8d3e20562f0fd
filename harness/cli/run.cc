// assay run: what is missing is asked, scored, reported, gated.
#include <unistd.h>

#include <iostream>

#include "harness/base/clock.h"
#include "harness/base/text.h"
#include "harness/cli/arms.h"
#include "harness/cli/asking.h"
#include "harness/cli/commands.h"
#include "harness/cli/early_stop.h"
#include "harness/cli/endpoints.h"
#include "harness/cli/open_run.h"
#include "harness/cli/outputs.h"
#include "harness/cli/recover.h"
#include "harness/cli/results_folder.h"
#include "harness/cli/resume.h"
#include "harness/cli/run_setup.h"
#include "harness/cli/same_run.h"
#include "harness/cli/selection.h"
#include "harness/cli/signals.h"
#include "harness/cli/terminal.h"
#include "harness/cli/terminal_progress.h"
#include "harness/cli/verdict.h"
#include "harness/report/exit_decision.h"
#include "harness/report/summarise.h"
#include "harness/run/runner.h"

namespace assay {
namespace {

// --offline: what is not stored is an error of its cell.
Result<RunnerResult> record_offline(const Selection& selection, const Missing& missing,
                                    StoreWriter& writer) {
  const JobSource next = job_source(selection, missing);
  RunnerResult result;
  result.state = missing.scored;
  const Failure failure{
      FailureKind::offline, false, {}, 0, "not stored, and --offline forbids asking", ""};
  for (std::size_t lane = 0; lane < selection.suite->providers.size(); ++lane) {
    while (true) {
      ASSAY_TRY(std::optional<Job> job, next(lane));
      if (!job) break;
      CellScore score{Verdict::error, {}, {}};
      writer.outcome(
          {.cell = {.id = job->cell, .key = job->key, .spent = Money{0}, .failure = failure},
           .prompt = static_cast<std::uint32_t>(selection.plan.variant_of(job->cell).prompt),
           .messages_json = std::move(job->messages_json)});
      writer.score({job->cell, score});
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
  std::cerr << terminal_safe(caution(setup));
  const CellScorer score = [&](const Job& job, const Outcome& outcome, std::optional<Money> cost) {
    CellScore scored = scorer.score(selection.plan.case_of(job.cell), outcome, cost);
    if (early_stop != nullptr) early_stop->add(job.cell, scored);
    return scored;
  };
  if (early_stop != nullptr) setup.is_decided = [=] { return early_stop->is_decided(); };
  return run_jobs(setup, job_source(selection, missing), score, transport, writer, clock,
                  *progress);
}

void print_resume(const RunRecord& run, const std::string& suite_path, const Options& options) {
  std::cerr << "resume with: " << resume_command(run, suite_path, options) << '\n';
}

UsualFiles usual_files(const Options& options) {
  return options.no_files ? UsualFiles::no : UsualFiles::latest;
}

// A run of its own would ask nothing, measure no time and say the same.
Result<ExitCode> report_again(const RunRecord& run, Store& store,
                              const std::vector<Output>& outputs, const Options& options) {
  ASSAY_CHECK(store.make_latest(run.id));
  ASSAY_CHECK(store.settle());
  if (!options.quiet) {
    std::cerr << "nothing is left to ask: run " << run.id
              << " has all of it, and its reports are written again (--new-run makes a run of "
                 "its own)\n";
  }
  ASSAY_TRY(const Report report, summarise(store, run));
  ASSAY_CHECK(write_reports(report, outputs, usual_files(options), options));
  return exit_code_of_run(report, RunnerResult::End::complete, 0);
}

Result<ExitCode> run_suite(const std::string& path, const Options& options,
                           const std::vector<Output>& outputs) {
  const SystemClock clock;
  ASSAY_TRY(const Selection selection, select_cells(path, options));
  if (is_empty(selection, path)) {
    const bool is_fine = options.allow_empty && !selection.plan.is_misspelt;
    return is_fine ? ExitCode::ok : ExitCode::no_cells;
  }
  std::vector<std::size_t> models;
  for (const Variant& variant : selection.plan.variants) models.push_back(variant.model);
  ASSAY_TRY(const Endpoints endpoints,
            open_endpoints(*selection.suite, providers_in_use(*selection.suite, models),
                           options.offline ? Keys::skip : Keys::read));
  ASSAY_TRY(RunnerSetup setup, runner_setup(selection, endpoints, options));
  ASSAY_TRY(const std::unique_ptr<Transport> transport,
            open_transport(setup, options, clock, std::cerr));
  ASSAY_CHECK(check_writable(outputs, usual_files(options), options.out));

  // Said by Store::open() where it cannot be.
  if (options.store.has_parent_path()) (void)make_results_folder(options.store.parent_path());
  ASSAY_TRY(Store store, Store::open(options.store, Store::Access::read_write));
  std::optional<PlannedRun> planned;
  if (options.resume.empty()) {
    ASSAY_TRY(planned, planned_run(selection, options));
    ASSAY_TRY(const std::optional<RunRecord> same, same_run(*planned, selection, store, options));
    if (same) return report_again(*same, store, outputs, options);
  }
  ASSAY_TRY(OpenRun opened, planned ? begin_run(std::move(*planned), store, options, clock)
                                    : resume_run(selection, store, options));
  const RunRecord& run = opened.record;
  if (!options.resume.empty() && !options.quiet) {
    ASSAY_TRY(const std::string words, resuming_text(store, run, options));
    std::cerr << words << '\n';
  }
  const InterruptGuard interrupts;
  ASSAY_TRY(Store written, Store::open(options.store, Store::Access::update));
  store.stop_waiting_at_second(interrupts.count());
  written.stop_waiting_at_second(interrupts.count());
  const std::unique_ptr<StoreWriter> writer = StoreWriter::start(
      std::move(written), run.id, [&] { transport->wake(); }, clock);
  Scorer scorer(*selection.suite);

  const std::unique_ptr<EarlyStop> early_stop =
      options.no_stop_early ? nullptr : EarlyStop::of(selection.plan);
  const CellSeen seen = [&](const CellId& cell, const CellScore& score) {
    if (early_stop) early_stop->add(cell, score);
  };
  Recorded recorded;
  ASSAY_TRY(setup.first_attempt_id, store.next_attempt_id(run.id));
  if (!options.resume.empty()) {
    // What is paid for and can be read by now need not be asked again.
    ASSAY_TRY(const Recovery recovery, recover_replies(store, run, selection.plan));
    if (recovery.recovered > 0 && !options.quiet) {
      std::cerr << recovery_text(recovery) << '\n';
    }
    ASSAY_TRY(setup.ledger, store.ledger(run.id));
    ASSAY_TRY(recorded, recorded_cells(selection, store, *writer, scorer, run.id, seen));
  }
  ASSAY_TRY(const Missing missing,
            reuse_stored(selection, store, *writer, scorer, recorded, !options.no_cache, seen));

  // Beyond this point money is spent: the suite, its prices, the Store and the
  // output folder are known to be good.
  ASSAY_TRY(RunnerResult result, options.offline
                                     ? record_offline(selection, missing, *writer)
                                     : ask(selection, missing, setup, scorer, early_stop.get(),
                                           *transport, *writer, options, clock, interrupts));
  if (const Result<void> flushed = writer->flush(); !flushed) {
    Options resumed = options;
    if (const auto displaced = writer->displaced()) resumed.store = displaced->now;
    print_resume(run, path, resumed);
    if (flushed.error().kind != ErrorKind::interrupted) return tl::unexpected(flushed.error());
    std::cerr << terminal_safe(flushed.error().message) << '\n';
    return exit_code_of_signal(interrupts.last_signal());
  }
  ASSAY_CHECK(end_run(opened, store, result, clock));

  ASSAY_TRY(const Report report, summarise(store, run));
  Result<void> recorded_outcome = store.record_outcome(run.id, to_string(decide_exit(report).exit));
  if (recorded_outcome) recorded_outcome = store.settle();
  ASSAY_CHECK(write_reports(report, outputs, usual_files(options), options));
  ASSAY_CHECK(recorded_outcome);
  if (!result.detail.empty()) std::cerr << terminal_safe(result.detail) << '\n';
  if (!run.complete) print_resume(run, path, options);
  return exit_code_of_run(report, result.end, interrupts.last_signal());
}

}  // namespace

Result<ExitCode> run_command(const Options& given) {
  if (given.operands.empty() && given.resume.empty()) {
    return usage_error("assay run: which suite? expected SUITE..., or --resume RUN");
  }
  ASSAY_TRY(const Options options,
            given.resume.empty() ? Result<Options>(given) : resumed_options(given));
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
