// assay run: what is missing is asked, scored, reported, gated.
#include <iostream>
#include <optional>
#include <utility>
#include <vector>

#include "harness/base/clock.h"
#include "harness/base/text.h"
#include "harness/cli/asking/canaries.h"
#include "harness/cli/asking/run_cells.h"
#include "harness/cli/asking/run_setup.h"
#include "harness/cli/asking/same_run.h"
#include "harness/cli/asking/verdict.h"
#include "harness/cli/options/commands.h"
#include "harness/cli/record/open_run.h"
#include "harness/cli/record/outputs.h"
#include "harness/cli/record/pictures.h"
#include "harness/cli/record/results_folder.h"
#include "harness/cli/record/resume.h"
#include "harness/cli/selection/scripts.h"
#include "harness/cli/selection/selection.h"
#include "harness/cli/terminal/signals.h"
#include "harness/report/gate/exit_decision.h"
#include "harness/report/summary/summarise.h"

namespace assay {
namespace {

// What a configuration of another tool asks for and the suite lacks was not checked: no run of
// the rest is a pass.
Result<ExitCode> beside_import(const Selection& selection, const std::string& path,
                               Result<ExitCode> exit) {
  if (!exit || selection.not_imported == 0) return exit;
  std::cerr << terminal_safe(path) << ": " << selection.not_imported
            << " of its parts are not in what ran (`assay check` names them), so this is no pass "
               "of the whole\n";
  return worse(*exit, ExitCode::inconclusive);
}

UsualFiles usual_files(const Options& options) {
  return options.no_files ? UsualFiles::no : UsualFiles::latest;
}

// All that would run on this machine; where nobody may be asked, programs are not either.
std::vector<std::string> programs_of(const Selection& selection, const Options& options) {
  std::vector<std::string> shown = selection.scripts.shown();
  if (options.offline) return shown;
  for (std::string& each : selection.programs.shown()) shown.push_back(std::move(each));
  return shown;
}

// A run of its own would ask nothing, measure no time and say the same.
Result<ExitCode> report_again(const RunRecord& run, Store& store, const Options& options) {
  ASSAY_CHECK(store.make_latest(run.id));
  ASSAY_CHECK(store.finish_writing());
  if (!options.quiet) {
    std::cerr << "nothing is left to ask: run " << run.id
              << " has all of it, and its reports are written again (--new-run makes a run of "
                 "its own)\n";
  }
  ASSAY_TRY(const Report report, summarise(store, run));
  ASSAY_CHECK(write_reports(report, usual_files(options), options));
  return exit_code_of_run(report, RunnerResult::End::complete, 0);
}

// What was asked could not all be kept, or nobody waited for it.
Result<ExitCode> report_unkept(const Error& error, const RunRecord& run, const StoreWriter& writer,
                               const Options& options, const InterruptGuard& interrupts) {
  Options resumed = options;
  if (const auto displaced = writer.displaced()) resumed.store = displaced->now;
  std::cerr << "resume with: " << resume_command(run, resumed) << '\n';
  if (error.kind != ErrorKind::interrupted) return tl::unexpected(error);
  std::cerr << terminal_safe(error.message) << '\n';
  return exit_code_of_signal(interrupts.last_signal());
}

// The run's record says how far it came before anything is made of it.
Result<ExitCode> close_run(OpenRun& run, Store& store, RunnerResult& result, const Options& options,
                           const Clock& clock, const InterruptGuard& interrupts) {
  ASSAY_CHECK(end_run(run, store, result, clock));
  ASSAY_TRY(const Report report, summarise(store, run.record));
  Result<void> recorded = store.record_outcome(run.record.id, to_string(decide_exit(report).exit));
  if (recorded) recorded = store.finish_writing();
  ASSAY_CHECK(write_reports(report, usual_files(options), options));
  ASSAY_CHECK(recorded);
  const bool was_said = result.is_told && !options.quiet && !options.json;
  if (!result.detail.empty() && !was_said) std::cerr << terminal_safe(result.detail) << '\n';
  if (!run.record.complete)
    std::cerr << "resume with: " << resume_command(run.record, options) << '\n';
  return exit_code_of_run(report, result.end, interrupts.last_signal());
}

// Judges that are watched come first, then what is not stored.
Result<RunnerResult> ask_cells(RunCells& cells, const OpenRun& run, PreparedRun& prepared,
                               const Options& options, const Clock& clock,
                               const InterruptGuard& interrupts) {
  ASSAY_TRY(std::optional<RunnerResult> ended,
            cells.ask_canaries(run.record, run.manifest, prepared.setup, *prepared.transport, clock,
                               interrupts));
  if (ended) return std::move(*ended);
  ASSAY_TRY(const Missing missing,
            cells.find_missing(run.record, prepared.setup, *prepared.transport, interrupts));
  if (options.offline) return cells.ask_nobody(missing);
  return cells.ask(missing, prepared.setup, *prepared.transport, clock, interrupts);
}

Result<ExitCode> run_suite(const std::string& path, const Options& options) {
  const SystemClock clock;
  ASSAY_TRY(const Selection selection, select_cells(path, options));
  if (is_empty(selection, path)) {
    const bool is_fine = options.allow_empty && !selection.plan.is_misspelt;
    return is_fine ? ExitCode::ok : ExitCode::no_cells;
  }
  ASSAY_CHECK(allow_programs(programs_of(selection, options), path, options.allow_exec));
  ASSAY_TRY(PreparedRun prepared, prepare_run(selection, options, clock, std::cerr));
  ASSAY_CHECK(check_writable(options, usual_files(options)));
  // Said by Store::open() where it cannot be.
  if (options.store.has_parent_path()) (void)make_results_folder(options.store.parent_path());
  ASSAY_TRY(Store store, Store::open(options.store, Store::Access::read_write));

  std::optional<PlannedRun> planned;
  if (!options.resume) {
    ASSAY_TRY(planned, planned_run(selection, options));
    ASSAY_TRY(const std::optional<RunRecord> same, same_run(*planned, selection, store, options));
    if (same) return beside_import(selection, path, report_again(*same, store, options));
    // Nothing stored counts without the cache, and nobody can be asked without a network.
    if (!options.no_cache && !options.offline) {
      ASSAY_TRY(planned->manifest.canaries, choose_canaries(selection, store));
    }
  }
  ASSAY_TRY(OpenRun run, planned ? begin_run(std::move(*planned), store, options, clock)
                                 : resume_run(selection, store, options));
  if (!planned && !options.quiet) {
    ASSAY_TRY(const std::string words, resuming_text(store, run.record, options));
    std::cerr << words << '\n';
  }
  const InterruptGuard interrupts;
  ASSAY_TRY(Store written, Store::open(options.store, Store::Access::update));
  store.stop_waiting_at_second(interrupts.count());
  written.stop_waiting_at_second(interrupts.count());
  const std::unique_ptr<StoreWriter> writer = StoreWriter::start(
      std::move(written), run.record.id, [&] { prepared.transport->wake(); }, clock);
  ASSAY_CHECK(keep_pictures(selection, store, *writer));
  RunCells cells(selection, options, store, *writer);
  // Beyond this point money is spent: the suite, its prices, the Store and the
  // output folder are known to be good.
  ASSAY_TRY(RunnerResult result, ask_cells(cells, run, prepared, options, clock, interrupts));
  if (!options.quiet) std::cerr << terminal_safe(cells.unused_gold());
  if (const Result<void> kept = writer->flush(); !kept)
    return report_unkept(kept.error(), run.record, *writer, options, interrupts);
  // Beyond this point all that was answered is stored.
  return beside_import(selection, path, close_run(run, store, result, options, clock, interrupts));
}

}  // namespace

Result<ExitCode> run_command(const Options& given) {
  if (given.operands.empty() && !given.resume) {
    return usage_error("assay run: which suite? expected SUITE..., or --resume RUN");
  }
  ASSAY_TRY(const Options options, given.resume ? resumed_options(given) : Result<Options>(given));
  ASSAY_CHECK(read_env_files(options.env_files));
  if (options.operands.size() > 1 && (!options.outputs.empty() || options.resume)) {
    return usage_error("-o and --resume are about one suite; run the suites one at a time");
  }
  if (options.resume && !options.baselines.empty()) {
    return usage_error("--resume: the run keeps the baselines that it was started with");
  }
  ExitCode worst = ExitCode::ok;
  for (const std::string& path : options.operands) {
    const Result<ExitCode> outcome = run_suite(path, options);
    if (!outcome && options.operands.size() == 1) return outcome;
    if (!outcome) std::cerr << outcome.error().message << '\n';
    worst = worse(worst, outcome ? *outcome : exit_code_of(outcome.error()));
    if (worst == ExitCode::interrupted || worst == ExitCode::terminated) break;
  }
  return worst;
}

}  // namespace assay
