// A question without a wire format.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "harness/base/json.h"

namespace assay {

enum class Role { system, user, assistant, tool };

std::string_view to_string(Role role);

struct ToolCall {
  std::string id;  // the provider's; empty when it gave none
  std::string name;
  std::string arguments;  // JSON text as the model wrote it, possibly invalid

  friend bool operator==(const ToolCall&, const ToolCall&) = default;
};

struct Message {
  Role role = Role::user;
  std::string content;
  std::vector<ToolCall> tool_calls;  // assistant only
  std::string tool_call_id;          // tool only
  // Assistant only: the reasoning behind its calls, which some providers want back.
  std::string reasoning = {};

  friend bool operator==(const Message&, const Message&) = default;
};

using Messages = std::vector<Message>;

// The canonical form that Keys hash and the Store keeps:
// [{"role":"user","content":"..."}, ...].
std::string messages_to_json(const Messages& messages);
Result<Messages> messages_from_json(std::string_view json);

}  // namespace assay
