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

// Of what was said, the part before each answer; messages by `turns` of which each was sent.
void take_said(const Messages& messages, std::vector<ReportTurn>& turns) {
  std::size_t request = 0;
  int turn = 0;
  for (const Message& message : messages) {
    if (message.role == Role::assistant) {
      ++request;
      continue;
    }
    if (request == turns.size()) return;
    if (message.role != Role::system) ++turn;
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

std::string first_question(const Messages& messages) {
  const auto answer = std::find_if(messages.begin(), messages.end(), [](const Message& each) {
    return each.role == Role::assistant;
  });
  return messages_to_json({messages.begin(), answer});
}

}  // namespace

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

Result<void> TurnsTaker::give(ReportCell& cell, Damage& damage) {
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
    take_said(messages, turns);
    said->second = first_question(messages);
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
