#include "harness/cli/run_cells.h"

#include <unistd.h>

#include <iostream>
#include <utility>

#include "harness/base/text.h"
#include "harness/cli/job_flow.h"
#include "harness/cli/recover.h"
#include "harness/cli/run_setup.h"
#include "harness/cli/terminal.h"
#include "harness/cli/terminal_progress.h"

namespace assay {
namespace {

ProgressStyle progress_style(const Options& options) {
  if (options.quiet || options.json) return ProgressStyle::none;
  return is_terminal(STDERR_FILENO) ? ProgressStyle::line : ProgressStyle::heartbeat;
}

}  // namespace

RunCells::RunCells(const Selection& selection, const Options& options, Store& store,
                   StoreWriter& writer)
    : selection_(selection),
      options_(options),
      store_(store),
      writer_(writer),
      scorer_(*selection.suite),
      early_stop_(options.no_stop_early ? nullptr : EarlyStop::of(selection.plan)) {}

Result<Missing> RunCells::find_missing(const RunRecord& run, RunnerSetup& setup) {
  const CellSeen seen = [&](const CellId& cell, const CellScore& score) {
    if (early_stop_) early_stop_->add(cell, score);
  };
  judging_ = std::make_unique<Judging>(selection_, selection_.judges, scorer_, store_, run.id,
                                       !options_.no_cache);
  Recorded recorded;
  ASSAY_TRY(setup.first_attempt_id, store_.next_attempt_id(run.id));
  if (options_.resume) {
    // What is paid for and can be read by now need not be asked again.
    ASSAY_TRY(const Recovery recovery, recover_replies(store_, run, selection_.plan));
    if (recovery.recovered > 0 && !options_.quiet) std::cerr << recovery_text(recovery) << '\n';
    ASSAY_TRY(setup.ledger, store_.ledger(run.id));
    ASSAY_TRY(recorded, recorded_cells(selection_, store_, writer_, *judging_, run.id, seen));
  }
  ASSAY_TRY(Missing missing, reuse_stored(selection_, store_, writer_, *judging_, recorded,
                                          !options_.no_cache, seen));
  setup.before = missing.scored;
  // What is judged is read from the Store.
  if (judging_->is_waiting()) ASSAY_CHECK(writer_.flush());
  return missing;
}

Result<RunnerResult> RunCells::ask(const Missing& missing, RunnerSetup& setup, Transport& transport,
                                   const Clock& clock, const InterruptGuard& interrupts) {
  const std::unique_ptr<Progress> progress =
      make_terminal_progress(std::cerr, progress_style(options_));
  setup.interrupt = &interrupts.count();
  ASSAY_CHECK(expect_costs(selection_, missing, judging_->queued(), setup));
  std::cerr << terminal_safe(caution(selection_.plan, setup));
  JobFlow flow(selection_, missing, scorer_, *judging_);
  const CellScorer take = [&](const Job& job, const Outcome& outcome, std::optional<Money> cost) {
    std::vector<ScoreRecord> scores = flow.take(job, outcome, cost);
    if (early_stop_)
      for (const ScoreRecord& each : scores) early_stop_->add(each.cell, each.score);
    return scores;
  };
  if (early_stop_) setup.is_decided = [&] { return early_stop_->is_decided(); };
  setup.may_follow = [&](std::size_t lane) { return flow.may_follow(lane); };
  const JobSource next = [&](std::size_t lane) { return flow.next(lane); };
  return run_jobs(setup, next, take, transport, writer_, clock, *progress);
}

Result<RunnerResult> RunCells::ask_nobody(const Missing& missing) {
  const JobSource next = job_source(selection_, missing);
  RunnerResult result;
  result.state = missing.scored;
  const Failure failure{
      FailureKind::offline, false, {}, 0, "not stored, and --offline forbids asking", ""};
  for (std::size_t lane = 0; lane < selection_.suite->providers.size(); ++lane) {
    while (true) {
      ASSAY_TRY(std::optional<Job> job, next(lane));
      if (!job) break;
      const CellScore score{Verdict::error, {}, {}};
      writer_.outcome(
          {.cell = {.id = job->cell, .key = job->key, .spent = Money{0}, .failure = failure},
           .prompt = static_cast<std::uint32_t>(selection_.plan.variant_of(job->cell).prompt),
           .messages_json = std::move(job->messages_json)});
      writer_.score({job->cell, score});
      count_verdict(result.state, Verdict::error);
    }
  }
  ASSAY_TRY(std::vector<ScoreRecord> unjudged, judging_->give_up(failure.message));
  for (ScoreRecord& record : unjudged) {
    count_verdict(result.state, record.score.verdict);
    writer_.score(std::move(record));
  }
  return result;
}

}  // namespace assay
