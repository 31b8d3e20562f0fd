#include "harness/cli/asking/run_cells.h"

#include <unistd.h>

#include <deque>
#include <iostream>
#include <iterator>
#include <utility>

#include "harness/base/count_text.h"
#include "harness/base/text.h"
#include "harness/cli/asking/adapting.h"
#include "harness/cli/asking/canaries.h"
#include "harness/cli/asking/job_flow.h"
#include "harness/cli/asking/recover.h"
#include "harness/cli/asking/run_setup.h"
#include "harness/cli/terminal/terminal.h"
#include "harness/cli/terminal/terminal_progress.h"
#include "harness/report/summary/canaries.h"

namespace assay {
namespace {

ProgressStyle progress_style(const Options& options) {
  if (options.quiet || options.json) return ProgressStyle::none;
  return is_terminal(STDERR_FILENO) ? ProgressStyle::line : ProgressStyle::heartbeat;
}

// Asks what nothing follows from, and says nothing meanwhile.
Result<RunnerResult> ask_jobs(std::vector<Job> jobs, const RunnerSetup& whole, Transport& transport,
                              StoreWriter& writer, const Clock& clock) {
  RunnerSetup setup = whole;
  setup.planned = jobs.size();
  std::vector<std::deque<Job>> queues(setup.lanes.size());
  for (Job& job : jobs) queues[setup.variants[job.variant].lane].push_back(std::move(job));
  const JobSource next = [&](std::size_t lane) -> Result<std::optional<Job>> {
    if (queues[lane].empty()) return std::optional<Job>();
    std::optional<Job> job = std::move(queues[lane].front());
    queues[lane].pop_front();
    return job;
  };
  const CellScorer no_score = [](const Job&, const Outcome&, std::optional<Money>) {
    return std::vector<ScoreRecord>();
  };
  const std::unique_ptr<Progress> silent = make_terminal_progress(std::cerr, ProgressStyle::none);
  return run_jobs(setup, next, no_score, transport, writer, clock, *silent);
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

Result<std::optional<RunnerResult>> RunCells::ask_canaries(const RunRecord& run,
                                                           const Manifest& manifest,
                                                           RunnerSetup& setup, Transport& transport,
                                                           const Clock& clock,
                                                           const InterruptGuard& interrupts) {
  std::optional<RunnerResult> ended;
  if (manifest.canaries.empty()) return ended;
  ASSAY_CHECK(go_on(run, setup));
  setup.interrupt = &interrupts.count();
  ASSAY_TRY(std::vector<Job> jobs, canary_jobs(selection_, store_, manifest, run.id));
  if (!jobs.empty() && !options_.offline) {
    if (!options_.quiet)
      std::cerr << "asking for "
                << counted(static_cast<std::int64_t>(jobs.size()), "stored verdict")
                << " again before others count\n";
    const Instant began = clock.now();
    ASSAY_TRY(RunnerResult result, ask_jobs(std::move(jobs), setup, transport, writer_, clock));
    ASSAY_CHECK(writer_.flush());
    if (setup.max_duration) *setup.max_duration -= clock.now() - began;
    if (result.end != RunnerResult::End::complete &&
        result.end != RunnerResult::End::circuit_open) {
      result.state = {};
      ended = std::move(result);
    }
  }
  ASSAY_TRY(const auto canaries, read_canaries(store_, manifest, run.id));
  for (std::size_t i = 0; i < canaries.size(); ++i)
    if (canaries[i] && canaries[i]->is_alarm()) distrusted_[i] = alarm_text(*canaries[i]);
  return ended;
}

Result<void> RunCells::go_on(const RunRecord& run, RunnerSetup& setup) {
  setup.run_id = run.id;
  ASSAY_TRY(setup.first_attempt_id, store_.next_attempt_id(run.id));
  ASSAY_TRY(setup.ledger, store_.ledger(run.id));
  ASSAY_TRY(setup.refused, known_refusals(store_, run.id, selection_.plan, selection_.judges));
  return {};
}

Result<Missing> RunCells::find_missing(const RunRecord& run, RunnerSetup& setup,
                                       Transport& transport, const InterruptGuard& interrupts) {
  const CellSeen seen = [&](const CellId& cell, const CellScore& score) {
    if (early_stop_) early_stop_->add(cell, score);
  };
  judging_ = std::make_unique<Judging>(selection_, selection_.judges, scorer_, store_, run.id,
                                       !options_.no_cache);
  for (const auto& [judge, why] : distrusted_) judging_->distrust(judge, why);
  ASSAY_CHECK(judging_->marking().run_scripts(
      writer_, [&transport] { transport.wake(); },
      [&interrupts] { return interrupts.count().load() > 0; }));
  Recorded recorded;
  if (options_.resume) {
    // What is paid for and can be read by now need not be asked again.
    ASSAY_TRY(const Recovery recovery, recover_replies(store_, run, selection_.plan));
    if (recovery.recovered > 0 && !options_.quiet) std::cerr << recovery_text(recovery) << '\n';
    ASSAY_TRY(recorded, recorded_cells(selection_, store_, writer_, *judging_, run.id, seen));
  }
  ASSAY_TRY(Missing missing, reuse_stored(selection_, store_, writer_, *judging_, recorded,
                                          !options_.no_cache, seen));
  ASSAY_CHECK(go_on(run, setup));
  // What is judged is read from the Store.
  if (judging_->is_waiting()) ASSAY_CHECK(writer_.flush());
  ASSAY_CHECK(score_arrived(writer_, *judging_, missing, seen));
  setup.before = missing.scored;
  return missing;
}

Result<RunnerResult> RunCells::ask(const Missing& missing, RunnerSetup& setup, Transport& transport,
                                   const Clock& clock, const InterruptGuard& interrupts) {
  const std::unique_ptr<Progress> progress =
      make_terminal_progress(std::cerr, progress_style(options_));
  setup.interrupt = &interrupts.count();
  ASSAY_CHECK(expect_costs(selection_, missing, judging_->queued(), setup));
  if (!selection_.imported) std::cerr << terminal_safe(caution(selection_.plan, setup));
  JobFlow flow(selection_, missing, scorer_, *judging_, writer_, setup.lanes);
  const CellScorer take = [&](const Job& job, const Outcome& outcome, std::optional<Money> cost) {
    std::vector<ScoreRecord> scores = flow.take(job, outcome, cost);
    for (const std::string& note : judging_->take_notes()) progress->note(note);
    if (early_stop_)
      for (const ScoreRecord& each : scores) early_stop_->add(each.cell, each.score);
    return scores;
  };
  if (early_stop_) setup.is_decided = [&] { return early_stop_->is_decided(); };
  setup.take_settled = [&]() -> Result<std::vector<ScoreRecord>> {
    ASSAY_TRY(std::vector<ScoreRecord> scores, flow.take_settled());
    if (early_stop_)
      for (const ScoreRecord& each : scores) early_stop_->add(each.cell, each.score);
    return scores;
  };
  setup.awaits_settled = [&] { return flow.awaits_settled(); };
  setup.may_follow = [&](std::size_t lane) { return flow.may_follow(lane); };
  const JobSource next = [&](std::size_t lane) { return flow.next(lane); };
  return run_jobs(setup, next, take, transport, writer_, clock, *progress);
}

Result<void> RunCells::fail(Job job, const Failure& failure, ProgressState& state) {
  judging_->fail(job.cell, failure.message);
  if (judging_->dialogues().is_dialogue(job.cell)) {
    ASSAY_TRY(const Walk walk, judging_->dialogues().walk(job.cell, /*look_up=*/false));
    writer_.outcome(judging_->dialogues().failure_of(job.cell, walk, failure));
  } else {
    writer_.outcome(
        {.cell = {.id = job.cell, .key = job.key, .spent = Money{0}, .failure = failure},
         .prompt = static_cast<std::uint32_t>(selection_.plan.variant_of(job.cell).prompt),
         .messages_json = std::move(job.messages_json)});
  }
  writer_.score({job.cell, CellScore{Verdict::error, {}, {}}});
  count_verdict(state, Verdict::error);
  return {};
}

Result<void> RunCells::fail_missing(Missing& missing,
                                    const std::function<Failure(const CellId&)>& why) {
  const JobSource next = job_source(selection_, missing);
  for (std::size_t lane = 0; lane < selection_.suite->providers.size(); ++lane) {
    while (true) {
      ASSAY_TRY(std::optional<Job> job, next(lane));
      if (!job) break;
      const Failure failure = why(job->cell);
      ASSAY_CHECK(fail(std::move(*job), failure, missing.scored));
    }
  }
  missing.cells.assign(missing.cells.size(), false);
  missing.by_variant.assign(missing.by_variant.size(), 0);
  missing.count = 0;
  // Answers that were to be compared with those that failed.
  ASSAY_CHECK(writer_.flush());
  ASSAY_TRY(std::vector<ScoreRecord> scores, judging_->all_arrived());
  for (ScoreRecord& record : scores) {
    count_verdict(missing.scored, record.score.verdict);
    writer_.score(std::move(record));
  }
  return {};
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
      ASSAY_CHECK(fail(std::move(*job), failure, result.state));
    }
  }
  ASSAY_TRY(std::vector<ScoreRecord> scores, judging_->all_arrived());
  // Scripts are on this machine.
  ASSAY_TRY(std::vector<ScoreRecord> marked, judging_->marking().await(0));
  ASSAY_TRY(std::vector<ScoreRecord> unjudged, judging_->give_up(failure.message));
  std::move(marked.begin(), marked.end(), std::back_inserter(scores));
  std::move(unjudged.begin(), unjudged.end(), std::back_inserter(scores));
  for (ScoreRecord& record : scores) {
    count_verdict(result.state, record.score.verdict);
    writer_.score(std::move(record));
  }
  return result;
}

}  // namespace assay
