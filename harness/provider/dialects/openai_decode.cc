// Replies in the OpenAI shape, and in what its imitators make of it
// (docs/protocols.md, "Chat completions"). A body is read as a stream of one delta,
// so that both ways through have one set of rules.
#include <array>
#include <utility>

#include "harness/provider/conclude.h"
#include "harness/provider/dialects/openai_wire.h"
#include "harness/provider/failure.h"
#include "harness/provider/quirks.h"

namespace assay {
namespace {

// More parallel calls than any model makes; a hostile index cannot make more.
constexpr std::size_t kMostToolCalls = 1024;

// Mistral: {"type":"thinking","thinking":[{"type":"text","text":"..."}]}.
void take_thinking(const WireValue& thinking, StreamState& state) {
  state.take_reasoning(thinking.text());
  thinking.for_each([&](const WireValue& part) { state.take_reasoning(part["text"].text()); });
}

void take_part(const WireValue& part, StreamState& state) {
  const std::string_view type = part["type"].text();
  if (part.is_string()) {
    state.take_text(part.text());
  } else if (type == "thinking" || type == "reasoning") {
    take_thinking(part[part["thinking"].is_null() ? "text" : "thinking"], state);
  } else if (type == "refusal") {
    state.reply.refusal += part["refusal"].text();
  } else {
    state.take_text(part["text"].text());
  }
}

// A text, a list of parts, or one part without its list.
void take_content(const WireValue& content, StreamState& state) {
  if (content.is_string() || content.is_object()) take_part(content, state);
  content.for_each([&](const WireValue& part) { take_part(part, state); });
}

constexpr const char* kReasoningDetails = "reasoning_details";
constexpr std::array kReasoningFields = {"reasoning_content", "reasoning", "thinking",
                                         kReasoningDetails};

// OpenRouter: a list of {"text"} and {"summary"}.
void take_reasoning_details(const WireValue& details, StreamState& state) {
  details.for_each([&](const WireValue& detail) {
    state.take_reasoning(detail["text"].text());
    state.take_reasoning(detail["summary"].text());
  });
}

// Several fields carry the same text (OpenRouter, vLLM), in one chunk or the
// whole of it once more at the end: the one that brought some first counts.
void take_reasoning_fields(const WireValue& delta, StreamState& state) {
  for (const char* const name : kReasoningFields) {
    if (state.reasoning_carrier != nullptr && state.reasoning_carrier != name) continue;
    const std::size_t before = state.reply.reasoning.size();
    if (name == kReasoningDetails) {
      take_reasoning_details(delta[name], state);
    } else {
      state.take_reasoning(delta[name].text());
    }
    if (state.reply.reasoning.size() == before) continue;
    state.reasoning_carrier = name;
    return;
  }
}

// As OpenAI nests it, or flat.
WireValue function_of(const WireValue& fragment) {
  return fragment["function"].is_object() ? fragment["function"] : fragment;
}

// The call that a fragment belongs to: by index; without one (Gemini) a new id
// begins a call; servers that number every call 0 are told by their ids too.
ToolCall* call_of(const WireValue& fragment, StreamState& state) {
  std::vector<ToolCall>& calls = state.reply.tool_calls;
  const std::string_view id = fragment["id"].text();
  const std::optional<std::int64_t> index = fragment["index"].integer();
  for (std::size_t i = calls.size(); i-- > 0;) {
    const bool same = index ? state.tool_indices[i] == *index : true;
    if (!same) continue;
    if (!id.empty() && !calls[i].id.empty() && calls[i].id != id) break;
    const bool is_nameless = function_of(fragment)["name"].text().empty();
    if (!index && !is_nameless && (id.empty() || calls[i].id.empty())) break;
    return &calls[i];
  }
  if (calls.size() >= kMostToolCalls) return nullptr;
  calls.emplace_back();
  state.tool_indices.push_back(index.value_or(-1));
  return &calls.back();
}

// Some servers send the arguments in pieces and then once more as a whole: two
// objects in a row are no arguments, so the second says nothing new.
void add_arguments(std::string_view piece, ToolCall& call) {
  const bool is_object = piece.starts_with('{') && piece.ends_with('}');
  if (is_object && piece == call.arguments) return;
  call.arguments += piece;
}

// A message, or the piece of one that a stream chunk brings.
void take_delta(const WireValue& delta, StreamState& state) {
  take_reasoning_fields(delta, state);
  take_content(delta["content"], state);
  if (const std::string_view refusal = delta["refusal"].text(); !refusal.empty()) {
    state.reply.refusal += refusal;
    state.got_answer = true;
  }
  delta["tool_calls"].for_each([&](const WireValue& call) { take_tool_call(call, state); });
  if (const WireValue call = delta["function_call"]; call.is_object()) {  // before tool_calls
    if (state.reply.tool_calls.empty()) state.reply.tool_calls.emplace_back();
    state.tool_indices.resize(state.reply.tool_calls.size(), -1);
    state.reply.tool_calls.front().name += call["name"].text();
    add_arguments(call["arguments"].as_text(), state.reply.tool_calls.front());
    state.got_answer = true;
  }
}

bool has_members(const WireValue& value) {
  bool any = false;
  value.for_each_member([&](std::string_view, const WireValue&) { any = true; });
  return any;
}

// The text of a streamed message that did not come in one before it.
std::string_view fresh_text(std::string_view text, StreamState& state) {
  using Messages = StreamState::Messages;
  const std::string_view so_far = state.content.text();
  if (state.messages == Messages::pieces) return text;
  if (text.starts_with(so_far)) {
    const bool grew = !so_far.empty() && text.size() > so_far.size();
    if (grew) state.messages = Messages::whole_so_far;
    return text.substr(so_far.size());
  }
  if (state.messages == Messages::unknown) {
    state.messages = Messages::pieces;
    return text;
  }
  if (!so_far.starts_with(text) && !state.failure) {
    state.failure = bad_reply("a message of the stream does not go on from the one before", text);
  }
  return {};
}

// A message in a stream says once more what deltas have said, or it is all of the
// text so far (Perplexity), or the whole reply at once, or a piece.
void take_streamed_message(const WireValue& message, StreamState& state) {
  StreamState whole;
  take_delta(message, whole);
  const StreamState::Channels& told = state.told_by_delta;
  if (!told.reasoning && whole.reply.reasoning.starts_with(state.reply.reasoning)) {
    state.take_reasoning(
        std::string_view(whole.reply.reasoning).substr(state.reply.reasoning.size()));
  }
  if (!told.answer && !whole.content.text().empty()) {
    state.take_text(fresh_text(whole.content.text(), state));
  }
  if (!told.refusal && !whole.reply.refusal.empty()) {
    state.reply.refusal = std::move(whole.reply.refusal);
    state.got_answer = true;
  }
  if (!told.tool_calls && !whole.reply.tool_calls.empty()) {
    state.reply.tool_calls = std::move(whole.reply.tool_calls);
    state.tool_indices = std::move(whole.tool_indices);
    state.got_answer = true;
  }
}

void take_streamed_delta(const WireValue& delta, StreamState& state) {
  const Reply& reply = state.reply;
  const std::size_t reasoning = reply.reasoning.size();
  const std::size_t answer = state.content.text().size();
  take_delta(delta, state);
  StreamState::Channels& told = state.told_by_delta;
  told.reasoning = told.reasoning || reply.reasoning.size() > reasoning;
  told.answer = told.answer || state.content.text().size() > answer;
  told.refusal = told.refusal || !delta["refusal"].text().empty();
  told.tool_calls =
      told.tool_calls || delta["tool_calls"].truthy() || delta["function_call"].truthy();
}

// One text in several carriers is one text: what `delta` says counts before
// `message`, and `text`, the field of legacy completions, only where neither of
// them says anything (Together sends it beside every delta).
void take_streamed_choice(const WireValue& choice, StreamState& state) {
  const bool has_delta = has_members(choice["delta"]);
  const bool has_message = has_members(choice["message"]);
  if (has_delta) take_streamed_delta(choice["delta"], state);
  if (has_message) take_streamed_message(choice["message"], state);
  if (has_delta || has_message) {
    state.chat_spoke = state.chat_spoke || !state.content.text().empty();
  } else if (!state.chat_spoke) {
    state.take_text(choice["text"].text());
  }
}

// The same of a body, where the message is the whole.
void take_whole_choice(const WireValue& choice, StreamState& state) {
  for (const char* const carrier : {"message", "delta"}) {
    if (!has_members(choice[carrier])) continue;
    take_delta(choice[carrier], state);
    const bool says_nothing = state.content.text().empty() && state.reply.tool_calls.empty();
    if (says_nothing && choice["text"].truthy()) {
      note_quirk(state.reply, "the field 'choices.text' beside a message is not read");
    }
    return;
  }
  state.take_text(choice["text"].text());
}

void keep_first(std::string& field, const WireValue& value) {
  if (field.empty()) field = value.text();
}

void take_identity(const WireValue& root, Reply& reply) {
  keep_first(reply.id, root["id"]);
  keep_first(reply.model, root["model"]);
  keep_first(reply.system_fingerprint, root["system_fingerprint"]);
}

// The choice of index 0: with n > 1 chunks of several choices interleave.
WireValue choice_in(const WireValue& root) {
  WireValue found;
  root["choices"].for_each([&](const WireValue& choice) {
    if (!found.is_object() && choice["index"].integer().value_or(0) == 0) found = choice;
  });
  return found;
}

// What a body and a chunk have in common, beside their text.
void take_frame(const WireValue& root, const WireValue& choice, std::string_view text,
                StreamState& state) {
  take_identity(root, state.reply);
  const std::string_view reason = choice["finish_reason"].text();
  state.take_finish(reason);
  take_openai_usage(root, choice, text, state.reply);
  // Once a reply, where the accounts are: not in each of hundreds of chunks.
  if (!reason.empty() || root["usage"].is_object()) note_unread_openai(root, state.reply);
}

// OpenRouter
std::optional<Failure> error_in_choice(const WireValue& choice) {
  return choice["error"].truthy() ? error_in(choice, 0) : std::nullopt;
}

}  // namespace

void take_tool_call(const WireValue& fragment, StreamState& state) {
  ToolCall* const call = call_of(fragment, state);
  if (call == nullptr) return;
  const WireValue function = function_of(fragment);
  if (call->id.empty()) call->id = fragment["id"].text();
  if (call->name.empty()) call->name = function["name"].text();
  add_arguments(function["arguments"].as_text(), *call);  // JSON text; some send the object itself
  state.got_answer = true;
}

std::optional<tl::expected<Reply, Failure>> decode_openai(const WireValue& root,
                                                          std::string_view body,
                                                          StreamState& state) {
  const WireValue choice = choice_in(root);
  if (!choice.is_object()) return std::nullopt;
  std::optional<Failure> failure = error_in(root, 0);
  if (!failure) failure = error_in_choice(choice);
  if (failure) return tl::unexpected(std::move(*failure));
  const bool has_message = choice["message"].is_object() || choice["text"].is_string();
  if (!has_message) return tl::unexpected(bad_reply("the reply's choice has no message", body));
  take_whole_choice(choice, state);
  take_frame(root, choice, body, state);
  return conclude(state);
}

tl::expected<Reply, Failure> decode_openai_body(std::string_view body, StreamState& state) {
  const WireValue root = parse_wire(body);
  if (auto reply = decode_openai(root, body, state)) return std::move(*reply);
  if (std::optional<Failure> failure = error_in(root, 0))
    return tl::unexpected(std::move(*failure));
  return tl::unexpected(bad_reply(
      root.is_object() ? "the reply has no choices" : "the reply is not a JSON object", body));
}

void on_openai_event(const SseEvent& event, StreamState& state) {
  const WireValue root = parse_wire(event.data);
  const WireValue choice = choice_in(root);
  std::optional<Failure> failure = error_in_event(root, event.name, event.data);
  if (!failure) failure = error_in_choice(choice);
  if (failure) {
    if (!state.failure) state.failure = std::move(failure);
    return;
  }
  take_streamed_choice(choice, state);
  take_frame(root, choice, event.data, state);
  state.saw_terminal = state.finish_is_known;
}

}  // namespace assay
