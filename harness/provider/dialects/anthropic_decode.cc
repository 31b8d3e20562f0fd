// Replies in Anthropic's shape (docs/protocols.md, "Anthropic messages").
#include <array>
#include <utility>

#include "harness/provider/conclude.h"
#include "harness/provider/dialects/anthropic_wire.h"
#include "harness/provider/failure.h"
#include "harness/provider/quirks.h"
#include "harness/provider/wire_json.h"

namespace assay {
namespace {

constexpr std::size_t kMostToolCalls = 1024;

// Fields that are read, and those that are known to say nothing assay needs.
constexpr std::array<std::string_view, 12> kMessageFields = {
    "id",    "type",        "role",          "content",
    "model", "stop_reason", "stop_sequence", "stop_details",
    "usage", "container",   "error",         "context_management"};
constexpr std::array<std::string_view, 9> kUsageFields = {
    "input_tokens",  "cache_creation_input_tokens", "cache_read_input_tokens", "cache_creation",
    "output_tokens", "output_tokens_details",       "server_tool_use",         "service_tier",
    "inference_geo"};

// A whole block, or the beginning of one that deltas continue or, at some
// gateways, repeat.
void take_block(const WireValue& block, std::int64_t index, StreamState& state) {
  const std::string_view type = block["type"].text();
  if (type == "text") {
    state.take_text(block["text"].text());
  } else if (type == "thinking") {
    if (!state.reply.reasoning.empty()) state.reply.reasoning += '\n';
    state.take_reasoning(block["thinking"].text());
  } else if (type == "tool_use" && state.reply.tool_calls.size() < kMostToolCalls) {
    const WireValue input = block["input"];
    state.reply.tool_calls.push_back({std::string(block["id"].text()),
                                      std::string(block["name"].text()),
                                      input.truthy() ? input.as_json() : ""});
    state.tool_indices.push_back(index);
    state.got_answer = true;
  }
}

void take_block_delta(const WireValue& delta, std::int64_t index, StreamState& state) {
  const std::string_view type = delta["type"].text();
  if (type == "text_delta") return state.take_text(state.echo.take(delta["text"].text()));
  if (type == "thinking_delta") {
    return state.take_reasoning(state.echo.take(delta["thinking"].text()));
  }
  if (type != "input_json_delta") return;  // signatures, citations, and what comes yet
  for (std::size_t i = state.tool_indices.size(); i-- > 0;) {
    if (state.tool_indices[i] != index) continue;
    std::string& arguments = state.reply.tool_calls[i].arguments;
    // What a block began with is whole: pieces say it once more, not the rest of it.
    if (!std::exchange(state.block_has_pieces, true)) arguments.clear();
    arguments += delta["partial_json"].text();
    state.got_answer = true;
    return;
  }
}

// Pieces that looked like a repetition and stopped short of it were new.
void end_block(StreamState& state) {
  const std::string kept = state.echo.end();
  if (state.block_thinks) return state.take_reasoning(kept);
  state.take_text(kept);
}

void begin_block(const WireValue& block, std::int64_t index, StreamState& state) {
  end_block(state);
  take_block(block, index, state);
  state.block_has_pieces = false;
  state.block_thinks = block["type"].text() == "thinking";
  state.echo.expect(block[state.block_thinks ? "thinking" : "text"].text());
}

void take_count(const WireValue& count, std::optional<std::int64_t>& known) {
  if (const auto value = count.token_count()) known = value;
}

// The classes are disjoint here and parts of the input in Usage.
void take_input_usage(const WireValue& usage, StreamState& state) {
  Usage& known = state.reply.usage;
  if (!usage["service_tier"].text().empty())
    state.reply.service_tier = message_line(usage["service_tier"].text());
  take_count(usage["input_tokens"], state.uncached_input);
  take_count(usage["cache_creation_input_tokens"], known.cache_write);
  take_count(usage["cache_read_input_tokens"], known.cached_input);
  if (!state.uncached_input) return;
  known.input =
      *state.uncached_input + known.cache_write.value_or(0) + known.cached_input.value_or(0);
}

void take_output_usage(const WireValue& usage, StreamState& state) {
  take_count(usage["output_tokens"], state.reply.usage.output);
  take_count(usage["output_tokens_details"]["thinking_tokens"], state.reply.usage.reasoning);
}

// Where a stop reason stands: the message, or message_delta's delta.
void take_stop(const WireValue& value, StreamState& state) {
  state.take_finish(value["stop_reason"].text());
  Reply& reply = state.reply;
  if (reply.native_finish_reason != "refusal") return;
  reply.refusal = value["stop_details"]["explanation"].text();
  if (reply.refusal.empty()) reply.refusal = "stop_reason: refusal";
}

void take_identity(const WireValue& message, Reply& reply) {
  reply.id = message["id"].text();
  reply.model = message["model"].text();
}

// A call without arguments streams no piece of them.
void complete_arguments(Reply& reply) {
  for (ToolCall& call : reply.tool_calls) {
    if (call.arguments.empty()) call.arguments = "{}";
  }
}

void take_event(std::string_view type, const WireValue& root, StreamState& state) {
  const std::int64_t index = root["index"].integer().value_or(-1);
  if (type == "message_start") {
    take_identity(root["message"], state.reply);
    // Its output_tokens is a placeholder; message_delta counts.
    take_input_usage(root["message"]["usage"], state);
    note_unread(root["message"], "", kMessageFields, state.reply);
  } else if (type == "content_block_start") {
    begin_block(root["content_block"], index, state);
  } else if (type == "content_block_delta") {
    take_block_delta(root["delta"], index, state);
  } else if (type == "content_block_stop") {
    end_block(state);
  } else if (type == "message_delta") {
    end_block(state);
    complete_arguments(state.reply);
    take_stop(root["delta"], state);
    take_input_usage(root["usage"], state);
    take_output_usage(root["usage"], state);
    note_unread(root["usage"], "usage.", kUsageFields, state.reply);
  } else if (type == "message_stop") {
    end_block(state);
    complete_arguments(state.reply);
    state.saw_done = true;  // an end only of what has a stop reason
  }
}

}  // namespace

tl::expected<Reply, Failure> decode_anthropic_body(std::string_view body, StreamState& state) {
  const WireValue root = parse_wire(body);
  if (std::optional<Failure> failure = error_in(root, 0))
    return tl::unexpected(std::move(*failure));
  if (!root["content"].is_array()) {
    return tl::unexpected(bad_reply(
        root.is_object() ? "the reply has no content" : "the reply is not a JSON object", body));
  }
  take_identity(root, state.reply);
  root["content"].for_each([&](const WireValue& block) { take_block(block, -1, state); });
  take_stop(root, state);
  take_input_usage(root["usage"], state);
  take_output_usage(root["usage"], state);
  complete_arguments(state.reply);
  note_unread(root, "", kMessageFields, state.reply);
  note_unread(root["usage"], "usage.", kUsageFields, state.reply);
  return conclude(state);
}

void on_anthropic_event(const SseEvent& event, StreamState& state) {
  const WireValue root = parse_wire(event.data);
  if (std::optional<Failure> failure = error_in_event(root, event.name, event.data)) {
    if (!state.failure) state.failure = std::move(failure);
    return;
  }
  const std::string_view type = root["type"].text();
  take_event(type.empty() ? event.name : type, root, state);
}

Result<std::int64_t> decode_anthropic_token_count(std::string_view body) {
  const WireValue root = parse_wire(body);
  if (const std::optional<Failure> failure = error_in(root, 0)) {
    return infrastructure_error(failure->message);
  }
  const std::optional<std::int64_t> count = root["input_tokens"].token_count();
  if (!count) return infrastructure_error("the provider's reply has no input_tokens");
  return *count;
}

}  // namespace assay
