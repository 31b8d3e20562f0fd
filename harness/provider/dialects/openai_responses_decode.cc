// Replies in OpenAI's Responses shape (docs/protocols.md, "Responses"): a list of items, of
// which messages are the answer. A stream says each in pieces, then whole, and all of them once
// more in its last event, which counts.
#include <algorithm>
#include <array>
#include <utility>

#include "harness/provider/conclude.h"
#include "harness/provider/dialects/openai_responses_wire.h"
#include "harness/provider/dialects/openai_wire.h"
#include "harness/provider/failure.h"
#include "harness/provider/quirks.h"
#include "harness/provider/wire_json.h"

namespace assay {
namespace {

// More items than any reply has.
constexpr std::size_t kMostItems = 16'384;

constexpr const char* kReasoningText = "reasoning_text";
constexpr const char* kReasoningSummary = "reasoning_summary";

// Error codes of a failed response that say that the model's owner will not answer this prompt.
constexpr std::array<std::string_view, 2> kRefusalCodes = {"invalid_prompt", "bio_policy"};

// ---- the response around them

void keep_said(std::string& field, const WireValue& value) {
  if (!value.text().empty()) field = value.text();
}

void take_frame(const WireValue& response, StreamState& state) {
  keep_said(state.reply.id, response["id"]);
  keep_said(state.reply.model, response["model"]);
}

// What cannot be is not corrected in silence.
void note_contradictions(const WireValue& response, Reply& reply) {
  const Usage& usage = reply.usage;
  const auto total = response["usage"]["total_tokens"].token_count();
  if (total && *total < usage.input.value_or(0) + usage.output.value_or(0))
    note_quirk(reply, "usage.total_tokens is less than input and output");
  if (usage.input && usage.cached_input > usage.input)
    note_quirk(reply, "usage has more cached tokens than input");
}

// `text` is the JSON of `response`.
void take_accounts(const WireValue& response, std::string_view text, StreamState& state) {
  take_frame(response, state);
  take_openai_usage(response, {}, text, state.reply);
  note_unread_response(response, state.reply);
  note_contradictions(response, state.reply);
}

Failure no_result(std::string_view status) {
  return make_failure(FailureKind::bad_reply, true,
                      "the response has the status '" + std::string(status) + "' and no result");
}

// An error that is a refusal: the outcome of a prompt, not of a server.
bool take_refusing_error(const WireValue& response, StreamState& state) {
  const WireValue error = response["error"];
  const std::string_view code = error["code"].text();
  const bool refuses =
      std::find(kRefusalCodes.begin(), kRefusalCodes.end(), code) != kRefusalCodes.end();
  if (!refuses || response["status"].text() != "failed") return false;
  state.reply.refusal = error["message"].text();
  if (state.reply.refusal.empty()) state.reply.refusal = "error code: " + std::string(code);
  state.take_finish(code);
  return true;
}

// Why a whole response ended, or why it is none. `response` is what a body or a last event has.
std::optional<Failure> take_end(std::string_view status, const WireValue& response,
                                StreamState& state) {
  if (take_refusing_error(response, state)) return std::nullopt;
  if (std::optional<Failure> failure = error_in(response, 0)) {
    // It was paid for as far as it says what it used.
    state.broke_off = response["usage"].is_object();
    return failure;
  }
  if (status == "incomplete") {
    const std::string_view reason = response["incomplete_details"]["reason"].text();
    state.take_finish(reason.empty() ? status : reason);
  } else if (status == "cancelled" || status == "failed") {
    state.take_finish(status);
  } else if (!status.empty() && status != "completed") {
    return no_result(status);
  } else if (!state.reply.tool_calls.empty()) {
    state.take_finish("function_call");  // the item is the word: the status has none for it
  } else {
    state.take_finish(status);
  }
  if (state.wants_items_back) state.reply.native = '[' + state.done_items + ']';
  return std::nullopt;
}

// ---- items in pieces

StreamState::Item* item_at(const WireValue& event, StreamState& state) {
  const std::int64_t index = event["output_index"].integer().value_or(-1);
  for (std::size_t i = state.items.size(); i-- > 0;) {
    if (state.items[i].index == index) return &state.items[i];
  }
  if (state.items.size() >= kMostItems) return nullptr;
  state.items.push_back({index});
  return &state.items.back();
}

// Parts of reasoning are lines of their own.
void begin_part(const WireValue& part, StreamState::Item& item, StreamState& state) {
  const std::int64_t index = part.integer().value_or(0);
  if (std::exchange(item.part, index) != index) begin_reasoning_line(state);
}

void begin_item(const WireValue& event, StreamState& state) {
  StreamState::Item* const item = item_at(event, state);
  if (item == nullptr) return;
  const WireValue added = event["item"];
  item->is_commentary = is_response_commentary(added);
  if (!is_response_call(added["type"].text())) return;
  item->told = true;
  take_response_call(added, item->index, state);
}

void take_text_delta(const WireValue& event, StreamState& state) {
  StreamState::Item* const item = item_at(event, state);
  if (item == nullptr) return;
  item->told = true;
  const std::string_view delta = event["delta"].text();
  if (!item->is_commentary) return state.take_text(delta);
  begin_part(event["content_index"], *item, state);
  state.take_reasoning(delta);
}

// Some send the thought and a summary of it: what came first counts until the end.
void take_reasoning_delta(const char* carrier, const WireValue& event, StreamState& state) {
  if (state.reasoning_carrier != nullptr && state.reasoning_carrier != carrier) return;
  state.reasoning_carrier = carrier;
  StreamState::Item* const item = item_at(event, state);
  if (item == nullptr) return;
  item->told = true;
  begin_part(event[carrier == kReasoningText ? "content_index" : "summary_index"], *item, state);
  state.take_reasoning(event["delta"].text());
}

void take_refusal_delta(const WireValue& event, StreamState& state) {
  if (StreamState::Item* const item = item_at(event, state)) item->told = true;
  state.reply.refusal += event["delta"].text();
  state.got_answer = true;
}

ToolCall* call_at(const WireValue& event, StreamState& state) {
  const std::int64_t index = event["output_index"].integer().value_or(-1);
  for (std::size_t i = state.tool_indices.size(); i-- > 0;) {
    if (state.tool_indices[i] == index) return &state.reply.tool_calls[i];
  }
  return nullptr;
}

void take_arguments_delta(const WireValue& event, StreamState& state) {
  ToolCall* const call = call_at(event, state);
  if (call == nullptr) return;
  call->arguments += event["delta"].text();
  state.got_answer = true;
}

void complete_call(const WireValue& done, ToolCall& call, StreamState& state) {
  ToolCall whole = response_call(done);
  if (whole.arguments.empty()) whole.arguments = std::move(call.arguments);
  state.got_answer = call.arguments.empty() && !whole.arguments.empty();
  call = std::move(whole);
}

// The whole of an item stands for its pieces; its text only where none came.
void end_item(const WireValue& event, StreamState& state) {
  const WireValue done = event["item"];
  keep_response_item(done, state);
  if (is_response_call(done["type"].text())) {
    if (ToolCall* const call = call_at(event, state)) return complete_call(done, *call, state);
  }
  StreamState::Item* const item = item_at(event, state);
  if (item == nullptr || std::exchange(item->told, true)) return;
  take_response_item(done, item->index, state);
}

// ---- the last event

// The output of the last event, where it has one, is the reply. `told` is what pieces said.
void settle_output(const WireValue& output, StreamState& state) {
  if (!output.truthy()) return;
  StreamState whole;
  whole.reasoning_tags = state.reasoning_tags;
  output.for_each([&](const WireValue& item) {
    take_response_item(item, -1, whole);
    keep_response_item(item, whole);
  });
  const bool was_silent =
      state.content.text().empty() && state.reply.tool_calls.empty() && state.reply.refusal.empty();
  const bool differs =
      !state.content.text().empty() && state.content.text() != whole.content.text();
  if (differs)
    note_quirk(state.reply, "the answer's pieces are not the answer that its last event has");
  state.got_answer = was_silent && whole.got_answer;
  state.content = std::move(whole.content);
  state.reply.reasoning = std::move(whole.reply.reasoning);
  state.reply.refusal = std::move(whole.reply.refusal);
  state.reply.tool_calls = std::move(whole.reply.tool_calls);
  state.tool_indices = std::move(whole.tool_indices);
  state.done_items = std::move(whole.done_items);
  state.wants_items_back = whole.wants_items_back;
  for (const std::string& quirk : whole.reply.quirks) note_quirk(state.reply, quirk);
}

// The status is the event's name once more; where it is not, neither is to be believed.
bool contradicts(std::string_view event, const WireValue& response) {
  const std::string_view status = response["status"].text();
  return !status.empty() && status != event;
}

void take_last(std::string_view ending, const WireValue& response, StreamState& state) {
  const auto fail = [&](Failure failure) {
    if (!state.failure) state.failure = std::move(failure);
  };
  if (!response.is_object())
    return fail(bad_reply("the event response." + std::string(ending) + " has no response", ""));
  settle_output(response["output"], state);
  const bool bills = !response["usage"]["cost"].is_null();
  take_accounts(response, bills ? response.as_json() : "", state);
  if (contradicts(ending, response) && !response["error"].truthy())
    return fail(bad_reply("the event response." + std::string(ending) + " has a response of status",
                          response["status"].text()));
  if (std::optional<Failure> failure = take_end(ending, response, state))
    return fail(std::move(*failure));
  state.saw_terminal = true;
  state.saw_done = true;
}

using TakeEvent = void (*)(const WireValue&, StreamState&);
struct EventRow {
  std::string_view type;  // without "response."
  TakeEvent take;
};
constexpr std::array kEvents = {
    EventRow{"output_item.added", begin_item},
    EventRow{"output_item.done", end_item},
    EventRow{"output_text.delta", take_text_delta},
    EventRow{"refusal.delta", take_refusal_delta},
    EventRow{"function_call_arguments.delta", take_arguments_delta},
    EventRow{"custom_tool_call_input.delta", take_arguments_delta},
    EventRow{"reasoning_text.delta",
             [](const WireValue& event, StreamState& state) {
               take_reasoning_delta(kReasoningText, event, state);
             }},
    EventRow{"reasoning_summary_text.delta",
             [](const WireValue& event, StreamState& state) {
               take_reasoning_delta(kReasoningSummary, event, state);
             }},
    EventRow{"created", [](const WireValue& event,
                           StreamState& state) { take_frame(event["response"], state); }},
    EventRow{"completed",
             [](const WireValue& event, StreamState& state) {
               take_last("completed", event["response"], state);
             }},
    EventRow{"incomplete",
             [](const WireValue& event, StreamState& state) {
               take_last("incomplete", event["response"], state);
             }},
    EventRow{"failed", [](const WireValue& event,
                          StreamState& state) { take_last("failed", event["response"], state); }},
    EventRow{"cancelled",
             [](const WireValue& event, StreamState& state) {
               take_last("cancelled", event["response"], state);
             }},
};

}  // namespace

tl::expected<Reply, Failure> decode_responses_body(std::string_view body, StreamState& state) {
  const WireValue root = parse_wire(body);
  const bool is_response = root["output"].is_array() || root["object"].text() == "response";
  if (!is_response) {
    if (std::optional<Failure> failure = error_in(root, 0))
      return tl::unexpected(std::move(*failure));
    return tl::unexpected(bad_reply(
        root.is_object() ? "the reply has no output" : "the reply is not a JSON object", body));
  }
  root["output"].for_each([&](const WireValue& item) {
    take_response_item(item, -1, state);
    keep_response_item(item, state);
  });
  take_accounts(root, body, state);
  if (std::optional<Failure> failure = take_end(root["status"].text(), root, state))
    return tl::unexpected(std::move(*failure));
  if (!root["output"].is_array() && state.reply.refusal.empty())
    return tl::unexpected(bad_reply("the reply has no output", body));
  return conclude(state);
}

void on_responses_event(const SseEvent& event, StreamState& state) {
  const WireValue root = parse_wire(event.data);
  if (std::optional<Failure> failure = error_in_event(root, event.name, event.data)) {
    if (!state.failure) state.failure = std::move(failure);
    return;
  }
  std::string_view type = root["type"].text();
  if (type.empty()) type = event.name;
  constexpr std::string_view kPrefix = "response.";
  if (!type.starts_with(kPrefix)) return;  // keepalive, and what comes yet
  type.remove_prefix(kPrefix.size());
  for (const EventRow& row : kEvents) {
    if (row.type == type) return row.take(root, state);
  }
}

}  // namespace assay
