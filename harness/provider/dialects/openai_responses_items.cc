// The items of a Responses output that are whole (docs/protocols.md, "Responses").
#include "harness/provider/dialects/openai_responses_wire.h"
#include "harness/provider/quirks.h"

namespace assay {
namespace {

// More parallel calls than any model makes.
constexpr std::size_t kMostCalls = 1024;

std::size_t take_reasoning_parts(const WireValue& parts, StreamState& state) {
  std::size_t taken = 0;
  parts.for_each([&](const WireValue& part) {
    const std::string_view text = part["text"].text();
    if (text.empty()) return;
    begin_reasoning_line(state);
    state.take_reasoning(text);
    taken += text.size();
  });
  return taken;
}

// The thought itself where it is sent, else its summary. What is encrypted is not read.
void take_reasoning_item(const WireValue& item, StreamState& state) {
  if (take_reasoning_parts(item["content"], state) == 0)
    take_reasoning_parts(item["summary"], state);
}

void take_said(std::string_view text, bool commentary, StreamState& state) {
  if (!commentary) return state.take_text(text);
  begin_reasoning_line(state);
  state.take_reasoning(text);
}

void take_message_part(const WireValue& part, bool commentary, StreamState& state) {
  const std::string_view type = part["type"].text();
  if (type == "refusal") {
    state.reply.refusal += part["refusal"].text();
    state.got_answer = true;
  } else if (type == "output_text" || type == "text") {
    take_said(part["text"].text(), commentary, state);
  }
}

// A list of parts, or the text alone.
void take_message(const WireValue& item, StreamState& state) {
  const bool commentary = is_response_commentary(item);
  const WireValue content = item["content"];
  if (content.is_string()) return take_said(content.text(), commentary, state);
  content.for_each([&](const WireValue& part) { take_message_part(part, commentary, state); });
}

// The text of a call's arguments; those of a custom tool are any text.
std::string arguments_of(const WireValue& item) {
  return item[item["type"].text() == "custom_tool_call" ? "input" : "arguments"].as_text();
}

}  // namespace

void begin_reasoning_line(StreamState& state) {
  std::string& reasoning = state.reply.reasoning;
  if (!reasoning.empty() && !reasoning.ends_with('\n')) reasoning += '\n';
}

// What a model says of its doings before it answers is no answer.
bool is_response_commentary(const WireValue& item) {
  return item["phase"].text() == "commentary";
}

bool is_response_call(std::string_view type) {
  return type == "function_call" || type == "custom_tool_call";
}

ToolCall response_call(const WireValue& item) {
  const std::string_view id = item["call_id"].text();
  return {std::string(id.empty() ? item["id"].text() : id), std::string(item["name"].text()),
          arguments_of(item)};
}

void take_response_call(const WireValue& item, std::int64_t index, StreamState& state) {
  if (state.reply.tool_calls.size() >= kMostCalls) return;
  state.reply.tool_calls.push_back(response_call(item));
  state.tool_indices.push_back(index);
  state.got_answer = true;
}

void take_response_item(const WireValue& item, std::int64_t index, StreamState& state) {
  const std::string_view type = item["type"].text();
  if (type == "message") {
    take_message(item, state);
  } else if (type == "reasoning") {
    take_reasoning_item(item, state);
  } else if (is_response_call(type)) {
    take_response_call(item, index, state);
  } else if (!type.empty()) {
    note_quirk(state.reply, "the output item '" + std::string(type) + "' is not read");
  }
}

// Encrypted reasoning goes back with all that stood around it, as it came and in its order.
void keep_response_item(const WireValue& item, StreamState& state) {
  if (!state.done_items.empty()) state.done_items += ',';
  state.done_items += item.as_json();
  if (item["encrypted_content"].truthy()) state.wants_items_back = true;
}

}  // namespace assay
