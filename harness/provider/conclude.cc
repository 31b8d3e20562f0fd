#include "harness/provider/conclude.h"

#include <string>
#include <utility>

#include "harness/base/mark.h"
#include "harness/provider/failure.h"
#include "harness/provider/price.h"
#include "harness/provider/quirks.h"
#include "harness/provider/reasoning.h"

namespace assay {
namespace {

Failure failed_generation(std::string_view native, FailureKind kind) {
  Failure failure = make_failure(
      kind, true, "the generation broke off (finish reason " + std::string(native) + ")");
  failure.code = message_line(native);
  return failure;
}

bool has_text(const Reply& reply) {
  return !reply.answer.empty() || !reply.reasoning.empty() || !reply.refusal.empty() ||
         !reply.tool_calls.empty();
}

// Servers that don't count send 0: a prompt is never empty, nor is text free.
void forget_zeros(const StreamState& state, Reply& reply) {
  if (reply.usage.input == 0) reply.usage.input.reset();
  if (reply.usage.output == 0 && has_text(reply)) reply.usage.output.reset();
  if (state.prompt_was_blocked && !reply.usage.output) reply.usage.output = 0;
}

void check_usage(Reply& reply) {
  Usage& usage = reply.usage;
  if (!usage.input) usage.estimated = true;  // by who knows the messages
  if (!usage.output) {
    ASSAY_MARK("usage.missing");
    usage.output = estimate_output_tokens(reply);
    usage.estimated = true;
  }
  // Parts are never larger than their whole, or a cost would be negative.
  if (usage.input && usage.cached_input > usage.input) usage.cached_input = usage.input;
  if (usage.reasoning > usage.output) usage.reasoning = usage.output;
}

void take_answer(StreamState& state) {
  Reply& reply = state.reply;
  const SplitAnswer split =
      split_reasoning(state.content.text(), reply.reasoning, state.reasoning_tags);
  reply.answer = split.answer;
  if (reply.reasoning.empty()) reply.reasoning = split.reasoning;
  note_inline_reasoning(reply, split);
  note_unknown_tag(reply);
}

}  // namespace

tl::expected<Reply, Failure> conclude(StreamState& state) {
  Reply& reply = state.reply;
  take_answer(state);
  forget_zeros(state, reply);
  const std::string& native = reply.native_finish_reason;
  const FinishMeaning meaning = meaning_of_finish(native).value_or(FinishMeaning{});
  if (meaning.failed) {
    state.broke_off = true;
    return tl::unexpected(failed_generation(native, *meaning.failed));
  }
  if (!native.empty() && !meaning.is_known()) {
    note_quirk(reply, "the finish reason '" + native + "' is not known");
  }
  reply.finish_reason = reply.refusal.empty() ? meaning.reason : FinishReason::filtered;
  const bool is_stop = reply.finish_reason == FinishReason::stop;
  if (is_stop && state.calls_end_in_stop && !reply.tool_calls.empty())
    reply.finish_reason = FinishReason::tool_calls;
  ASSAY_MARK_IF(reply.finish_reason != FinishReason::stop, "reply.odd_finish");
  ASSAY_MARK_IF(!has_text(reply), "reply.empty");
  check_usage(reply);
  return std::move(reply);
}

}  // namespace assay
