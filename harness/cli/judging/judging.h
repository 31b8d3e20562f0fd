// The judges and scripts of a run: the verdicts and marks that are there, and the calls for
// those that are not.
//
// A verdict is found by the Key of its call, as a reply is: who was asked, with which
// parameters, and every byte of what was asked. So nothing is kept of calls but which answers
// wait for them; a run that is resumed, re-scored or run again finds what was paid for. So it is
// with marks of scripts, which cost nothing but time: judges are asked once they are there.
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "harness/base/cell_id.h"
#include "harness/base/key.h"
#include "harness/base/result.h"
#include "harness/cli/judging/dialogues.h"
#include "harness/cli/judging/mark_desk.h"
#include "harness/cli/judging/marking.h"
#include "harness/cli/judging/pair_desk.h"
#include "harness/cli/judging/people_desk.h"
#include "harness/cli/judging/rivals.h"
#include "harness/cli/judging/verdict_desk.h"
#include "harness/cli/judging/verdict_forms.h"
#include "harness/cli/selection/judge_calls.h"
#include "harness/cli/selection/questions.h"
#include "harness/cli/selection/selection.h"
#include "harness/report/report.h"
#include "harness/run/runner.h"
#include "harness/score/score.h"
#include "harness/store/store.h"

namespace assay {

class Judging {
 public:
  // What it is made of outlives it. `look_up`: verdicts that other runs have paid for are
  // taken from the Store.
  Judging(const Selection& selection, const JudgeCalls& calls, Scorer& scorer, Store& store,
          std::string run_id, bool look_up);

  // Where answers wait for marks of scripts, which run once that is told to.
  Marking& marking() { return marking_; }
  const Marking& marking() const { return marking_; }

  // What is to be said of labels that no answer had so far; "": each file had some.
  std::string unused_gold() const;

  // No verdict of this judge counts: answers that it was to judge are errors.
  void distrust(std::size_t judge, std::string why) { replies_.distrust(judge, std::move(why)); }
  // A verdict that this run asked for before: it is taken from the Store in any case.
  void remember(const Key& key) { replies_.remember(key); }
  // Answers are those of a run that is over, and that had these variants.
  void take_run(std::vector<ManifestVariant> variants) { rivals_.take_run(std::move(variants)); }

  // The score of an answer with the verdicts and marks that there are. Nothing: calls were
  // queued or scripts asked, and the score comes with the last of them.
  // `dialogue` that the answer ends, if it ends one.
  Result<std::optional<CellScore>> score(const CellId& cell, const Reply& reply,
                                         const Timings& timings, std::optional<Money> cost,
                                         const Dialogue* dialogue = nullptr);
  // The same of an answer that this run has recorded.
  Result<std::optional<CellScore>> score_again(const CellId& cell, const StoredReply& answer);
  // The same of a stored run, whose questions were `messages` (JSON), without a call: what has
  // no verdict is an error. `asked` and `variant` outlive it.
  Result<std::optional<CellScore>> score_stored(const Case& asked, const CellId& cell,
                                                const VariantIdentity& variant,
                                                std::string_view messages,
                                                const StoredReply& answer,
                                                const Dialogue* dialogue = nullptr);
  // A cell has ended without an answer: none will come for others to be compared with.
  void fail(const CellId& cell, std::string why) { rivals_.fail(cell, std::move(why)); }
  // An answer is in the Store, or has failed: the scores of those that waited for it, where
  // nobody need be asked.
  Result<std::vector<ScoreRecord>> arrived(const CellId& cell);
  // The same of all that came since others began to wait for them.
  Result<std::vector<ScoreRecord>> all_arrived();
  // The next call in a lane, which asks about an answer that is in the Store.
  Result<std::optional<Job>> next(std::size_t lane);
  // A call has ended: the scores that it settles.
  Result<std::vector<ScoreRecord>> take(const Job& job, const Outcome& outcome);
  // Nobody will be asked: what waits is scored without, `why` its reason.
  Result<std::vector<ScoreRecord>> give_up(std::string_view why);

  // Calls by judge, also those about answers that wait for another one.
  std::vector<std::uint64_t> queued() const;
  bool is_waiting() const { return !waiting_.empty() || marking_.is_waiting(); }
  bool asks(std::size_t lane) const { return lanes_.contains(lane); }
  bool is_call(const CellId& cell) const { return rows_.is_call(cell); }
  const CallRows& rows() const { return rows_; }
  Dialogues& dialogues() { return dialogues_; }
  // What has come up about judges since, a line each.
  std::vector<std::string> take_notes() { return forms_.take_notes(); }

 private:
  // What is said of parts that nobody was asked about.
  static constexpr std::string_view kNotNeeded = "not judged: the answer had failed already";

  struct Answered {
    const CellId& cell;
    const Case& asked;
    std::string_view variant;  // its id
    MarkedVariant marked;
    const Messages& messages;
    const Reply& reply;
    const Timings& timings;
    std::optional<Money> cost;
    const Dialogue* dialogue = nullptr;
  };
  // An answer that waits, with its dialogue if it has one.
  struct Waiting {
    StoredReply answer;
    Messages messages;
    std::optional<Dialogue> dialogue;
  };
  // Whether scoring needs to know what was asked, beside what was answered.
  bool needs_question() const {
    return !calls_.none() || !selection_.labels.empty() || !selection_.scripts.none();
  }
  MarkDesk marks_about(const Answered& answered);  // `answered` outlives it
  // What was learnt of label files and goes on to the whole run.
  Result<void> take(const PeopleDesk& people);
  // Beside what judges said what people say, where they said anything.
  Result<CellScore> with_labels(CellScore score, const Answered& answered, MarkDesk& marks);
  std::size_t lane_of(const OpenCall& call) const;
  // score(), where an answer that has failed already is judged all the same unless it
  // `skips_failed`.
  Result<std::optional<CellScore>> score_or_wait(const CellId& cell, const Reply& reply,
                                                 const Timings& timings, std::optional<Money> cost,
                                                 const Dialogue* dialogue, bool skips_failed);
  // `answered` and `instead` outlive it.
  PairDesk desk_about(const Answered& answered, std::string_view instead);
  CellScore evaluate(const Answered& answered, JudgeDesk* desk, LabelDesk* people,
                     ScriptDesk* scripts);
  // Queues the calls that an answer waits for, and has it wait for other answers.
  void wait(const CellId& cell, PairDesk& desk);
  Result<Waiting> waiting_answer(const CellId& cell);
  Answered answered_of(const CellId& cell, const Waiting& waiting) const;  // both outlive it
  // As score_or_wait(), of an answer that waited.
  Result<std::optional<CellScore>> score_waiting(const CellId& cell, bool skips_failed);
  Result<Messages> asked_in(const OpenCall& call);
  void note_error(const Key& key, const JudgeCall& call, const Outcome& outcome);
  // A judge is asked no further: what only its calls kept waiting is added to `settled`.
  Result<void> drop_calls(std::size_t judge, const std::string& why,
                          std::vector<ScoreRecord>& settled);
  // The scores that the end of a call settles, added to `settled`.
  Result<void> settle(const Key& key, std::vector<ScoreRecord>& settled);
  Result<std::optional<Dialogue>> dialogue_of(const CellId& cell);
  // `dialogue`: nullptr of a single question.
  Result<Messages> messages_of(const CellId& cell, const Dialogue* dialogue);

  const Selection& selection_;
  const JudgeCalls& calls_;
  Scorer& scorer_;
  Store& store_;
  std::string run_id_;
  JudgeReplies replies_;
  VerdictForms forms_;
  Rivals rivals_;
  Marking marking_;
  bool skips_;  // what cannot change a verdict is not asked
  Dialogues dialogues_;
  CallRows rows_;
  Questions questions_;
  std::set<std::size_t> lanes_;
  std::vector<std::deque<OpenCall>> queues_;  // by lane
  // Answers, each with the calls that it waits for; with none where it waits for another answer.
  std::map<CellId, std::set<Key>> waiting_;
  std::map<Key, std::vector<CellId>> wanted_;  // calls, each with the answers that wait for it
  std::set<std::string> labelled_;             // judges some of whose answers people have labelled
  std::set<std::string> used_files_;           // of labels that some answer had
};

}  // namespace assay
