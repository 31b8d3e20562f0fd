// Replies in the OpenAI shape, and in what its imitators make of it (PROTOCOLS
// 2.2, 2.3, 4, 5). A body is read as a stream of one delta, so that both ways
// through have one set of rules.
#include <algorithm>
#include <utility>

#include "harness/provider/failure.h"
#include "harness/provider/openai_wire.h"
#include "harness/provider/price.h"
#include "harness/provider/settle.h"

namespace assay {
namespace {

// More parallel calls than any model makes; a hostile index cannot make more.
constexpr std::size_t kMostToolCalls = 1024;

// Mistral: {"type":"thinking","thinking":[{"type":"text","text":"..."}]}.
void take_thinking(const WireValue& thinking, StreamState& state) {
  state.take_reasoning(thinking.text());
  thinking.for_each([&](const WireValue& part) { state.take_reasoning(part["text"].text()); });
}

void take_content(const WireValue& content, StreamState& state) {
  state.take_text(content.text());
  content.for_each([&](const WireValue& part) {
    if (part.is_string()) state.take_text(part.text());
    if (part["type"].text() == "thinking") {
      take_thinking(part["thinking"], state);
    } else if (part["type"].text() == "refusal") {
      state.reply.refusal += part["refusal"].text();
    } else {
      state.take_text(part["text"].text());
    }
  });
}

// One carrier only: OpenRouter sends the same text under two or three names.
void take_reasoning_fields(const WireValue& delta, StreamState& state) {
  for (const char* const name : {"reasoning_content", "reasoning"}) {
    if (delta[name].text().empty()) continue;
    state.take_reasoning(delta[name].text());
    return;
  }
  delta["reasoning_details"].for_each([&](const WireValue& detail) {
    state.take_reasoning(detail["text"].text());
    state.take_reasoning(detail["summary"].text());
  });
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
    if (!index && id.empty() && !fragment["function"]["name"].text().empty()) break;
    return &calls[i];
  }
  if (calls.size() >= kMostToolCalls) return nullptr;
  calls.emplace_back();
  state.tool_indices.push_back(index.value_or(-1));
  return &calls.back();
}

void take_tool_call(const WireValue& fragment, StreamState& state) {
  ToolCall* const call = call_of(fragment, state);
  if (call == nullptr) return;
  const WireValue function = fragment["function"];
  if (call->id.empty()) call->id = fragment["id"].text();
  if (call->name.empty()) call->name = function["name"].text();
  call->arguments += function["arguments"].as_text();  // JSON text; some send the object itself
  state.got_answer = true;
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
    state.reply.tool_calls.front().arguments += call["arguments"].as_text();
    state.got_answer = true;
  }
}

std::optional<std::int64_t> first_count(std::initializer_list<WireValue> values) {
  for (const WireValue& value : values) {
    if (const auto count = value.token_count()) return count;
  }
  return std::nullopt;
}

void take_usage(const WireValue& usage, Usage& known) {
  if (!usage.is_object()) return;
  const WireValue input_details = usage["prompt_tokens_details"];
  known.input = first_count({usage["prompt_tokens"]});
  known.output = first_count({usage["completion_tokens"]});
  known.cached_input = first_count({input_details["cached_tokens"],
                                    usage["prompt_cache_hit_tokens"], usage["num_cached_tokens"]});
  known.cache_write = first_count({input_details["cache_write_tokens"]});
  known.reasoning = first_count({usage["completion_tokens_details"]["reasoning_tokens"]});
  // Where the total shows that reasoning was counted beside the completion, make
  // it a part of the output, as it is billed.
  const auto total = usage["total_tokens"].token_count();
  if (known.input && known.output && known.reasoning.value_or(0) > 0 && total &&
      *total == *known.input + *known.output + *known.reasoning) {
    *known.output += *known.reasoning;
  }
}

// Usage comes at the root, under x_groq, or in the choice; the last one counts.
void take_accounts(const WireValue& root, const WireValue& choice, std::string_view text,
                   StreamState& state) {
  take_usage(choice["usage"], state.reply.usage);
  take_usage(root["x_groq"]["usage"], state.reply.usage);
  take_usage(root["usage"], state.reply.usage);
  // With a key of one's own, OpenRouter's cost is its fee and not the upstream's.
  const WireValue cost = root["usage"]["cost"];
  if (!cost.is_null() && !root["usage"]["is_byok"].is_true()) {
    state.reply.billed_cost = parse_billed_usd(raw_usage_cost(text));
  }
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

void take_document(const WireValue& root, const WireValue& choice, std::string_view text,
                   StreamState& state) {
  take_identity(root, state.reply);
  take_accounts(root, choice, text, state);
  take_delta(choice[choice["message"].is_object() ? "message" : "delta"], state);
  state.take_text(choice["text"].text());  // legacy completions
  if (const std::string_view reason = choice["finish_reason"].text(); !reason.empty()) {
    state.reply.native_finish_reason = reason;
    state.saw_terminal = true;
  }
}

std::optional<Failure> error_of(const WireValue& root, const WireValue& choice) {
  if (std::optional<Failure> failure = error_in(root, 0)) return failure;
  return choice["error"].truthy() ? error_in(choice, 0) : std::nullopt;  // OpenRouter
}

}  // namespace

std::optional<tl::expected<Reply, Failure>> decode_openai(const WireValue& root,
                                                          std::string_view body) {
  const WireValue choice = choice_in(root);
  if (!choice.is_object()) return std::nullopt;
  if (std::optional<Failure> failure = error_of(root, choice)) {
    return tl::unexpected(std::move(*failure));
  }
  const bool has_message = choice["message"].is_object() || choice["text"].is_string();
  if (!has_message) return tl::unexpected(bad_reply("the reply's choice has no message", body));
  StreamState state;
  take_document(root, choice, body, state);
  return settle(std::move(state.reply), state.content.text());
}

tl::expected<Reply, Failure> decode_openai_body(std::string_view body) {
  const WireValue root = parse_wire(body);
  if (auto reply = decode_openai(root, body)) return std::move(*reply);
  if (std::optional<Failure> failure = error_in(root, 0))
    return tl::unexpected(std::move(*failure));
  return tl::unexpected(bad_reply(
      root.is_object() ? "the reply has no choices" : "the reply is not a JSON object", body));
}

void on_openai_event(const SseEvent& event, StreamState& state) {
  const WireValue root = parse_wire(event.data);
  const WireValue choice = choice_in(root);
  std::optional<Failure> failure = error_of(root, choice);
  if (!failure && !root.is_object()) {
    failure = bad_reply("an event of the stream is not a JSON object", event.data);
  }
  if (failure) {
    if (!state.failure) state.failure = std::move(failure);
    return;
  }
  take_document(root, choice, event.data, state);
}

}  // namespace assay
