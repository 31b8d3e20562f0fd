#include "harness/cli/asking/canaries.h"

#include <algorithm>
#include <set>
#include <utility>

#include "harness/cli/judging/dialogues.h"
#include "harness/cli/judging/pair_desk.h"
#include "harness/cli/judging/rivals.h"
#include "harness/cli/judging/verdict_desk.h"
#include "harness/cli/selection/questions.h"
#include "harness/judge/question.h"
#include "harness/report/summary/canaries.h"
#include "harness/score/score.h"

namespace assay {
namespace {

constexpr std::uint64_t kAnswersLookedAt = 50;  // for each canary that is wanted

// A plan's answers with what judges said of them, as they are stored.
class StoredAnswers {
 public:
  StoredAnswers(const Selection& selection, Store& store)
      : selection_(selection),
        store_(store),
        replies_(store, /*look_up=*/true),
        rivals_(selection, store, ""),
        scorer_(*selection.suite),
        questions_(selection),
        dialogues_(selection, store, "") {}

  // What judges said of the answer in `cell`; nothing without an answer, or where its dialogue
  // has not ended.
  Result<std::vector<StoredVerdict>> verdicts_on(const CellId& cell) {
    if (dialogues_.is_dialogue(cell)) return verdicts_on_dialogue(cell);
    std::vector<StoredVerdict> verdicts;
    ASSAY_TRY(const Job job, questions_.job(cell));
    ASSAY_TRY(const std::optional<StoredReply> answer, store_.find_reply(job.key));
    if (!answer) return verdicts;
    PairDesk desk = desk_about(cell, question_text(job.messages));
    desk.stored = &verdicts;
    static_cast<void>(scorer_.score(selection_.plan.case_of(cell), answer->reply, answer->timings,
                                    answer->cost, &desk));
    if (desk.error) return tl::unexpected(*desk.error);
    return verdicts;
  }

 private:
  Result<std::vector<StoredVerdict>> verdicts_on_dialogue(const CellId& cell) {
    std::vector<StoredVerdict> verdicts;
    ASSAY_TRY(const Walk walk, dialogues_.walk(cell, /*look_up=*/true));
    if (walk.next) return verdicts;
    PairDesk desk = desk_about(cell, "");  // each answer brings its own question
    desk.take(&walk.dialogue);
    desk.stored = &verdicts;
    static_cast<void>(scorer_.score(selection_.plan.case_of(cell), walk.dialogue, &desk, nullptr));
    if (desk.error) return tl::unexpected(*desk.error);
    return verdicts;
  }

  PairDesk desk_about(const CellId& cell, std::string question) {
    return {{*selection_.suite, selection_.judges, replies_, dialogues_.rows(), cell,
             std::move(question), ""},
            selection_.plan.case_of(cell),
            rivals_};
  }

  const Selection& selection_;
  Store& store_;
  JudgeReplies replies_;
  Rivals rivals_;
  Scorer scorer_;
  Questions questions_;
  Dialogues dialogues_;
};

// The verdicts of one judge that were found.
struct Found {
  std::vector<ManifestCanary> passes;
  std::vector<ManifestCanary> fails;
  std::set<Key> calls;  // equal answers share one

  // Half of each, and of one kind what the other lacks.
  std::vector<ManifestCanary> chosen(std::size_t count) && {
    const std::size_t half = count / 2;
    const std::size_t failed =
        std::min(fails.size(), std::max(half, count - std::min(count, passes.size())));
    const std::size_t passed = std::min(passes.size(), count - failed);
    fails.resize(failed);
    passes.resize(passed);
    fails.insert(fails.end(), passes.begin(), passes.end());
    return std::move(fails);
  }
};

bool is_enough(const Found& found, int count) {
  const auto wanted = static_cast<std::size_t>(count);
  return found.passes.size() >= wanted && found.fails.size() >= wanted;
}

}  // namespace

Result<std::vector<ManifestCanary>> choose_canaries(const Selection& selection, Store& store) {
  const std::vector<JudgeModel>& judges = selection.suite->judges;
  std::uint64_t wanted = 0;
  for (const JudgeModel& judge : judges) wanted += static_cast<std::uint64_t>(judge.canaries.count);
  std::vector<ManifestCanary> canaries;
  if (wanted == 0 || selection.judges.none()) return canaries;
  StoredAnswers answers(selection, store);
  std::vector<Found> found(judges.size());
  const auto is_done = [&](const JudgeModel& judge) {
    return is_enough(found[judge_index(*selection.suite, judge.name)], judge.canaries.count);
  };
  const std::uint64_t looks = std::min(selection.plan.cell_count(), kAnswersLookedAt * wanted);
  for (std::uint64_t i = 0; i < looks; ++i) {
    if (std::all_of(judges.begin(), judges.end(), is_done)) break;
    const CellId cell = selection.plan.dispatch(i);
    ASSAY_TRY(const std::vector<StoredVerdict> stored, answers.verdicts_on(cell));
    for (const StoredVerdict& each : stored) {
      const JudgeCall& call = selection.judges.all()[each.call];
      Found& of = found[call.judge];
      if (judges[call.judge].canaries.count == 0 || !of.calls.insert(each.key).second) continue;
      (each.verdict.value >= 0.5 ? of.passes : of.fails)
          .push_back({judges[call.judge].name, cell, each.key.hex(), call.shape,
                      verdict_text(each.verdict)});
    }
  }
  for (std::size_t i = 0; i < judges.size(); ++i) {
    for (ManifestCanary& each :
         std::move(found[i]).chosen(static_cast<std::size_t>(judges[i].canaries.count)))
      canaries.push_back(std::move(each));
  }
  return canaries;
}

Result<std::vector<Job>> canary_jobs(const Selection& selection, Store& store,
                                     const Manifest& manifest, std::string_view run_id) {
  StoredAnswers answers(selection, store);
  const CallRows rows = call_rows(manifest);
  std::vector<Job> jobs;
  std::vector<std::uint32_t> ordinals(rows.judges,
                                      static_cast<std::uint32_t>(selection.judges.most()));
  for (const ManifestCanary& canary : manifest.canaries) {
    const std::size_t judge = judge_index(*selection.suite, canary.judge);
    if (judge >= rows.judges) continue;
    const std::uint32_t ordinal = ordinals[judge]++;
    Job job;
    job.key = canary_key(canary, run_id);
    ASSAY_TRY(const std::optional<std::int64_t> asked, store.find_reply_id(job.key));
    if (asked) continue;
    ASSAY_TRY(std::vector<StoredVerdict> stored, answers.verdicts_on(canary.answer));
    const auto same = std::find_if(stored.begin(), stored.end(), [&](const StoredVerdict& each) {
      return each.key.hex() == canary.call;
    });
    if (same == stored.end()) continue;
    job.cell = rows.of({}, static_cast<std::uint32_t>(judge), ordinal, /*is_wide=*/false);
    job.variant = static_cast<std::uint32_t>(rows.variants + same->call);
    job.messages = std::move(same->messages);
    jobs.push_back(std::move(job));
  }
  return jobs;
}

}  // namespace assay
