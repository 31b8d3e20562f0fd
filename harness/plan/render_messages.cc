#include <fmt/format.h>

#include "harness/plan/plan.h"

namespace assay {
namespace {

Error in_case(const Case& asked, Error error) {
  error.message = fmt::format("case '{}': {}", asked.id, error.message);
  return error;
}

Result<Message> render_message(const MessageTemplate& from, const Case& asked) {
  Result<std::string> content = from.content.render(asked.vars);
  if (!content) return tl::unexpected(in_case(asked, content.error()));
  return Message{from.role, std::move(*content), from.tool_calls, from.tool_call_id};
}

}  // namespace

Result<Message> render_turn(const Case& asked, std::size_t turn) {
  return render_message({Role::user, asked.turns[turn].user, {}, {}}, asked);
}

Result<Messages> render_messages(const Suite& suite, std::size_t prompt, const Case& asked) {
  Messages messages;
  for (const MessageTemplate& from : suite.prompts[prompt].messages) {
    if (!asked.turns.empty() && from.role != Role::system) continue;
    ASSAY_TRY(Message message, render_message(from, asked));
    messages.push_back(std::move(message));
  }
  if (!asked.turns.empty()) {
    ASSAY_TRY(Message question, render_turn(asked, 0));
    messages.push_back(std::move(question));
  }
  return messages;
}

}  // namespace assay
