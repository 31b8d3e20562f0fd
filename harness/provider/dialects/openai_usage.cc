// Tokens and money in replies of the OpenAI shape, under all the names that they
// have there.
#include <array>

#include "harness/provider/dialects/openai_wire.h"
#include "harness/provider/failure.h"
#include "harness/provider/price.h"
#include "harness/provider/quirks.h"

namespace assay {
namespace {

// Fields that are read, and those that are known to say nothing assay needs.
constexpr std::array<std::string_view, 41> kRootFields = {
    "id",
    "object",
    "created",
    "model",
    "choices",
    "usage",
    "system_fingerprint",
    "error",
    "status",
    "x_groq",
    "service_tier",
    "obfuscation",
    "provider",
    "native_finish_reason",
    "user_id",  // OpenRouter
    "citations",
    "search_results",
    "images",
    "videos",
    "related_questions",  // Perplexity
    "prompt_filter_results",
    "content_filter_results",  // Azure
    "timings",
    "__verbose",
    "generation_settings",
    "id_slot",  // llama.cpp
    "prompt_logprobs",
    "prompt_token_ids",
    "prompt_text",
    "kv_transfer_params",  // vLLM
    "metadata",
    "metrics",
    "sglext",
    "nvext",  // SGLang, NIM
    "prompt",
    "warnings",   // Together
    "time_info",  // Cerebras
    "request_id",
    "web_search",  // Zhipu
    "usage_breakdown",
    "meta",  // Groq, ModelsLab
};
constexpr std::array<std::string_view, 31> kUsageFields = {
    "prompt_tokens",
    "completion_tokens",
    "total_tokens",
    "prompt_tokens_details",
    "completion_tokens_details",
    "input_tokens",
    "output_tokens",
    "input_tokens_details",
    "output_tokens_details",
    "prompt_cache_hit_tokens",
    "num_cached_tokens",
    "cached_tokens",
    "cache_read_input_tokens",
    "cache_creation_input_tokens",
    "reasoning_tokens",
    "cost",
    "is_byok",
    "prompt_cache_miss_tokens",  // DeepSeek
    "cost_details",
    "server_tool_use",
    "server_tool_use_details",  // OpenRouter
    "queue_time",
    "prompt_time",
    "completion_time",
    "total_time",  // Groq
    "citation_tokens",
    "num_search_queries",
    "search_context_size",   // Perplexity
    "num_sources_used",      // xAI
    "prompt_audio_seconds",  // Mistral
    "service_tier",
};

using Count = std::optional<std::int64_t>;

// The first of `values` that counts something, else a 0 that one of them says.
Count first_count(std::initializer_list<WireValue> values) {
  Count found;
  for (const WireValue& value : values) {
    if (const Count count = value.token_count()) found = count;
    if (found.value_or(0) > 0) break;
  }
  return found;
}

// Usage that comes in several chunks is the whole each time: the last one counts.
// A 0 after a count is a chunk that does not count.
void keep_count(const Count& said, Count& known) {
  if (said && (*said > 0 || !known)) known = said;
}

// What the total counts beyond input and output was thought, where it is not the
// caches that were counted beside the input: it is billed as output. Gemini does
// not even name it.
void add_uncounted(const Count& total, const Count& reasoning, Usage& known) {
  if (!known.input || (!known.output && !total)) return;
  const std::int64_t output = known.output.value_or(0);
  const std::int64_t beyond = total ? *total - *known.input - output : 0;
  const std::int64_t caches = known.cached_input.value_or(0) + known.cache_write.value_or(0);
  if (beyond > 0 && beyond == caches && beyond != reasoning) {
    *known.input += beyond;
  } else if (beyond > 0) {
    if (known.output && reasoning.value_or(0) == 0) known.reasoning = beyond;
    known.output = output + beyond;
  } else if (reasoning.value_or(0) > output) {
    known.output = output + *reasoning;  // more than its whole: it was counted apart
  }
}

void take_usage(const WireValue& usage, Usage& known) {
  if (!usage.is_object()) return;
  const WireValue input_details = usage["prompt_tokens_details"];
  const Count reasoning =
      first_count({usage["completion_tokens_details"]["reasoning_tokens"],
                   usage["output_tokens_details"]["reasoning_tokens"], usage["reasoning_tokens"]});
  keep_count(first_count({usage["prompt_tokens"], usage["input_tokens"]}), known.input);
  keep_count(first_count({usage["completion_tokens"], usage["output_tokens"]}), known.output);
  keep_count(
      first_count({input_details["cached_tokens"], usage["input_tokens_details"]["cached_tokens"],
                   usage["prompt_cache_hit_tokens"], usage["num_cached_tokens"],
                   usage["cached_tokens"], usage["cache_read_input_tokens"]}),
      known.cached_input);
  keep_count(first_count({input_details["cache_write_tokens"],
                          usage["input_tokens_details"]["cache_write_tokens"],
                          usage["cache_creation_input_tokens"]}),
             known.cache_write);
  keep_count(reasoning, known.reasoning);
  add_uncounted(usage["total_tokens"].token_count(), reasoning, known);
}

void take_cost(const WireValue& usage, std::string_view text, Reply& reply) {
  const WireValue cost = usage["cost"];
  // With a key of one's own, OpenRouter's cost is its fee and not the upstream's.
  if (cost.is_null() || usage["is_byok"].is_true()) return;
  if (const std::optional<Money> billed = parse_billed_usd(raw_usage_cost(text))) {
    reply.billed_cost = billed;
  } else {
    note_quirk(reply, "the field 'usage.cost' is no amount that can be read");
  }
}

}  // namespace

void take_openai_usage(const WireValue& root, const WireValue& choice, std::string_view text,
                       Reply& reply) {
  // In the choice (Moonshot), under x_groq, or at the root.
  take_usage(choice["usage"], reply.usage);
  take_usage(root["x_groq"]["usage"], reply.usage);
  take_usage(root["usage"], reply.usage);
  take_cost(root["usage"], text, reply);
  // Of a stream the last word counts: what it was to be may not be what it was.
  for (const WireValue& tier : {root["usage"]["service_tier"], root["service_tier"]})
    if (!tier.text().empty()) reply.service_tier = message_line(tier.text());
}

void note_unread_openai(const WireValue& root, Reply& reply) {
  note_unread(root, "", kRootFields, reply);
  note_unread(root["usage"], "usage.", kUsageFields, reply);
}

}  // namespace assay
