#include "harness/report/summary/turns.h"

#include <algorithm>
#include <memory>
#include <optional>
#include <utility>

namespace assay {
namespace {

template <class Number>
void add(std::optional<Number>& sum, const std::optional<Number>& value) {
  if (!value) sum.reset();
  if (sum) *sum = *sum + *value;
}

void add(Usage& sum, const Usage& usage) {
  add(sum.input, usage.input);
  add(sum.cached_input, usage.cached_input);
  add(sum.cache_write, usage.cache_write);
  add(sum.output, usage.output);
  add(sum.reasoning, usage.reasoning);
  sum.estimated = sum.estimated || usage.estimated;
}

bool begins_turn(const Message& message, bool tools_answer) {
  if (message.role == Role::tool) return !tools_answer;
  return message.role == Role::user;
}

// Of what was said, the part before each answer; messages by `turns` of which each was sent.
// Results of tools that answer by themselves are of the turn before.
void take_said(const Messages& messages, std::size_t opening, bool tools_answer,
               std::vector<ReportTurn>& turns) {
  std::size_t request = 0;
  int turn = 0;
  for (std::size_t at = 0; at < messages.size(); ++at) {
    const Message& message = messages[at];
    if (at >= opening && message.role == Role::assistant) {
      ++request;
      continue;
    }
    if (request == turns.size()) return;
    if (begins_turn(message, tools_answer)) turn = at < opening ? 1 : turn + 1;
    if (tools_answer && message.role == Role::tool && request > 0)
      turns[request - 1].goes_on = true;
    turns[request].said.push_back(message);
    turns[request].turn = turn;
  }
}

// What is not known of one request is not known of the whole.
void take_sums(const std::vector<ReportTurn>& turns, ReportCell& cell) {
  cell.usage = turns.front().usage;
  cell.cost = turns.front().cost;
  cell.latency_ms = turns.front().latency_ms;
  cell.ttft_ms = turns.front().ttft_ms;
  cell.attempts = 0;
  cell.cached = false;
  for (const ReportTurn& turn : turns) {
    cell.attempts += turn.attempts;
    cell.cached = cell.cached || turn.cached;
    if (&turn == &turns.front()) continue;
    add(cell.usage, turn.usage);
    add(cell.cost, turn.cost);
    add(cell.latency_ms, turn.latency_ms);
  }
}

void damage_of(ReportCell& cell, Damage& damage) {
  cell.error = "damaged in the Store: a request of its dialogue is missing";
  cell.verdict = Verdict::error;
  cell.score.reset();
  cell.parts.clear();
  cell.reply = nullptr;
  damage.add("a request of a dialogue is missing");
}

// What a simulated user says first is each cell's own, and no question that they share; "":
// nothing was said before it.
std::string first_question(const Messages& messages, std::size_t opening, bool is_simulated) {
  const auto first_answer = messages.begin() + static_cast<std::ptrdiff_t>(opening);
  const auto end = std::find_if(messages.begin(), first_answer, [&](const Message& each) {
    return is_simulated && each.role == Role::user;
  });
  if (end == messages.begin()) return "";
  return messages_to_json({messages.begin(), end});
}

}  // namespace

TurnsTaker::TurnsTaker(const Manifest& manifest)
    : rows_(call_rows(manifest)),
      tool_cases_(manifest.tool_cases.begin(), manifest.tool_cases.end()) {}

void TurnsTaker::take(const ReportCell& request) {
  ReportTurn turn;
  turn.reply = request.reply;
  turn.error = request.reply == nullptr ? request.error : "";
  turn.latency_ms = request.latency_ms;
  turn.ttft_ms = request.ttft_ms;
  turn.usage = request.usage;
  turn.cost = request.cost;
  turn.attempts = request.attempts;
  turn.cached = request.cached;
  turns_[rows_.answer(request.id)][rows_.request(request.id)] = std::move(turn);
}

void TurnsTaker::take_messages(const CellId& cell, std::string messages) {
  if (!messages.empty()) messages_[cell] = std::move(messages);
}

Result<void> TurnsTaker::give(ReportCell& cell, const std::string& case_id, Damage& damage) {
  const auto known = turns_.find(cell.id);
  if (known == turns_.end()) return {};
  std::vector<ReportTurn> turns;
  for (auto& [request, turn] : known->second) {
    if (request != turns.size()) {
      damage_of(cell, damage);
      return {};
    }
    turns.push_back(std::move(turn));
  }
  const auto said = messages_.find(cell.id);
  if (said != messages_.end()) {
    ASSAY_TRY(const Messages messages, messages_from_json(said->second));
    const std::size_t answers = static_cast<std::size_t>(std::count_if(
        turns.begin(), turns.end(), [](const ReportTurn& turn) { return turn.reply != nullptr; }));
    // The last answer of a dialogue that has ended is not among them.
    const std::size_t opening =
        opening_of(messages, cell.reply != nullptr && answers > 0 ? answers - 1 : answers);
    take_said(messages, opening, tool_cases_.contains(case_id), turns);
    said->second = first_question(messages, opening, !cell.user.empty());
  }
  // A dialogue without an answer has nothing to be summed up.
  if (cell.reply != nullptr) {
    take_sums(turns, cell);
  } else {
    cell.attempts = 0;
    for (const ReportTurn& turn : turns) cell.attempts += turn.attempts;
  }
  cell.turns = std::make_shared<const std::vector<ReportTurn>>(std::move(turns));
  return {};
}

}  // namespace assay
