#include "harness/provider/settle.h"

#include <algorithm>
#include <array>
#include <string>
#include <utility>

#include "harness/base/text.h"
#include "harness/provider/failure.h"
#include "harness/provider/price.h"
#include "harness/provider/reasoning.h"

namespace assay {
namespace {

struct Reason {
  std::string_view native;  // lower case
  FinishReason meaning;
};

constexpr std::array kReasons = {
    Reason{"stop", FinishReason::stop},
    Reason{"eos", FinishReason::stop},            // Together
    Reason{"end_turn", FinishReason::stop},       // Anthropic
    Reason{"stop_sequence", FinishReason::stop},  // Anthropic
    Reason{"length", FinishReason::length},
    Reason{"max_tokens", FinishReason::length},    // Anthropic, Gemini
    Reason{"model_length", FinishReason::length},  // Mistral
    Reason{"model_context_window_exceeded", FinishReason::length},
    Reason{"tool_calls", FinishReason::tool_calls},
    Reason{"function_call", FinishReason::tool_calls},
    Reason{"tool_use", FinishReason::tool_calls},  // Anthropic
    Reason{"content_filter", FinishReason::filtered},
    Reason{"refusal", FinishReason::filtered},  // Anthropic
    Reason{"safety", FinishReason::filtered},   // Gemini, and the next
    Reason{"recitation", FinishReason::filtered},
    Reason{"prohibited_content", FinishReason::filtered},
    Reason{"blocklist", FinishReason::filtered},
};

// The generation broke off; its text is partial and never scored.
constexpr std::array<std::string_view, 3> kFailed = {"error", "insufficient_system_resource",
                                                     "aborted"};

Failure failed_generation(std::string_view native) {
  Failure failure =
      make_failure(native == "aborted" ? FailureKind::truncated : FailureKind::overloaded, true,
                   "the generation broke off (finish reason " + std::string(native) + ")");
  failure.code = message_line(native);
  return failure;
}

void join_reasoning(std::string& reasoning, std::string_view inlined) {
  // llama.cpp's deepseek-legacy format sends the same text both ways.
  if (inlined.empty() || trim(reasoning) == trim(inlined)) return;
  if (!reasoning.empty()) reasoning += '\n';
  reasoning += inlined;
}

bool has_text(const Reply& reply) {
  return !reply.answer.empty() || !reply.reasoning.empty() || !reply.refusal.empty() ||
         !reply.tool_calls.empty();
}

void check_usage(Reply& reply) {
  Usage& usage = reply.usage;
  // Servers that don't count send 0: a prompt is never empty, nor is text free.
  if (usage.input == 0) usage.input.reset();
  if (usage.output == 0 && has_text(reply)) usage.output.reset();
  if (!usage.input) usage.estimated = true;  // by who knows the messages
  if (!usage.output) {
    usage.output = estimate_output_tokens(reply);
    usage.estimated = true;
  }
  // Parts are never larger than their whole, or a cost would be negative.
  if (usage.input && usage.cached_input > usage.input) usage.cached_input = usage.input;
  if (usage.reasoning > usage.output) usage.reasoning = usage.output;
}

}  // namespace

std::optional<FinishReason> meaning_of_finish(std::string_view native) {
  const std::string lower = to_lower_ascii(native.substr(0, 64));
  if (std::find(kFailed.begin(), kFailed.end(), lower) != kFailed.end()) return std::nullopt;
  for (const Reason& reason : kReasons) {
    if (reason.native == lower) return reason.meaning;
  }
  return FinishReason::unknown;
}

tl::expected<Reply, Failure> settle(Reply reply, std::string_view content) {
  const std::optional<FinishReason> reason = meaning_of_finish(reply.native_finish_reason);
  if (!reason) return tl::unexpected(failed_generation(reply.native_finish_reason));
  SplitAnswer split = split_reasoning(content);
  reply.answer = std::move(split.answer);
  join_reasoning(reply.reasoning, split.reasoning);
  reply.finish_reason = reply.refusal.empty() ? *reason : FinishReason::filtered;
  check_usage(reply);
  return reply;
}

}  // namespace assay
