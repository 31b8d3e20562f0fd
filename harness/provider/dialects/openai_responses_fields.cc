// The fields of a response that are read, and those that are known to say nothing assay needs:
// most repeat the request.
#include <array>

#include "harness/provider/dialects/openai_responses_wire.h"
#include "harness/provider/quirks.h"

namespace assay {
namespace {

constexpr std::array<std::string_view, 47> kRootFields = {
    "id",
    "object",
    "created_at",
    "completed_at",
    "created",
    "status",
    "error",
    "incomplete_details",
    "model",
    "output",
    "output_text",
    "usage",
    "service_tier",
    "instructions",
    "input",
    "max_output_tokens",
    "max_tool_calls",
    "metadata",
    "parallel_tool_calls",
    "previous_response_id",
    "prompt",
    "prompt_cache_key",
    "prompt_cache_options",
    "prompt_cache_retention",
    "reasoning",
    "safety_identifier",
    "store",
    "temperature",
    "text",
    "tool_choice",
    "tools",
    "top_logprobs",
    "top_p",
    "truncation",
    "user",
    "background",
    "billing",
    "conversation",
    "context_management",
    "frequency_penalty",
    "presence_penalty",
    "moderation",
    "content_filters",  // Azure
    "kv_transfer_params",
    "input_messages",
    "output_messages",  // vLLM
    "provider",         // OpenRouter
};
constexpr std::array<std::string_view, 11> kUsageFields = {
    "input_tokens",
    "input_tokens_details",
    "output_tokens",
    "output_tokens_details",
    "total_tokens",
    "cost",
    "is_byok",
    "cost_details",  // OpenRouter
    "input_tokens_per_turn",
    "output_tokens_per_turn",
    "num_sources_used",  // xAI
};

}  // namespace

void note_unread_response(const WireValue& response, Reply& reply) {
  note_unread(response, "", kRootFields, reply);
  note_unread(response["usage"], "usage.", kUsageFields, reply);
}

}  // namespace assay
