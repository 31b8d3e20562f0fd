#include "harness/provider/cost_field.h"

#include <algorithm>
#include <array>
#include <string>
#include <unordered_map>

#include "harness/base/text.h"

namespace assay {
namespace {

using enum CostEffect;

constexpr std::string_view kOtherPrice = "changes the price of a token";
constexpr std::string_view kFee = "has a fee beside the tokens";
constexpr std::string_view kOtherModel = "lets a model of another price answer";
constexpr std::string_view kOtherInput = "adds input that is not in the request";

constexpr std::array kFields = {
    // The end of a reply.
    CostField{"max_tokens", max_tokens},
    CostField{"max_completion_tokens", max_tokens},
    CostField{"max_output_tokens", max_tokens},
    CostField{"max_new_tokens", max_tokens},
    CostField{"max_gen_tokens", max_tokens},
    CostField{"max_gen_toks", max_tokens},
    CostField{"max_generated_tokens", max_tokens},
    CostField{"max_response_tokens", max_tokens},
    CostField{"max_tokens_to_sample", max_tokens},
    CostField{"max_tokens_to_generate", max_tokens},
    CostField{"max_length", max_tokens},
    CostField{"max_output_length", max_tokens},
    CostField{"n_predict", max_tokens},    // llama.cpp
    CostField{"num_predict", max_tokens},  // Ollama
    CostField{"num_tokens", max_tokens},
    CostField{"output_len", max_tokens},
    CostField{"output_tokens", max_tokens},
    CostField{"min_tokens", max_tokens},  // with an end below it, some go on
    CostField{"min_new_tokens", max_tokens},
    CostField{"min_length", max_tokens},

    // What is thought, or tried and thrown away, beside it.
    CostField{"budget_tokens", more_tokens},
    CostField{"thinking_budget", more_tokens},
    CostField{"thinking_budget_tokens", more_tokens},
    CostField{"thinking_tokens", more_tokens},
    CostField{"thinking_token_budget", more_tokens},
    CostField{"reasoning_budget", more_tokens},
    CostField{"reasoning_tokens", more_tokens},
    CostField{"reasoning_max_tokens", more_tokens},
    CostField{"max_reasoning_tokens", more_tokens},
    CostField{"max_thinking_tokens", more_tokens},
    CostField{"max_think_tokens", more_tokens},
    CostField{"max_thinking_length", more_tokens},
    CostField{"thinking", inside},
    CostField{"thinking_config", inside},
    CostField{"reasoning", inside},
    CostField{"reasoning_config", inside},

    // How many replies.
    CostField{"n", replies},
    CostField{"best_of", replies},
    CostField{"num_return_sequences", replies},
    CostField{"num_completions", replies},
    CostField{"num_generations", replies},
    CostField{"num_outputs", replies},
    CostField{"num_results", replies},
    CostField{"num_samples", replies},
    CostField{"num_beams", replies},
    CostField{"beam_width", replies},
    CostField{"candidate_count", replies},
    CostField{"samples", replies},

    CostField{"cache_control", cache_write},

    // The provider's own tools.
    CostField{"tools", tools},
    CostField{"functions", none},
    CostField{"function_call", none},
    CostField{"tool_choice", none},
    CostField{"parallel_tool_calls", none},
    CostField{"web_search", unbounded, kFee},
    CostField{"web_search_options", unbounded, kFee},
    CostField{"search", unbounded, kFee},
    CostField{"search_parameters", unbounded, kFee},
    CostField{"search_options", unbounded, kFee},
    CostField{"enable_search", unbounded, kFee},
    CostField{"online", unbounded, kFee},
    CostField{"plugins", unbounded, kFee},
    CostField{"compound_custom", unbounded, kFee},
    CostField{"code_execution", unbounded, kFee},
    CostField{"container", unbounded, kFee},
    CostField{"mcp_servers", unbounded, kFee},
    CostField{"connectors", unbounded, kFee},

    // Another price.
    CostField{"service_tier", tier, kOtherPrice},
    CostField{"speed", unbounded, kOtherPrice, "standard"},
    CostField{"priority", none},  // of a queue (vLLM)
    CostField{"inference_geo", unbounded, kOtherPrice, "global"},
    CostField{"prediction", unbounded, "is billed for what it gets wrong"},
    CostField{"modalities", unbounded, kOtherPrice, "text"},
    CostField{"response_modalities", unbounded, kOtherPrice, "text TEXT"},
    CostField{"audio", unbounded, kOtherPrice},
    CostField{"models", unbounded, kOtherModel},
    CostField{"fallbacks", unbounded, kOtherModel},
    CostField{"fallback", unbounded, kOtherModel},
    CostField{"route", unbounded, kOtherModel},

    // Other input.
    CostField{"previous_response_id", unbounded, kOtherInput},
    CostField{"conversation", unbounded, kOtherInput},
    CostField{"conversation_id", unbounded, kOtherInput},
    CostField{"session_id", none},  // of a log
    CostField{"cached_content", unbounded, kOtherInput},
    CostField{"data_sources", unbounded, kOtherInput},
    CostField{"file_ids", unbounded, kOtherInput},
    CostField{"prompt", unbounded, kOtherInput},
    CostField{"safe_prompt", unbounded, kOtherInput},
    CostField{"guardrails", unbounded, kOtherInput},

    // What others send nested. What is in it counts wherever it stands.
    CostField{"extra_body", inside},
    CostField{"generation_config", inside},
    CostField{"google", inside},
    CostField{"options", inside},
    CostField{"parameters", inside},
    CostField{"chat_template_kwargs", inside},
    CostField{"nvext", inside},

    CostField{"model", model},
    CostField{"model_id", model},
    CostField{"stream", none},
    CostField{"stream_options", none},
    CostField{"temperature", none},
    CostField{"top_p", none},
    CostField{"top_k", none},
    CostField{"top_a", none},
    CostField{"min_p", none},
    CostField{"typical_p", none},
    CostField{"tfs_z", none},
    CostField{"mirostat", none},
    CostField{"mirostat_tau", none},
    CostField{"mirostat_eta", none},
    CostField{"frequency_penalty", none},
    CostField{"presence_penalty", none},
    CostField{"repetition_penalty", none},
    CostField{"repeat_penalty", none},
    CostField{"repeat_last_n", none},
    CostField{"length_penalty", none},
    CostField{"early_stopping", none},
    CostField{"seed", none},
    CostField{"random_seed", none},
    CostField{"stop", none},
    CostField{"stop_sequences", none},
    CostField{"stop_token_ids", none},
    CostField{"bad_words", none},
    CostField{"ignore_eos", none},
    CostField{"include_stop_str_in_output", none},
    CostField{"skip_special_tokens", none},
    CostField{"logprobs", none},
    CostField{"top_logprobs", none},
    CostField{"logit_bias", none},
    CostField{"response_format", none},
    CostField{"guided_json", none},
    CostField{"guided_regex", none},
    CostField{"guided_choice", none},
    CostField{"guided_grammar", none},
    CostField{"structured_outputs", none},
    CostField{"grammar", none},
    CostField{"json_schema", none},
    CostField{"output_config", none},
    CostField{"text", none},     // the format of Responses
    CostField{"include", none},  // what their replies show
    CostField{"truncation", none},
    CostField{"max_tool_calls", none},
    CostField{"reasoning_effort", none},  // of what max_tokens ends
    CostField{"reasoning_format", none},
    CostField{"reasoning_split", none},
    CostField{"include_reasoning", none},
    CostField{"separate_reasoning", none},
    CostField{"enable_thinking", none},
    CostField{"think", none},
    CostField{"verbosity", none},
    CostField{"user", none},
    CostField{"metadata", none},
    CostField{"store", none},
    CostField{"safety_identifier", none},
    CostField{"prompt_cache_key", none},
    CostField{"prompt_cache_retention", none},
    CostField{"prompt_cache_options", none},
    CostField{"cache_prompt", none},
    CostField{"truncate_prompt_tokens", none},
    CostField{"keep_alive", none},
    CostField{"thinking_level", none},  // of what max_tokens ends
    CostField{"include_thoughts", none},
    CostField{"response_mime_type", none},
    CostField{"response_json_schema", none},
    CostField{"response_schema", none},
    CostField{"response_logprobs", none},
    CostField{"media_resolution", none},
    CostField{"tool_config", none},
    CostField{"safety_settings", none},
    CostField{"usage", none},
    CostField{"echo", none},

    // Of embeddings, which are billed by their input.
    CostField{"dimensions", none},
    CostField{"output_dimension", none},
    CostField{"encoding_format", none},
    CostField{"output_dtype", none},
    CostField{"input_type", none},
    CostField{"task", none},
    CostField{"truncate", none},
    CostField{"embd_normalize", none},
};

// "maxOutputTokens", "max-output-tokens" and "max_output_tokens" are one name.
std::string plain(std::string_view name) {
  std::string letters = to_lower_ascii(name);
  std::erase_if(letters, [](char c) { return c == '_' || c == '-' || c == '.'; });
  return letters;
}

}  // namespace

std::span<const CostField> cost_fields() {
  return kFields;
}

const CostField* find_cost_field(std::string_view name) {
  static const std::unordered_map<std::string, const CostField*> by_name = [] {
    std::unordered_map<std::string, const CostField*> rows;
    for (const CostField& row : kFields) rows.emplace(plain(row.name), &row);
    return rows;
  }();
  const auto found = by_name.find(plain(name));
  return found == by_name.end() ? nullptr : found->second;
}

}  // namespace assay
