// The cells of a run that is open: what is stored is scored and used again, the rest is
// asked.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "harness/base/clock.h"
#include "harness/base/result.h"
#include "harness/cli/asking/asking.h"
#include "harness/cli/asking/early_stop.h"
#include "harness/cli/judging/judging.h"
#include "harness/cli/options/options.h"
#include "harness/cli/selection/selection.h"
#include "harness/cli/terminal/signals.h"
#include "harness/report/manifest/manifest.h"
#include "harness/run/runner.h"
#include "harness/run/transport.h"
#include "harness/score/score.h"
#include "harness/store/store.h"
#include "harness/store/store_writer.h"

namespace assay {

// What it is made of outlives it.
class RunCells {
 public:
  RunCells(const Selection& selection, const Options& options, Store& store, StoreWriter& writer);

  // Asks for stored verdicts again that other verdicts are to rest on, and distrusts a judge
  // that says something else by now. Nothing: all was asked; else how asking ended before.
  Result<std::optional<RunnerResult>> ask_canaries(const RunRecord& run, const Manifest& manifest,
                                                   RunnerSetup& setup, Transport& transport,
                                                   const Clock& clock,
                                                   const InterruptGuard& interrupts);

  // No model is asked yet, but scripts mark what is stored. Tells `setup` what the run has spent
  // and recorded before. `transport` is woken by scripts.
  Result<Missing> find_missing(const RunRecord& run, RunnerSetup& setup, Transport& transport,
                               const InterruptGuard& interrupts);

  Result<RunnerResult> ask(const Missing& missing, RunnerSetup& setup, Transport& transport,
                           const Clock& clock, const InterruptGuard& interrupts);
  // What is to be said of labels that no answer had; "": nothing.
  std::string unused_gold() const { return judging_ ? judging_->unused_gold() : ""; }

  // With --offline: what is missing is an error of its cell.
  Result<RunnerResult> ask_nobody(const Missing& missing);
  // What is missing is an error of its cell, and not missing any more: nobody but judges can be
  // asked. `why` says what went wrong where the answers were made.
  Result<void> fail_missing(Missing& missing, const std::function<Failure(const CellId&)>& why);

 private:
  // Records that a cell has no answer.
  Result<void> fail(Job job, const Failure& failure, ProgressState& state);
  // Where the run's attempts and spending have come to.
  Result<void> go_on(const RunRecord& run, RunnerSetup& setup);

  const Selection& selection_;
  const Options& options_;
  Store& store_;
  StoreWriter& writer_;
  Scorer scorer_;
  std::map<std::size_t, std::string> distrusted_;  // judges, each with the reason
  std::unique_ptr<Judging> judging_;               // of the run, from find_missing() on
  std::unique_ptr<EarlyStop> early_stop_;          // null: the whole plan is asked
};

}  // namespace assay
