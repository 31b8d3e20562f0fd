#include "harness/cli/asking/asking.h"

#include <memory>
#include <utility>

#include "harness/base/json.h"
#include "harness/cli/judging/dialogues.h"
#include "harness/cli/judging/judging.h"
#include "harness/cli/selection/questions.h"

namespace assay {

void count_verdict(ProgressState& state, Verdict verdict) {
  ++state.done;
  state.add(verdict);
}

namespace {

// What scripts have marked by now; where too many answers wait for them, it waits, too.
Result<void> take_marked(Judging& judging, StoreWriter& writer, ProgressState& state,
                         const CellSeen& seen) {
  ASSAY_TRY(std::vector<ScoreRecord> scores, judging.marking().await(Marking::kMostWaiting));
  for (ScoreRecord& each : scores) {
    count_verdict(state, each.score.verdict);
    seen(each.cell, each.score);
    writer.score(std::move(each));
  }
  return {};
}

// A cell whose reply is stored, and need not be asked.
struct Reused {
  CellOutcome outcome;
  std::optional<CellScore> score;  // nothing: it comes when the cell is judged
};

class Reuse {
 public:
  Reuse(const Selection& selection, Store& store, StoreWriter& writer, Judging& judging,
        bool look_up)
      : store_(store),
        writer_(writer),
        judging_(judging),
        look_up_(look_up),
        is_imported_(selection.imported),
        plan_(selection.plan),
        questions_(selection) {}

  // Nothing: it is missing.
  Result<std::optional<Reused>> of(const CellId& cell) {
    if (judging_.dialogues().is_dialogue(cell)) return of_dialogue(cell);
    if (!look_up_) return std::optional<Reused>();
    ASSAY_TRY(Job job, questions_.job(cell));
    ASSAY_TRY(const std::optional<StoredReply> stored, store_.find_reply(job.key));
    if (!stored) return std::optional<Reused>();
    ASSAY_TRY(std::optional<CellScore> score,
              judging_.score(cell, stored->reply, stored->timings, stored->cost));
    // What was imported just now is no answer of an earlier run, and its times are its own.
    return Reused{{.cell = {.id = cell,
                            .key = job.key,
                            .reply_id = stored->id,
                            .cached = !is_imported_,
                            .spent = Money{0}},
                   .timings = stored->timings,
                   .cost = stored->cost,
                   .prompt = static_cast<std::uint32_t>(plan_.variant_of(cell).prompt),
                   .messages_json = std::move(job.messages_json)},
                  std::move(score)};
  }

  bool has_begun_dialogues() const { return has_begun_dialogues_; }

 private:
  Result<std::optional<Reused>> of_dialogue(const CellId& cell) {
    Dialogues& dialogues = judging_.dialogues();
    ASSAY_TRY(const Walk walk, dialogues.walk(cell, look_up_));
    for (const std::vector<Walk::Step>* steps : {&walk.steps, &walk.lines})
      for (const Walk::Step& step : *steps) record(step);
    if (walk.next) return std::optional<Reused>();
    const DialogueAnswer& last = walk.dialogue.answers.back();
    ASSAY_TRY(std::optional<CellScore> score,
              judging_.score(cell, last.reply, last.timings, last.cost, &walk.dialogue));
    return Reused{dialogues.outcome_of(cell, walk), std::move(score)};
  }

  void record(const Walk::Step& step) {
    if (step.is_recorded) return;
    has_begun_dialogues_ = true;
    writer_.outcome({.cell = {.id = step.cell,
                              .key = step.key,
                              .reply_id = step.reply,
                              .cached = true,
                              .spent = Money{0}},
                     .messages_json = ""});
  }

  Store& store_;
  StoreWriter& writer_;
  Judging& judging_;
  bool look_up_;
  bool is_imported_;
  const Plan& plan_;
  Questions questions_;
  bool has_begun_dialogues_ = false;
};

}  // namespace

Result<Missing> reuse_stored(const Selection& selection, Store& store, StoreWriter& writer,
                             Judging& judging, const Recorded& recorded, bool look_up,
                             const CellSeen& seen) {
  const Plan& plan = selection.plan;
  Missing missing;
  missing.cells.assign(plan.cell_count(), false);
  missing.by_variant.assign(plan.variants.size(), 0);
  missing.scored = recorded.scored;
  Reuse reuse(selection, store, writer, judging, look_up);
  for (std::uint64_t i = 0; i < plan.cell_count(); ++i) {
    const CellId cell = plan.dispatch(i);
    if (!recorded.cells.empty() && recorded.cells[plan.index_of(cell)]) continue;
    ASSAY_TRY(std::optional<Reused> stored, reuse.of(cell));
    if (!stored) {
      missing.cells[i] = true;
      ++missing.by_variant[cell.variant];
      ++missing.count;
      continue;
    }
    writer.outcome(std::move(stored->outcome));
    ++missing.reused;
    if (!selection.imported) ++missing.scored.cached;
    ASSAY_CHECK(take_marked(judging, writer, missing.scored, seen));
    if (!stored->score) continue;  // once it is judged
    writer.score({cell, *stored->score});
    count_verdict(missing.scored, stored->score->verdict);
    seen(cell, *stored->score);
  }
  // They go on from what is on disk.
  if (reuse.has_begun_dialogues()) ASSAY_CHECK(writer.flush());
  if (look_up) ASSAY_CHECK(judging.dialogues().look_up_from_here());
  return missing;
}

Result<void> score_arrived(StoreWriter& writer, Judging& judging, Missing& missing,
                           const CellSeen& seen) {
  ASSAY_TRY(std::vector<ScoreRecord> scores, judging.all_arrived());
  for (ScoreRecord& each : scores) {
    count_verdict(missing.scored, each.score.verdict);
    seen(each.cell, each.score);
    writer.score(std::move(each));
  }
  return {};
}

Result<Recorded> recorded_cells(const Selection& selection, Store& store, StoreWriter& writer,
                                Judging& judging, std::string_view run_id, const CellSeen& seen) {
  const Plan& plan = selection.plan;
  Recorded recorded;
  recorded.cells.assign(plan.cell_count(), false);
  if (!selection.judges.none()) {
    ASSAY_CHECK(store.each_cell(run_id, [&](const CellView& view) {
      if (judging.is_call(view.cell.id)) judging.remember(view.cell.key);
    }));
  }
  Result<void> scored;
  ASSAY_CHECK(store.each_cell(run_id, [&](const CellView& view) {
    const CellId cell = view.cell.id;
    if (!judging.rows().is_answer(cell) || !scored) return;
    if (!view.reply) return;  // an error is asked again
    recorded.cells[plan.index_of(cell)] = true;
    if (view.cell.cached) ++recorded.scored.cached;
    // An error is judged again: it may be that of a reply which could be read only now. So
    // is what waits for a label, which may be there by now.
    std::optional<CellScore> score;
    const Verdict before = view.score ? view.score->score.verdict : Verdict::error;
    if (before != Verdict::error && !waits_for_label(before, view.score->score.parts)) {
      score = view.score->score;
    } else {
      Result<std::optional<CellScore>> again = judging.score_again(cell, *view.reply);
      if (!again) {
        scored = tl::unexpected(again.error());
        return;
      }
      score = std::move(*again);
      if (score) writer.score({cell, *score});
      scored = take_marked(judging, writer, recorded.scored, seen);
    }
    if (!score) return;  // once it is judged
    count_verdict(recorded.scored, score->verdict);
    seen(cell, *score);
  }));
  ASSAY_CHECK(scored);
  return recorded;
}

namespace {

// Where one lane has come to in the plan. Lanes are at different cases, so each
// renders its own questions.
class LaneCursor {
 public:
  LaneCursor(const Selection& selection, const Missing& missing, std::size_t lane)
      : selection_(selection), missing_(missing), lane_(lane), questions_(selection) {}

  Result<std::optional<Job>> next() {
    while (next_ < missing_.cells.size() && !is_next()) ++next_;
    if (next_ == missing_.cells.size()) return std::optional<Job>();
    ASSAY_TRY(Job job, questions_.job(selection_.plan.dispatch(next_++)));
    return std::optional<Job>(std::move(job));
  }

 private:
  bool is_next() const {
    if (!missing_.cells[next_]) return false;
    const Plan& plan = selection_.plan;
    return plan.model_of(plan.dispatch(next_)).provider == lane_;
  }

  const Selection& selection_;
  const Missing& missing_;
  std::size_t lane_;
  Questions questions_;
  std::uint64_t next_ = 0;
};

}  // namespace

JobSource job_source(const Selection& selection, const Missing& missing) {
  auto cursors = std::make_shared<std::vector<LaneCursor>>();
  for (std::size_t lane = 0; lane < selection.suite->providers.size(); ++lane) {
    cursors->emplace_back(selection, missing, lane);
  }
  return [cursors](std::size_t lane) { return (*cursors)[lane].next(); };
}

}  // namespace assay
