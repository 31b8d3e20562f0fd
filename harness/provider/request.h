// A question without a wire format.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/base/json.h"
#include "harness/base/key.h"
#include "harness/provider/attachment.h"

namespace assay {

enum class Role { system, user, assistant, tool };

std::string_view to_string(Role role);

struct ToolCall {
  std::string id;  // the provider's; empty when it gave none
  std::string name;
  std::string arguments;  // JSON text as the model wrote it, possibly invalid
  // What its provider wants back with the call, unread (Gemini's thoughtSignature); mostly empty.
  std::string signature = {};

  friend bool operator==(const ToolCall&, const ToolCall&) = default;
};

struct Message {
  Role role = Role::user;
  std::string content;
  std::vector<ToolCall> tool_calls;  // assistant only
  std::string tool_call_id;          // tool only
  // Assistant only: the reasoning behind its calls, which some providers want back.
  std::string reasoning = {};
  // Assistant only: the message in its provider's own words, where that wants them back whole
  // (Reply::native). They go to the same dialect in place of content and calls; mostly empty.
  std::string native = {};
  std::vector<Attachment> attachments = {};  // in the order in which they stand in `content`
  bool is_error = false;                     // tool only: `content` says what went wrong

  friend bool operator==(const Message&, const Message&) = default;
};

using Messages = std::vector<Message>;

// The canonical form that the Store keeps: [{"role":"user","content":"..."}, ...].
std::string messages_to_json(const Messages& messages);
// The same as Keys hash it: attachments by their bytes, without their names.
std::string messages_to_key_json(const Messages& messages);
// The list of a message's `attachments` in it.
std::string attachments_to_json(const std::vector<Attachment>& attachments);
// Attachments come without bytes.
Result<Messages> messages_from_json(std::string_view json);

// How many of `messages` stand before the last `answers` messages of an assistant: what a
// dialogue began with.
std::size_t opening_of(const Messages& messages, std::size_t answers);

// What labels know a question by: the hash of its last user message, attachments among it.
// Nothing where no user spoke.
std::optional<Key> last_question_hash(const Messages& messages);

}  // namespace assay
