#include "harness/cli/asking/same_run.h"

#include <algorithm>

#include "harness/cli/judging/judging.h"
#include "harness/cli/selection/questions.h"
#include "harness/score/score.h"

namespace assay {
namespace {

Result<bool> is_same_plan(const RunRecord& run, const PlannedRun& planned, Store& store) {
  const RunRecord& wanted = planned.record;
  if (!run.complete || run.suite_hash != wanted.suite_hash || run.suite != wanted.suite ||
      run.suite_path != wanted.suite_path || run.assay_version != wanted.assay_version ||
      run.seed != wanted.seed || run.planned_cells != wanted.planned_cells) {
    return false;
  }
  const Result<Manifest> manifest = read_manifest(run.manifest);
  if (!manifest || !are_begun_alike(*manifest, planned.manifest)) return false;
  ASSAY_TRY(const std::vector<CaseRecord> recorded, store.cases(run.id));
  return std::equal(
      recorded.begin(), recorded.end(), planned.cases.begin(), planned.cases.end(),
      [](const CaseRecord& a, const CaseRecord& b) { return a.id == b.id && a.tags == b.tags; });
}

// Reasons are told in the words of the day, and secrets are redacted in them.
bool same_score(const CellScore& a, const CellScore& b) {
  return a.verdict == b.verdict && a.value == b.value &&
         std::equal(a.parts.begin(), a.parts.end(), b.parts.begin(), b.parts.end(),
                    [](const ScorePart& x, const ScorePart& y) {
                      return x.name == y.name && x.verdict == y.verdict && x.label == y.label &&
                             x.label_value == y.label_value;
                    });
}

// Whether each cell of the run would be answered by a reply that the run has, and scored
// as it is. A Key depends on the environment too; a newer reply may have come with
// --no-cache, and a score from a suite that was edited.
Result<bool> is_current(const RunRecord& run, const Selection& selection, Store& store,
                        const Options& options) {
  ASSAY_TRY(const std::vector<std::int64_t> replies, store.reply_ids(run.id));
  Questions questions(selection);
  Scorer scorer(*selection.suite);
  Judging judging(selection, selection.judges, scorer, store, run.id, /*look_up=*/true);
  std::uint64_t cells = 0;
  Result<bool> current = true;
  const auto keys_of = [&](const CellId& cell) -> Result<std::vector<Key>> {
    std::vector<Key> keys;
    if (judging.dialogues().is_dialogue(cell)) {
      ASSAY_TRY(const Walk walk, judging.dialogues().walk(cell, /*look_up=*/false));
      for (const std::vector<Walk::Step>* steps : {&walk.steps, &walk.lines})
        for (const Walk::Step& step : *steps) keys.push_back(step.key);
      return keys;
    }
    ASSAY_TRY(const Job job, questions.job(cell));
    return std::vector<Key>{job.key};
  };
  const auto check = [&](const CellView& view) -> Result<bool> {
    if (!view.reply || !view.score) return false;
    const CellId cell = view.cell.id;
    ASSAY_TRY(const std::vector<Key> keys, keys_of(cell));
    for (const Key& key : keys) {
      ASSAY_TRY(const std::optional<std::int64_t> newest, store.find_reply_id(key));
      if (!newest || !std::binary_search(replies.begin(), replies.end(), *newest)) return false;
    }
    ASSAY_TRY(const std::optional<CellScore> score, judging.score_again(cell, *view.reply));
    return score && same_score(view.score->score, *score);
  };
  ASSAY_CHECK(store.each_cell(run.id, [&](const CellView& view) {
    if (!judging.rows().is_answer(view.cell.id)) return;
    ++cells;
    if (current && *current) current = check(view);
  }));
  ASSAY_TRY(const bool all, current);
  ASSAY_TRY(const Manifest manifest, read_manifest(run.manifest));
  const bool may_be_part = manifest.stopped_early && !options.no_stop_early;
  return all && cells > 0 && (cells == run.planned_cells || may_be_part);
}

}  // namespace

Result<std::optional<RunRecord>> same_run(const PlannedRun& planned, const Selection& selection,
                                          Store& store, const Options& options) {
  std::optional<RunRecord> found;
  if (options.no_cache || options.new_run) return found;
  ASSAY_TRY(std::vector<RunRecord> runs, store.runs());
  for (RunRecord& run : runs) {
    ASSAY_TRY(const bool is_same, is_same_plan(run, planned, store));
    if (!is_same) continue;
    ASSAY_TRY(const bool current, is_current(run, selection, store, options));
    if (current) found = std::move(run);
    return found;
  }
  return found;
}

}  // namespace assay
