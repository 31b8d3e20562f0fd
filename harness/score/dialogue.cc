#include "harness/score/dialogue.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace assay {
namespace {

// Behind the opening, where a prompt may have some, what an assistant said are answers.
Messages::const_iterator find_answer(const Dialogue& dialogue, std::size_t answer) {
  auto found = dialogue.messages.begin() + static_cast<std::ptrdiff_t>(dialogue.opening);
  while (true) {
    found = std::find_if(found, dialogue.messages.end(),
                         [](const Message& each) { return each.role == Role::assistant; });
    if (found == dialogue.messages.end() || answer-- == 0) return found;
    ++found;
  }
}

// Of `said`, what a request holds: a turn begins with its user's message.
Messages asked_of(const Dialogue& dialogue, Messages said) {
  if (!dialogue.forgets) return said;
  const auto turn = std::find_if(said.rbegin(), said.rend(), [](const Message& each) {
                      return each.role == Role::user;
                    }).base();
  if (turn == said.begin()) return said;
  Messages asked;
  std::copy_if(said.begin(), turn - 1, std::back_inserter(asked),
               [](const Message& each) { return each.role == Role::system; });
  asked.insert(asked.end(), turn - 1, said.end());
  return asked;
}

}  // namespace

Messages said_before(const Dialogue& dialogue, std::size_t answer) {
  return {dialogue.messages.begin(), find_answer(dialogue, answer)};
}

Messages asked_before(const Dialogue& dialogue, std::size_t answer) {
  return asked_of(dialogue, said_before(dialogue, answer));
}

Messages asked_next(const Dialogue& dialogue) {
  return asked_of(dialogue, dialogue.messages);
}

std::string transcript_of(const Dialogue& dialogue, std::size_t answer) {
  std::string text;
  auto end = find_answer(dialogue, answer);
  if (end != dialogue.messages.end()) ++end;
  for (auto message = dialogue.messages.begin(); message != end; ++message) {
    if (message->role == Role::system) continue;
    if (!message->content.empty() || message->tool_calls.empty())
      text.append(to_string(message->role)).append(": ").append(message->content).append("\n");
    for (const ToolCall& call : message->tool_calls)
      text.append("assistant calls ").append(call.name).append(": ").append(call.arguments) += '\n';
  }
  if (!text.empty()) text.pop_back();
  return text;
}

std::vector<ToolCall> calls_between(const Dialogue& dialogue, std::size_t first, std::size_t last) {
  std::vector<ToolCall> calls;
  for (std::size_t at = first; at <= last; ++at) {
    const std::vector<ToolCall>& made = dialogue.answers[at].reply.tool_calls;
    calls.insert(calls.end(), made.begin(), made.end());
  }
  return calls;
}

}  // namespace assay
