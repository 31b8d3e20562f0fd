// Dialogues whose user is simulated: what is asked of who plays it, and what comes of that.
#include <fmt/format.h>

#include <utility>

#include "harness/base/mark.h"
#include "harness/cli/judging/dialogues.h"
#include "harness/plan/cell_key.h"
#include "harness/score/served_calls.h"
#include "harness/suite/turns.h"

namespace assay {
namespace {

// What user and assistant said to one another; what tools were called for is not the user's.
Messages talk_of(const Messages& messages) {
  Messages talk;
  for (const Message& message : messages)
    if (message.role == Role::user ||
        (message.role == Role::assistant && message.tool_calls.empty()))
      talk.push_back(message);
  return talk;
}

}  // namespace

bool Dialogues::is_line(const CellId& cell) const {
  return rows_.judges > 0 && rows_.is_call(cell) &&
         selection_.suite->judges[rows_.judge(cell)].plays_user;
}

// Its Key is of this dialogue alone: the user of another one may say something else to the same
// words, and what was said first of two would be asked again in the next run.
Result<Job> Dialogues::line_job(const CellId& cell, const Walk& walk) {
  const Case& asked = selection_.plan.case_of(cell);
  const SimulatedUser& user = *asked.simulate;
  const JudgeCalls& calls = selection_.judges;
  const std::size_t call = calls.find(user.player, {}, /*is_wide=*/false);
  Result<std::string> goal = user.goal.render(asked.vars);
  if (!goal)
    return usage_error(fmt::format("case '{}': 'goal': {}", asked.id, goal.error().message));
  Job job;
  job.cell = rows_.of(cell, static_cast<std::uint32_t>(user.player),
                      static_cast<std::uint32_t>(walk.lines.size()), /*is_wide=*/false);
  job.variant = static_cast<std::uint32_t>(rows_.variants + call);
  job.messages =
      user_messages(calls.user_words(user.player), *goal, talk_of(walk.dialogue.messages));
  job.key = cell_key(calls.all()[call].key, messages_to_json(job.messages), cell.repeat,
                     questions_.key(cell, "").view());
  return job;
}

tl::expected<UserLine, std::string> Dialogues::line_in(const StoredReply& stored,
                                                       const Walk& walk) {
  return read_user_line(stored.reply, !walk.dialogue.answers.empty(), kMostUserLineBytes);
}

void Dialogues::take_line(const CellId& cell, Walk& walk, const StoredReply& stored,
                          bool is_recorded) {
  Dialogue& dialogue = walk.dialogue;
  tl::expected<UserLine, std::string> line = line_in(stored, walk);
  if (!line) {
    ASSAY_MARK("dialogue.user_said_nothing");
    walk.unusable = std::move(line.error());
    return;
  }
  walk.lines.push_back({walk.next->key, walk.next->cell, stored.id, is_recorded});
  walk.next.reset();
  if (line->end != UserEnd::stays) return;
  dialogue.messages.push_back({Role::user, std::move(line->text), {}, {}});
  walk.next = next_job(cell, walk);
}

CellOutcome Dialogues::failure_with_user(const CellId& cell, const Walk& walk,
                                         Failure failure) const {
  const SimulatedUser& user = *selection_.plan.case_of(cell).simulate;
  const std::string turn =
      fmt::format("turn {} of at most {}",
                  ended_requests(selection_.plan.case_of(cell), walk.dialogue) + 1, user.max_turns);
  const bool is_asked_by_nobody =
      failure.kind == FailureKind::offline || failure.kind == FailureKind::cancelled;
  if (!is_line(walk.next->cell)) {
    failure.message = fmt::format("{}: {}", turn, failure.message);
  } else if (is_asked_by_nobody || failure.kind == FailureKind::user) {
    failure.message = fmt::format("before {}: {}", turn, failure.message);
  } else {
    failure.message =
        fmt::format("before {}: {}: {}", turn, to_string(failure.kind), failure.message);
    failure.kind = FailureKind::user;
  }
  return {.cell = {.id = cell, .key = walk.next->key, .spent = Money{0}, .failure = failure},
          .prompt = question_of(cell),
          .messages_json = messages_to_json(walk.dialogue.messages)};
}

}  // namespace assay
