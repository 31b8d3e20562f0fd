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
  const std::vector<const Case*>& cases = of.cases;
  ASSAY_CHECK(allow_programs(selection.scripts.shown(), run.suite_path, options.allow_exec));
  ASSAY_TRY(const Manifest before, read_manifest(run.manifest));
  Manifest& manifest = of.manifest;
  // A gate may have come to name another baseline; those that were there stay.
  ASSAY_CHECK(keep_baselines(baseline_folder(options, selection.suite->path), {}, manifest));
  ASSAY_TRY(const ImportedScores imported, read_imported_scores(store, run.id));
  ASSAY_TRY(const Recovery recovery, recover_replies(store, run, selection.plan));

  ASSAY_TRY(const std::unique_ptr<StoreWriter> writer,
            StoreWriter::start(options.store, run.id, [] {}));
  Scorer scorer(*selection.suite);
  Judging judging(selection, selection.judges, scorer, store, run.id, /*look_up=*/true);
  ASSAY_TRY(const auto canaries, read_canaries(store, before, run.id));
  for (std::size_t i = 0; i < canaries.size(); ++i)
    if (canaries[i] && canaries[i]->is_alarm()) judging.distrust(i, alarm_text(*canaries[i]));
  judging.take_run(manifest.variants);
  const CallRows rows = call_rows(manifest);
  std::uint64_t scored = 0;
  std::uint64_t gone = 0;
  Result<void> judged;
  ASSAY_CHECK(judging.marking().run_scripts(
      *writer, [] {}, [] { return false; }));
  const auto record = [&](std::vector<ScoreRecord> scores) {
    scored += scores.size();
    for (ScoreRecord& each : scores) writer->score(std::move(each));
  };
  const auto take_marked = [&](std::size_t most) -> Result<void> {
    ASSAY_TRY(std::vector<ScoreRecord> scores, judging.marking().await(most));
    record(std::move(scores));
    return {};
  };
  ASSAY_CHECK(store.each_cell(run.id, [&](const CellView& view) {
    if (!view.reply || !rows.is_answer(view.cell.id) || !judged) return;
    const std::size_t place = view.cell.id.case_index;
    const Case* asked = place < cases.size() ? cases[place] : nullptr;
    if (asked == nullptr) {
      ++gone;
      return;
    }
    const auto score_one = [&]() -> Result<std::optional<CellScore>> {
      std::optional<Dialogue> dialogue;
      if (is_dialogue(*asked)) {
        ASSAY_TRY(dialogue,
                  stored_dialogue(store, run.id, rows, view.cell.id, *asked, view.messages));
      }
      return judging.score_stored(*asked, view.cell.id, manifest.variants[view.cell.id.variant],
                                  view.messages, *view.reply, dialogue ? &*dialogue : nullptr);
    };
    Result<std::optional<CellScore>> score = score_one();
    if (!score) {
      judged = tl::unexpected(score.error());
      return;
    }
    if (*score) record({{view.cell.id, std::move(**score)}});
    judged = take_marked(Marking::kMostWaiting);
  }));
  ASSAY_CHECK(judged);
  ASSAY_CHECK(take_marked(0));
  ASSAY_CHECK(add_imported_scores(imported, store, *writer, run.id));
  ASSAY_CHECK(writer->flush());
  write_changes(before, manifest, run.manifest);
  ASSAY_CHECK(store.replace_manifest(run.id, run.manifest));
  if (!options.quiet) {
    std::cerr << "scored " << scored << " stored replies of " << run.id << '\n';
    std::cerr << terminal_safe(judging.unused_gold());
    if (recovery.kept > 0) {
      std::cerr << recovery_text(recovery) << '\n';
    }
    if (gone > 0) {
      std::cerr << gone << " replies belong to cases that the suite no longer has, or that ask "
                << "something else now; their scores stay as they were\n";
    }
  }
  ASSAY_TRY(const Report report, summarise(store, run));
  ASSAY_CHECK(store.record_outcome(run.id, to_string(decide_exit(report).exit)));
  ASSAY_CHECK(store.finish_writing());
  ASSAY_CHECK(
      write_reports(report, run.id == latest.id ? UsualFiles::latest : UsualFiles::yes, options));
  return exit_code_of_run(report, RunnerResult::End::complete, 0);
}

}  // namespace assay
