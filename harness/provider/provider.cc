#include "harness/provider/provider.h"

#include <algorithm>
#include <array>
#include <cstdlib>

#include "harness/base/redact.h"
#include "harness/base/text.h"
#include "harness/provider/dialect.h"

namespace assay {
namespace {

constexpr std::string_view kModelsLab = "https://modelslab.com/api/v7/llm";
constexpr std::string_view kModelsLabKey = "MODELSLAB_API_KEY";

// Concurrency of ModelsLab: a pay-as-you-go account may queue five requests and
// the sixth is refused (docs/protocols.md, "ModelsLab"). It documents no
// stream_options, and Mistral answers 422 to them but always sends usage. DeepSeek's API
// has JSON without a schema (api-docs.deepseek.com, "JSON Output"); ModelsLab documents none.
constexpr std::array kPresets = {
    ProviderPreset{"modelslab", "openai_chat", kModelsLab, KeyPlacement::bearer, kModelsLabKey, 5,
                   false, "ModelsLab v7, chat completions", "/v1/models", false},
    ProviderPreset{"modelslab-anthropic",
                   "anthropic_messages",
                   kModelsLab,
                   KeyPlacement::x_api_key,
                   kModelsLabKey,
                   5,
                   false,
                   "ModelsLab v7, messages in Anthropic's shape",
                   {},
                   false},
    ProviderPreset{"modelslab-native",
                   "modelslab_native",
                   kModelsLab,
                   KeyPlacement::body,
                   kModelsLabKey,
                   5,
                   false,
                   "ModelsLab v7 with key and model_id in the body",
                   {},
                   false},
    ProviderPreset{"openai", "openai_chat", "https://api.openai.com/v1", KeyPlacement::bearer,
                   "OPENAI_API_KEY", 8, true,
                   "OpenAI; `dialect: openai_responses` asks its Responses API"},
    ProviderPreset{"anthropic", "anthropic_messages", "https://api.anthropic.com",
                   KeyPlacement::x_api_key, "ANTHROPIC_API_KEY", 8, false, "Anthropic"},
    ProviderPreset{"deepseek",
                   "openai_chat",
                   "https://api.deepseek.com",
                   KeyPlacement::bearer,
                   "DEEPSEEK_API_KEY",
                   8,
                   true,
                   "DeepSeek",
                   {},
                   false},
    ProviderPreset{"openrouter", "openai_chat", "https://openrouter.ai/api/v1",
                   KeyPlacement::bearer, "OPENROUTER_API_KEY", 8, true,
                   "OpenRouter; replies say what they cost"},
    ProviderPreset{"mistral", "openai_chat", "https://api.mistral.ai/v1", KeyPlacement::bearer,
                   "MISTRAL_API_KEY", 4, false, "Mistral"},
    ProviderPreset{"groq", "openai_chat", "https://api.groq.com/openai/v1", KeyPlacement::bearer,
                   "GROQ_API_KEY", 4, true, "Groq"},
    ProviderPreset{"together", "openai_chat", "https://api.together.xyz/v1", KeyPlacement::bearer,
                   "TOGETHER_API_KEY", 8, true, "Together"},
    ProviderPreset{"gemini", "openai_chat",
                   "https://generativelanguage.googleapis.com/v1beta/openai", KeyPlacement::bearer,
                   "GEMINI_API_KEY", 4, true, "Gemini, its OpenAI-compatible endpoint"},
    ProviderPreset{"google", "gemini", "https://generativelanguage.googleapis.com/v1beta",
                   KeyPlacement::x_goog_api_key, "GEMINI_API_KEY", 4, false,
                   "Gemini, its own generateContent"},
    ProviderPreset{"azure-openai", "openai_chat", "", KeyPlacement::api_key_header,
                   "AZURE_OPENAI_API_KEY", 8, true,
                   "Azure OpenAI; set base_url to https://RESOURCE.openai.azure.com/openai/v1"},
    ProviderPreset{"ollama", "openai_chat", "http://127.0.0.1:11434/v1", KeyPlacement::none, "", 1,
                   true, "Ollama on this machine"},
    ProviderPreset{"llamacpp", "openai_chat", "http://127.0.0.1:8080/v1", KeyPlacement::none, "", 4,
                   true, "llama.cpp server on this machine"},
    ProviderPreset{"vllm", "openai_chat", "http://127.0.0.1:8000/v1", KeyPlacement::none, "", 32,
                   true, "vLLM on this machine"},
    ProviderPreset{"simulated", "openai_chat", "", KeyPlacement::none, "", 16, true,
                   "the built-in model server; `serve` names its models file"},
    // Of a name that never resolves (RFC 2606), should anybody ask all the same.
    ProviderPreset{kElsewhere, "openai_chat", "http://elsewhere.invalid", KeyPlacement::none, "", 1,
                   true, "nobody: answers come by `assay import outputs`"},
};

void set_header(Headers& headers, std::string_view name, std::string_view value) {
  for (Header& header : headers) {
    if (!equals_ignoring_ascii_case(header.name, name)) continue;
    header.value = value;
    return;
  }
  headers.push_back({std::string(name), std::string(value)});
}

bool has_control_character(std::string_view text) {
  return std::any_of(text.begin(), text.end(),
                     [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; });
}

}  // namespace

std::span<const ProviderPreset> provider_presets() {
  return kPresets;
}

const ProviderPreset* find_preset(std::string_view name) {
  const auto row = std::find_if(kPresets.begin(), kPresets.end(),
                                [&](const ProviderPreset& each) { return each.name == name; });
  return row == kPresets.end() ? nullptr : &*row;
}

Provider provider_from(const ProviderPreset& preset) {
  Provider provider;
  provider.name = preset.name;
  provider.preset = preset.name;
  provider.dialect = find_dialect(preset.dialect);
  provider.base_url = preset.base_url;
  provider.key_placement = preset.key_placement;
  provider.key_env = preset.key_env;
  provider.limits.concurrency = preset.concurrency;
  provider.include_usage = preset.include_usage;
  provider.takes_schema = preset.takes_schema;
  provider.models_path = preset.models_path;
  return provider;
}

Headers request_headers(const Provider& provider) {
  Headers headers = {{"content-type", "application/json"}};
  if (!provider.key.empty()) {
    switch (provider.key_placement) {
      case KeyPlacement::bearer:
        set_header(headers, "authorization", "Bearer " + provider.key);
        break;
      case KeyPlacement::x_api_key:
        set_header(headers, "x-api-key", provider.key);
        break;
      case KeyPlacement::api_key_header:
        set_header(headers, "api-key", provider.key);
        break;
      case KeyPlacement::x_goog_api_key:
        set_header(headers, "x-goog-api-key", provider.key);
        break;
      case KeyPlacement::none:
      case KeyPlacement::body:
        break;
    }
  }
  for (const Header& header : provider.headers) set_header(headers, header.name, header.value);
  return headers;
}

std::string endpoint_url(const Provider& provider, std::string_view path) {
  const std::string_view url = provider.base_url;
  const std::size_t query_at = std::min(url.find('?'), url.size());
  std::string_view base = url.substr(0, query_at);
  while (base.ends_with('/')) base.remove_suffix(1);
  if (base.ends_with("/v1") && path.starts_with("/v1/")) path.remove_prefix(3);
  std::string joined(base);
  joined += path;
  joined += url.substr(query_at);
  return joined;
}

Result<void> resolve_key(Provider& provider) {
  if (provider.key_env.empty()) return {};
  const char* const variable = std::getenv(provider.key_env.c_str());
  // White space around it is a slip of copying and in no key.
  const std::string_view value = trim(variable == nullptr ? "" : variable);
  if (value.empty()) {
    return usage_error("provider '" + provider.name +
                       "' needs a key: set the environment variable " + provider.key_env);
  }
  if (has_control_character(value)) {
    return usage_error("the key in " + provider.key_env +
                       " has a line break or control character in it");
  }
  ASSAY_CHECK(register_secret(provider.key_env, value));
  provider.key = value;
  return {};
}

}  // namespace assay
