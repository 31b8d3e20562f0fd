#include "harness/cli/judging/dialogues.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "harness/base/mark.h"
#include "harness/plan/dialogue.h"
#include "harness/score/served_calls.h"
#include "harness/suite/turns.h"

namespace assay {
namespace {

DialogueAnswer answer_of(StoredReply stored) {
  return {std::move(stored.reply), stored.timings, stored.cost};
}

// An answer that called tools which answer by themselves.
Result<bool> serve_answer(const Case& asked, DialogueAnswer answer, Message said,
                          Dialogue& dialogue) {
  const ServedCalls served = serve_calls(asked, dialogue, answer.reply);
  dialogue.answers.push_back(std::move(answer));
  if (served.why.empty()) {
    ASSAY_CHECK(add_results(asked, std::move(said), served.results, dialogue.messages));
    return true;
  }
  dialogue.messages.push_back(std::move(said));
  dialogue.left = served.why;
  dialogue.is_unable = served.is_unable;
  return false;
}

// Where it ends a turn whose answer is a variable of those behind it.
void keep_answer(const Case& asked, std::size_t request, const std::string& text, Vars& vars) {
  const std::vector<TurnsOfRequest> requests = turns_by_request(asked);
  if (request >= requests.size()) return;
  const Turn& last = asked.turns[requests[request].end - 1];
  if (!last.answer_as.empty()) vars = vars.with(last.answer_as, text);
}

// One more answer; whether something is said after it.
Result<bool> add_answer(const Case& asked, DialogueAnswer answer, Dialogue& dialogue) {
  Message said = message_of(answer.reply, dialogue.answers.size());
  if (asked.tools != nullptr && !answer.reply.tool_calls.empty())
    return serve_answer(asked, std::move(answer), std::move(said), dialogue);
  const std::size_t request = ended_requests(asked, dialogue);
  keep_answer(asked, request, said.content, dialogue.vars);
  ASSAY_TRY(dialogue.left,
            continue_dialogue(asked, request, std::move(said), dialogue.vars, dialogue.messages));
  dialogue.answers.push_back(std::move(answer));
  return dialogue.left.empty() && request + 1 < script_length(asked);
}

Dialogue begun_with(const Case& asked, Messages first) {
  Dialogue dialogue;
  dialogue.vars = asked.vars;
  dialogue.forgets = asked.forgets;
  dialogue.opening = first.size();
  dialogue.messages = std::move(first);
  return dialogue;
}

// Whose turn it was.
std::string place_of(const Case& asked, const Dialogue& dialogue) {
  std::string place;
  if (!asked.turns.empty()) {
    const TurnsOfRequest turns = turns_by_request(asked)[ended_requests(asked, dialogue)];
    place = fmt::format("turn {} of {}", turns.end, asked.turns.size());
  }
  const std::size_t rounds = dialogue.answers.size() - ended_requests(asked, dialogue);
  if (rounds == 0) return place;
  return fmt::format("{}{}after {} round{} of tools", place, place.empty() ? "" : ", ", rounds,
                     rounds == 1 ? "" : "s");
}

// How many answers of a dialogue the run has.
Result<std::size_t> stored_answers(Store& store, std::string_view run_id, const CallRows& rows,
                                   const CellId& cell) {
  for (std::size_t answers = 0;; ++answers) {
    ASSAY_TRY(const std::optional<StoredReply> stored,
              store.reply_of(run_id, rows.turn(cell, answers)));
    if (!stored) return answers;
  }
}

// What the simulated user of a stored cell said is in its question, which has all that was said
// before the last answer.
Result<Dialogue> stored_simulated(Store& store, std::string_view run_id, const CallRows& rows,
                                  const CellId& cell, const Case& asked, Messages said) {
  const auto before = static_cast<std::size_t>(std::count_if(
      said.begin(), said.end(), [](const Message& each) { return each.role == Role::assistant; }));
  Dialogue dialogue;
  dialogue.opening = opening_of(said, before);
  dialogue.messages = std::move(said);
  for (std::size_t i = 0; i <= before; ++i) {
    ASSAY_TRY(std::optional<StoredReply> stored, store.reply_of(run_id, rows.turn(cell, i)));
    if (!stored)
      return infrastructure_error("an answer of a dialogue that was stored is gone: case '" +
                                  asked.id + "'");
    if (i < before) {
      dialogue.answers.push_back(answer_of(std::move(*stored)));
    } else {
      ASSAY_TRY(std::ignore, add_answer(asked, answer_of(std::move(*stored)), dialogue));
    }
  }
  return dialogue;
}

}  // namespace

CallRows call_rows(const Selection& selection) {
  return {static_cast<std::uint32_t>(selection.plan.variants.size()),
          static_cast<std::uint32_t>(selection.suite->judges.size()),
          static_cast<std::uint32_t>(longest_dialogue(selection.plan))};
}

Result<Dialogue> stored_dialogue(Store& store, std::string_view run_id, const CallRows& rows,
                                 const CellId& cell, const Case& asked, Messages first) {
  Dialogue dialogue = begun_with(asked, std::move(first));
  for (bool goes_on = true; goes_on;) {
    const CellId turn = rows.turn(cell, dialogue.answers.size());
    ASSAY_TRY(std::optional<StoredReply> stored, store.reply_of(run_id, turn));
    if (!stored)
      return infrastructure_error("an answer of a dialogue that was stored is gone: case '" +
                                  asked.id + "'");
    ASSAY_TRY(goes_on, add_answer(asked, answer_of(std::move(*stored)), dialogue));
  }
  return dialogue;
}

Result<Dialogue> stored_dialogue(Store& store, std::string_view run_id, const CallRows& rows,
                                 const CellId& cell, const Case& asked, std::string_view messages) {
  ASSAY_TRY(Messages first, messages_from_json(messages));
  if (asked.simulate != nullptr)
    return stored_simulated(store, run_id, rows, cell, asked, std::move(first));
  // Of the answers all but the last are among them.
  ASSAY_TRY(const std::size_t answers, stored_answers(store, run_id, rows, cell));
  first.resize(opening_of(first, answers > 0 ? answers - 1 : 0));
  return stored_dialogue(store, run_id, rows, cell, asked, std::move(first));
}

Dialogues::Dialogues(const Selection& selection, Store& store, std::string run_id)
    : selection_(selection),
      store_(store),
      run_id_(std::move(run_id)),
      rows_(call_rows(selection)),
      questions_(selection) {}

bool Dialogues::is_dialogue(const CellId& cell) const {
  return assay::is_dialogue(selection_.plan.case_of(cell));
}

Job Dialogues::job_of(const CellId& cell, std::size_t request, Messages messages) {
  Job job;
  job.cell = rows_.turn(cell, request);
  job.variant = cell.variant;
  job.about = questions_.about(cell);
  job.key = questions_.key(cell, messages_to_key_json(messages));
  job.messages = std::move(messages);
  return job;  // without a text of its messages: they are kept once, with the cell
}

Result<void> Dialogues::go_on(Walk& walk, StoredReply stored, bool is_recorded) {
  const CellId cell = rows_.answer(walk.next->cell);
  if (is_line(walk.next->cell)) {
    take_line(cell, walk, stored, is_recorded);
    return {};
  }
  walk.steps.push_back({walk.next->key, walk.next->cell, stored.id, is_recorded});
  walk.next.reset();
  Dialogue& dialogue = walk.dialogue;
  const Case& asked = selection_.plan.case_of(cell);
  ASSAY_TRY(const bool goes_on, add_answer(asked, answer_of(std::move(stored)), dialogue));
  if (!goes_on) return {};
  // Results of tools go back to the model, before its user hears of it.
  const bool is_served = dialogue.messages.back().role == Role::tool;
  if (asked.simulate == nullptr || is_served) {
    walk.next = next_job(cell, walk);
  } else {
    ASSAY_TRY(walk.next, line_job(cell, walk));
  }
  return {};
}

const Application* Dialogues::application_of(const CellId& cell) const {
  return selection_.suite->providers[selection_.plan.model_of(cell).provider].application.get();
}

Job Dialogues::next_job(const CellId& cell, const Walk& walk) {
  Job job = job_of(cell, walk.dialogue.answers.size(), asked_next(walk.dialogue));
  job.conversation = walk.conversation;
  return job;
}

Result<Walk> Dialogues::begin(const CellId& cell) {
  ASSAY_TRY(const Job first, questions_.job(cell));
  const Case& asked = selection_.plan.case_of(cell);
  Walk walk{begun_with(asked, first.messages), {}};
  const Application* const application = application_of(cell);
  if (application != nullptr && application->holds_conversation())
    walk.conversation = std::make_shared<HeldConversation>();
  if (asked.simulate != nullptr && !asked.simulate->first) {
    ASSAY_TRY(walk.next, line_job(cell, walk));
  } else {
    walk.next = next_job(cell, walk);
  }
  return walk;
}

std::optional<Failure> Dialogues::nameless(const CellId& cell, const Walk& walk) const {
  if (!walk.conversation || !walk.conversation->session.empty()) return std::nullopt;
  ASSAY_MARK("conversation.without_a_name");
  Failure failure;
  failure.kind = FailureKind::bad_reply;
  failure.code = kNotSent;
  failure.message = "not asked: the replies before it have not told the session, looked for " +
                    place_of(*application_of(cell)->session);
  return failure;
}

Result<Walk> Dialogues::walk(const CellId& cell, bool look_up) {
  ASSAY_TRY(Walk walk, begin(cell));
  while (walk.next && walk.unusable.empty()) {
    std::optional<StoredReply> stored;
    if (!run_id_.empty()) {
      ASSAY_TRY(stored, store_.reply_of(run_id_, walk.next->cell));
    }
    const bool is_recorded = stored.has_value();
    if (!stored && look_up) {
      ASSAY_TRY(stored, store_.find_reply(walk.next->key));
    }
    if (!stored) break;
    ASSAY_CHECK(go_on(walk, std::move(*stored), is_recorded));
  }
  if (!walk.conversation || !walk.next || walk.steps.empty()) return walk;
  ASSAY_MARK("conversation.begun_anew");
  return begin(cell);
}

Result<void> Dialogues::take_answer(Walk& walk) {
  walk.unusable.clear();
  ASSAY_TRY(std::optional<StoredReply> stored, store_.reply_of(run_id_, walk.next->cell));
  if (!stored) return infrastructure_error("an answer of a dialogue that was stored is gone");
  return go_on(walk, std::move(*stored), true);
}

Result<void> Dialogues::look_up_from_here() {
  ASSAY_TRY(last_stored_, store_.last_reply());
  return {};
}

Result<std::shared_ptr<const StoredReply>> Dialogues::stored_answer(const Walk& walk) {
  std::shared_ptr<const StoredReply> none;
  if (!last_stored_ || walk.conversation) return none;
  ASSAY_TRY(std::optional<StoredReply> stored, store_.find_reply(walk.next->key, *last_stored_));
  if (!stored || (is_line(walk.next->cell) && !line_in(*stored, walk))) return none;
  ASSAY_MARK("dialogue.answer_was_stored");
  return std::make_shared<const StoredReply>(std::move(*stored));
}

std::size_t Dialogues::left_out(const CellId& cell, const Walk& walk) const {
  return request_count(selection_.plan.case_of(cell)) - walk.steps.size();
}

CellOutcome Dialogues::outcome_of(const CellId& cell, const Walk& walk) const {
  const Walk::Step& last = walk.steps.back();
  const auto none_recorded = [](const std::vector<Walk::Step>& steps) {
    return std::none_of(steps.begin(), steps.end(),
                        [](const Walk::Step& step) { return step.is_recorded; });
  };
  const bool is_cached = none_recorded(walk.steps) && none_recorded(walk.lines);
  const DialogueAnswer& answer = walk.dialogue.answers.back();
  return {.cell = {.id = cell,
                   .key = last.key,
                   .reply_id = last.reply,
                   .cached = is_cached,
                   .spent = Money{0}},
          .timings = answer.timings,
          .cost = answer.cost,
          .prompt = question_of(cell),
          .messages_json = messages_to_json(said_before(walk.dialogue, walk.steps.size() - 1))};
}

CellOutcome Dialogues::failure_of(const CellId& cell, const Walk& walk, Failure failure) const {
  const Case& asked = selection_.plan.case_of(cell);
  if (asked.simulate != nullptr) return failure_with_user(cell, walk, std::move(failure));
  const std::string place = place_of(asked, walk.dialogue);
  if (!place.empty()) failure.message = fmt::format("{}: {}", place, failure.message);
  return {.cell = {.id = cell, .key = walk.next->key, .spent = Money{0}, .failure = failure},
          .prompt = question_of(cell),
          .messages_json = messages_to_json(walk.dialogue.messages)};
}

// The Store keeps a question by prompt and case. What is said in a dialogue is the cell's own:
// behind the prompts' numbers.
std::uint32_t Dialogues::question_of(const CellId& cell) const {
  return static_cast<std::uint32_t>(
      selection_.suite->prompts.size() +
      std::size_t{cell.variant} * static_cast<std::size_t>(selection_.plan.repeats) + cell.repeat);
}

}  // namespace assay
