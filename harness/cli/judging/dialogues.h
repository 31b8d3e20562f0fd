// The dialogues of a run: how far each has come, by what is stored, and what it asks next.
//
// A request of a dialogue is a cell of its own (CallRows::turn), asked, stored and found by
// its Key as any other. Its Key covers all that was said before it, answers among them, so a
// dialogue is walked from its beginning: each answer tells the Key of the next request.
//
// With a simulated user the requests are of two kinds, in turn: the model under test is asked as
// always, and who plays the user is asked for what it says, as a call of a judge is
// (CallRows::of). Its Key covers all that was said, too, so the walk goes through both.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/base/cell_id.h"
#include "harness/base/key.h"
#include "harness/base/result.h"
#include "harness/cli/selection/questions.h"
#include "harness/cli/selection/selection.h"
#include "harness/judge/user.h"
#include "harness/run/runner.h"
#include "harness/score/dialogue.h"
#include "harness/store/store.h"

namespace assay {

// A dialogue that is under way, or has ended.
struct Walk {
  struct Step {
    Key key;
    CellId cell;               // as it is recorded
    std::int64_t reply = 0;    // row
    bool is_recorded = false;  // by this run
  };
  Dialogue dialogue;
  std::vector<Step> steps;       // of its answers
  std::optional<Job> next = {};  // nothing: it has ended
  // What the application keeps of it, while this process asks; null: it keeps nothing.
  std::shared_ptr<HeldConversation> conversation = {};
  int begun_anew = 0;            // by this process
  std::vector<Step> lines = {};  // of a simulated user, the one with which it left as well
  // Why what it said last is no line: `next` asks for it, still. "": it is one.
  std::string unusable = {};
};

// The dialogue of a cell that was asked `first`, by the answers that the run has stored.
Result<Dialogue> stored_dialogue(Store& store, std::string_view run_id, const CallRows& rows,
                                 const CellId& cell, const Case& asked, Messages first);
// The same, of messages as the cell's question has them (JSON): all before the last answer.
Result<Dialogue> stored_dialogue(Store& store, std::string_view run_id, const CallRows& rows,
                                 const CellId& cell, const Case& asked, std::string_view messages);

CallRows call_rows(const Selection& selection);

class Dialogues {
 public:
  // Both outlive it. Without a `run_id` nothing is recorded: walk() finds what it may look up.
  Dialogues(const Selection& selection, Store& store, std::string run_id);

  const CallRows& rows() const { return rows_; }
  bool is_dialogue(const CellId& cell) const;
  // Whether it is a call of who plays a user.
  bool is_line(const CellId& cell) const;
  // As far as the run has recorded it; with `look_up` as far as any run has paid for it. One that
  // an application keeps (Application::holds_conversation) either has come to its end or begins
  // anew: what was said in another session is not there to go on from.
  Result<Walk> walk(const CellId& cell, bool look_up);
  // From its first question.
  Result<Walk> begin(const CellId& cell);
  // What is stored by now may answer what is asked from here on: see stored_answer().
  Result<void> look_up_from_here();
  // What another run, or an earlier session, has paid for as the answer to `walk.next`, found as
  // first questions are: what came to the Store after look_up_from_here() is of two cells that
  // ask alike, and each of them is asked. Null: there is none, or it would be of no use (one
  // that is no line of a user, or what an application has heard in another session).
  Result<std::shared_ptr<const StoredReply>> stored_answer(const Walk& walk);
  // Why `walk`, whose last answer was taken, cannot be asked its next turn: the application has
  // not said what it calls the conversation. Nothing: it can.
  std::optional<Failure> nameless(const CellId& cell, const Walk& walk) const;
  // `walk.next` was answered, and the answer is on disk. It goes on from what is stored there,
  // not from what came: a resumed run must find the same words, and the Store may have changed
  // some (secrets, invalid UTF-8).
  Result<void> take_answer(Walk& walk);
  // Requests that the script has and `walk`, which has ended, did not come to.
  std::size_t left_out(const CellId& cell, const Walk& walk) const;
  // What became of the cell when its dialogue has ended. `walk` has an answer.
  CellOutcome outcome_of(const CellId& cell, const Walk& walk) const;
  // The same of one whose next request has failed; `failure` is told with its turn.
  CellOutcome failure_of(const CellId& cell, const Walk& walk, Failure failure) const;

 private:
  Result<void> go_on(Walk& walk, StoredReply stored, bool is_recorded);
  Job job_of(const CellId& cell, std::size_t request, Messages messages);
  // Asks for what the simulated user says next.
  Result<Job> line_job(const CellId& cell, const Walk& walk);
  // What the simulated user said in it, or why that is nothing.
  static tl::expected<UserLine, std::string> line_in(const StoredReply& stored, const Walk& walk);
  void take_line(const CellId& cell, Walk& walk, const StoredReply& stored, bool is_recorded);
  // The next request of `walk`, with all that was said.
  Job next_job(const CellId& cell, const Walk& walk);
  std::uint32_t question_of(const CellId& cell) const;
  const Application* application_of(const CellId& cell) const;
  // failure_of() where the user is simulated: what befell its call is of kind `user`.
  CellOutcome failure_with_user(const CellId& cell, const Walk& walk, Failure failure) const;

  const Selection& selection_;
  Store& store_;
  std::string run_id_;
  CallRows rows_;
  Questions questions_;
  std::optional<std::int64_t> last_stored_ = {};  // row; nothing: nothing is looked up
};

}  // namespace assay
