#include "harness/plan/dialogue.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

#include "harness/base/mark.h"
#include "harness/base/text.h"
#include "harness/suite/turns.h"

namespace assay {
namespace {

std::string name_of(std::string_view tool) {
  return fmt::format("'{}'", excerpt(tool, 60));
}

// Why `turns` cannot follow an answer with these calls, or "" and the call of each turn. A
// provider refuses a call without a result as it does a result without a call.
std::string match_calls(const Case& asked, TurnsOfRequest turns, const std::vector<ToolCall>& calls,
                        std::vector<std::size_t>& matched) {
  std::vector<bool> answered(calls.size(), false);
  for (std::size_t i = turns.begin; i < turns.end; ++i) {
    const std::string& tool = asked.turns[i].tool;
    if (tool.empty()) continue;
    std::size_t at = 0;
    while (at < calls.size() && (answered[at] || calls[at].name != tool)) ++at;
    if (at == calls.size())
      return fmt::format("turn {} has a result of {}, which the answer did not call", i + 1,
                         name_of(tool));
    answered[at] = true;
    matched.push_back(at);
  }
  const auto open = std::find(answered.begin(), answered.end(), false);
  if (open == answered.end()) return {};
  const ToolCall& call = calls[static_cast<std::size_t>(open - answered.begin())];
  return fmt::format("the answer called {}, and turn {} has no result of it", name_of(call.name),
                     turns.begin + 1);
}

// A simulated user speaks to answers, and gives back no results.
std::string why_no_user_follows(const std::vector<ToolCall>& calls) {
  if (calls.empty()) return {};
  ASSAY_MARK("dialogue.left_its_user");
  return fmt::format("the answer called {}, and a simulated user gives no results of tools",
                     name_of(calls.front().name));
}

}  // namespace

std::size_t longest_dialogue(const Plan& plan) {
  std::size_t longest = 0;
  for (const std::size_t i : plan.cases)
    if (const Case& asked = plan.suite->cases[i]; is_dialogue(asked))
      longest = std::max(longest, request_count(asked));
  return longest;
}

Message message_of(const Reply& reply, std::size_t request) {
  Message message{
      Role::assistant, reply.answer.empty() ? reply.refusal : reply.answer, reply.tool_calls, {}};
  if (!message.tool_calls.empty()) message.reasoning = reply.reasoning;
  message.native = reply.native;
  for (std::size_t i = 0; i < message.tool_calls.size(); ++i) {
    std::string& id = message.tool_calls[i].id;
    if (id.empty()) id = fmt::format("call_{}_{}", request + 1, i + 1);
  }
  return message;
}

Result<std::string> continue_dialogue(const Case& asked, std::size_t request, Message answer,
                                      const Vars& vars, Messages& messages) {
  const std::vector<ToolCall> calls = answer.tool_calls;
  messages.push_back(std::move(answer));
  if (asked.simulate != nullptr) return why_no_user_follows(calls);
  const std::vector<TurnsOfRequest> requests = turns_by_request(asked);
  if (request + 1 >= requests.size()) return std::string();
  const TurnsOfRequest next = requests[request + 1];
  std::vector<std::size_t> matched;
  std::string why = match_calls(asked, next, calls, matched);
  if (!why.empty()) {
    ASSAY_MARK("dialogue.left_its_script");
    return why;
  }
  for (std::size_t i = next.begin; i < next.end; ++i) {
    ASSAY_TRY(Message said, render_turn(asked, i, vars));
    if (!asked.turns[i].tool.empty()) said.tool_call_id = calls[matched[i - next.begin]].id;
    messages.push_back(std::move(said));
  }
  return std::string();
}

Result<void> add_results(const Case& asked, Message answer,
                         const std::vector<const ToolResult*>& results, Messages& messages) {
  const std::vector<ToolCall> calls = answer.tool_calls;
  messages.push_back(std::move(answer));
  for (std::size_t i = 0; i < calls.size(); ++i) {
    ASSAY_TRY(Message said, render_result(results[i]->result, results[i]->is_error, asked));
    said.tool_call_id = calls[i].id;
    messages.push_back(std::move(said));
  }
  return {};
}

}  // namespace assay
