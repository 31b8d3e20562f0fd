// assay score: judges stored replies again with the suite as it is now. No call.
#include <iostream>

#include "harness/base/text.h"
#include "harness/cli/asking/recover.h"
#include "harness/cli/asking/verdict.h"
#include "harness/cli/import/imported_scores.h"
#include "harness/cli/judging/judging.h"
#include "harness/cli/options/commands.h"
#include "harness/cli/record/arms.h"
#include "harness/cli/record/outputs.h"
#include "harness/cli/record/suite_of_run.h"
#include "harness/cli/selection/scripts.h"
#include "harness/report/compare/baseline.h"
#include "harness/report/gate/exit_decision.h"
#include "harness/report/manifest/manifest.h"
#include "harness/report/summary/canaries.h"
#include "harness/report/summary/summarise.h"
#include "harness/score/score.h"
#include "harness/store/store.h"
#include "harness/store/store_writer.h"
#include "harness/suite/turns.h"

namespace assay {
namespace {

// The stored replies of a run, judged again by the suite as it is now.
class Rescoring {
 public:
  Rescoring(const SuiteOfRun& of, const std::string& run, Store& store, StoreWriter& writer)
      : cases_(of.cases),
        manifest_(of.manifest),
        run_(run),
        store_(store),
        writer_(writer),
        scorer_(*of.selection.suite),
        judging_(of.selection, of.selection.judges, scorer_, store, run, /*look_up=*/true),
        rows_(call_rows(manifest_)) {}

  // `before`: the run's manifest as it was recorded, with the canaries that were chosen then.
  Result<void> score_all(const Manifest& before) {
    ASSAY_CHECK(distrust_judges(before));
    judging_.take_run(manifest_.variants);
    ASSAY_CHECK(judging_.marking().run_scripts(
        writer_, [] {}, [] { return false; }));
    Result<void> judged;
    ASSAY_CHECK(store_.each_cell(run_, [&](const CellView& view) {
      if (judged && view.reply && rows_.is_answer(view.cell.id)) judged = score(view);
    }));
    ASSAY_CHECK(judged);
    return take_marked(0);
  }

  void tell(const Recovery& recovery) const {
    std::cerr << "scored " << scored_ << " stored replies of " << run_ << '\n';
    std::cerr << terminal_safe(judging_.unused_gold());
    if (recovery.kept > 0) std::cerr << recovery_text(recovery) << '\n';
    if (gone_ > 0) {
      std::cerr << gone_ << " replies belong to cases that the suite no longer has, or that ask "
                << "something else now; their scores stay as they were\n";
    }
  }

 private:
  Result<void> distrust_judges(const Manifest& before) {
    ASSAY_TRY(const auto canaries, read_canaries(store_, before, run_));
    for (std::size_t i = 0; i < canaries.size(); ++i)
      if (canaries[i] && canaries[i]->is_alarm()) judging_.distrust(i, alarm_text(*canaries[i]));
    return {};
  }

  Result<void> score(const CellView& view) {
    const CellId& id = view.cell.id;
    const Case* asked = id.case_index < cases_.size() ? cases_[id.case_index] : nullptr;
    if (asked == nullptr) {
      ++gone_;
      return {};
    }
    std::optional<Dialogue> dialogue;
    if (is_dialogue(*asked)) {
      ASSAY_TRY(dialogue, stored_dialogue(store_, run_, rows_, id, *asked, view.messages));
    }
    ASSAY_TRY(std::optional<CellScore> score,
              judging_.score_stored(*asked, id, manifest_.variants[id.variant], view.messages,
                                    *view.reply, dialogue ? &*dialogue : nullptr));
    if (score) record({{id, std::move(*score)}});
    return take_marked(Marking::kMostWaiting);
  }

  // Waits until scripts have at most so many answers to mark.
  Result<void> take_marked(std::size_t most) {
    ASSAY_TRY(std::vector<ScoreRecord> scores, judging_.marking().await(most));
    record(std::move(scores));
    return {};
  }

  void record(std::vector<ScoreRecord> scores) {
    scored_ += scores.size();
    for (ScoreRecord& each : scores) writer_.score(std::move(each));
  }

  const std::vector<const Case*>& cases_;
  const Manifest& manifest_;
  const std::string& run_;
  Store& store_;
  StoreWriter& writer_;
  Scorer scorer_;
  Judging judging_;
  CallRows rows_;
  std::uint64_t scored_ = 0;
  std::uint64_t gone_ = 0;
};

}  // namespace

Result<ExitCode> score_command(const Options& options) {
  // A report of before would contradict the new scores: the usual files are written
  // whatever -o asks for.
  ASSAY_CHECK(check_writable(options, UsualFiles::yes));
  ASSAY_TRY(Store store, Store::open(options.store, Store::Access::update));
  ASSAY_TRY(RunRecord run,
            store.find_run(options.operands.empty() ? "latest" : options.operands[0]));
  ASSAY_TRY(const RunRecord latest, store.find_run("latest"));
  if (options.operands.size() > 1) run.suite_path = options.operands[1];
  ASSAY_TRY(SuiteOfRun of, suite_of_run(store, run, options));
  const Selection& selection = of.selection;
  ASSAY_CHECK(allow_programs(selection.scripts.shown(), run.suite_path, options.allow_exec));
  ASSAY_TRY(const Manifest before, read_manifest(run.manifest));
  // A gate may have come to name another baseline; those that were there stay.
  ASSAY_CHECK(keep_baselines(baseline_folder(options, selection.suite->path), {}, of.manifest));
  ASSAY_TRY(const ImportedScores imported, read_imported_scores(store, run.id));
  ASSAY_TRY(const Recovery recovery, recover_replies(store, run, selection.plan));

  ASSAY_TRY(const std::unique_ptr<StoreWriter> writer,
            StoreWriter::start(options.store, run.id, [] {}));
  Rescoring rescoring(of, run.id, store, *writer);
  ASSAY_CHECK(rescoring.score_all(before));
  ASSAY_CHECK(add_imported_scores(imported, store, *writer, run.id));
  ASSAY_CHECK(writer->flush());
  write_changes(before, of.manifest, run.manifest);
  ASSAY_CHECK(store.replace_manifest(run.id, run.manifest));
  if (!options.quiet) rescoring.tell(recovery);
  ASSAY_TRY(const Report report, summarise(store, run));
  ASSAY_CHECK(store.record_outcome(run.id, to_string(decide_exit(report).exit)));
  ASSAY_CHECK(store.finish_writing());
  ASSAY_CHECK(
      write_reports(report, run.id == latest.id ? UsualFiles::latest : UsualFiles::yes, options));
  return exit_code_of_run(report, RunnerResult::End::complete, 0);
}

}  // namespace assay
