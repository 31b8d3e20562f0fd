#include "harness/import/promptfoo/provider_family.h"

#include <algorithm>
#include <array>
#include <vector>

#include "harness/base/text.h"

namespace assay {
namespace {

// Names as promptfoo 0.123.1 reads them, and the AWS SDK and Google's.
constexpr std::string_view kAws =
    "AWS_BEARER_TOKEN_BEDROCK AWS_PROFILE AWS_REGION AWS_DEFAULT_REGION AWS_BEDROCK_REGION "
    "AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN AWS_CONFIG_FILE "
    "AWS_SHARED_CREDENTIALS_FILE AWS_ROLE_ARN AWS_WEB_IDENTITY_TOKEN_FILE "
    "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI AWS_CONTAINER_CREDENTIALS_FULL_URI "
    "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE";
constexpr std::string_view kVertex =
    "VERTEX_API_KEY GOOGLE_API_KEY GOOGLE_APPLICATION_CREDENTIALS GOOGLE_CLOUD_PROJECT "
    "GOOGLE_PROJECT_ID VERTEX_PROJECT_ID VERTEX_REGION GOOGLE_CLOUD_LOCATION VERTEX_API_HOST "
    "VERTEX_API_VERSION VERTEX_PUBLISHER CLOUDSDK_CONFIG";
constexpr std::string_view kGoogle = "GEMINI_API_KEY GOOGLE_API_KEY GOOGLE_API_HOST";
constexpr std::string_view kHuggingFace = "HF_TOKEN HF_API_TOKEN";
constexpr std::string_view kClaude =
    "ANTHROPIC_API_KEY ANTHROPIC_BASE_URL CLAUDE_CODE_OAUTH_TOKEN CLAUDE_CONFIG_DIR "
    "CLAUDE_CODE_USE_BEDROCK CLAUDE_CODE_USE_VERTEX AWS_PROFILE AWS_REGION AWS_ACCESS_KEY_ID "
    "AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN GOOGLE_APPLICATION_CREDENTIALS "
    "ANTHROPIC_VERTEX_PROJECT_ID CLOUD_ML_REGION";
constexpr std::string_view kCodex =
    "OPENAI_API_KEY CODEX_API_KEY CODEX_HOME OPENAI_BASE_URL OPENAI_API_BASE_URL";
constexpr std::string_view kOpenAi =
    "OPENAI_API_KEY OPENAI_API_HOST OPENAI_API_BASE_URL OPENAI_BASE_URL OPENAI_ORGANIZATION";
constexpr std::string_view kAzure =
    "AZURE_API_KEY AZURE_OPENAI_API_KEY AZURE_API_HOST AZURE_OPENAI_API_HOST AZURE_API_BASE_URL "
    "AZURE_OPENAI_API_BASE_URL AZURE_CLIENT_ID AZURE_CLIENT_SECRET AZURE_TENANT_ID "
    "AZURE_AUTHORITY_HOST AZURE_TOKEN_SCOPE AZURE_AI_PROJECT_URL";
constexpr std::string_view kDashScope = "DASHSCOPE_API_KEY";
constexpr std::string_view kOpenClaw =
    "OPENCLAW_GATEWAY_TOKEN OPENCLAW_GATEWAY_PASSWORD OPENCLAW_GATEWAY_URL OPENCLAW_GATEWAY_PORT "
    "OPENCLAW_CONFIG_PATH";

constexpr std::string_view kAwsPackages =
    "@aws-sdk/client-bedrock-runtime @smithy/node-http-handler";
constexpr std::string_view kAwsAgents = "@aws-sdk/client-bedrock-agent-runtime";
constexpr std::string_view kClaudePackage = "@anthropic-ai/claude-agent-sdk";
constexpr std::string_view kCodexPackage = "@openai/codex-sdk";
constexpr std::string_view kVertexPackage = "google-auth-library";
constexpr std::string_view kAzurePackage = "@azure/identity";

// One row adds one. What assay asks itself (kPrefixes of providers.cc) is not here.
constexpr std::array kFamilies = {
    ProviderFamily{"a2a", "", "", true, IdRest::optional},
    ProviderFamily{"abliteration", "ABLIT_KEY ABLIT_API_BASE_URL", ""},
    ProviderFamily{"ai21", "AI21_API_KEY AI21_API_BASE_URL", ""},
    ProviderFamily{"aimlapi", "AIML_API_KEY", ""},
    ProviderFamily{"alibaba", kDashScope, ""},
    ProviderFamily{"alicloud", kDashScope, ""},
    ProviderFamily{"aliyun", kDashScope, ""},
    ProviderFamily{"anthropic:claude-agent-sdk", kClaude, kClaudePackage, false, IdRest::optional},
    ProviderFamily{"anthropic:claude-code", kClaude, kClaudePackage, false, IdRest::optional},
    ProviderFamily{"atlascloud", "ATLASCLOUD_API_KEY", ""},
    ProviderFamily{"azure:assistant", kAzure, ""},
    ProviderFamily{"azure:foundry-agent", kAzure, kAzurePackage},
    ProviderFamily{"azure:realtime", kAzure, ""},
    ProviderFamily{"bedrock", kAws, kAwsPackages},
    ProviderFamily{"bedrock:agents", kAws, kAwsAgents},
    ProviderFamily{"bedrock:kb", kAws, kAwsAgents},
    ProviderFamily{"bedrock:knowledge-base", kAws, kAwsAgents},
    ProviderFamily{"bedrock-agent", kAws, kAwsAgents},
    ProviderFamily{"browser", "", "playwright", true, IdRest::none},
    ProviderFamily{"cloudera", "CDP_TOKEN CDP_DOMAIN", ""},
    ProviderFamily{"cloudflare-ai", "CLOUDFLARE_API_KEY CLOUDFLARE_ACCOUNT_ID", ""},
    ProviderFamily{"cloudflare-gateway",
                   "CLOUDFLARE_API_KEY CLOUDFLARE_ACCOUNT_ID CLOUDFLARE_GATEWAY_ID CF_AIG_TOKEN "
                   "OPENAI_API_KEY ANTHROPIC_API_KEY AZURE_OPENAI_API_KEY COHERE_API_KEY "
                   "GOOGLE_API_KEY GROQ_API_KEY HUGGINGFACE_API_KEY MISTRAL_API_KEY "
                   "PERPLEXITY_API_KEY REPLICATE_API_KEY XAI_API_KEY",
                   ""},
    ProviderFamily{"cometapi", "COMETAPI_KEY", ""},
    ProviderFamily{"dashscope", kDashScope, ""},
    ProviderFamily{"databricks", "DATABRICKS_TOKEN DATABRICKS_WORKSPACE_URL", ""},
    ProviderFamily{"docker", "DOCKER_MODEL_RUNNER_API_KEY DOCKER_MODEL_RUNNER_BASE_URL", ""},
    ProviderFamily{"elevenlabs:agents", "ELEVENLABS_API_KEY", "", true},
    ProviderFamily{"envoy", "ENVOY_API_KEY ENVOY_API_BASE_URL", ""},
    ProviderFamily{"f5", "F5_API_KEY", ""},
    ProviderFamily{"golang", "", "", true},
    ProviderFamily{"google:live", kGoogle, ""},
    ProviderFamily{"helicone", "HELICONE_API_KEY", ""},
    ProviderFamily{"hf", kHuggingFace, ""},
    ProviderFamily{"huggingface", kHuggingFace, ""},
    ProviderFamily{"jfrog", "QWAK_TOKEN", ""},
    ProviderFamily{"llamaapi", "LLAMA_API_KEY", ""},
    ProviderFamily{"mcp", "", "", true, IdRest::optional},
    ProviderFamily{"meta", "MODEL_API_KEY META_API_BASE_URL", ""},
    ProviderFamily{"minimax", "MINIMAX_API_KEY MINIMAX_API_BASE_URL", ""},
    ProviderFamily{"mlflow-gateway", "MLFLOW_GATEWAY_API_KEY MLFLOW_GATEWAY_URL", ""},
    ProviderFamily{"moonshot", "MOONSHOT_API_KEY MOONSHOT_API_BASE_URL", ""},
    ProviderFamily{"n8n", "", "", true, IdRest::optional},
    ProviderFamily{"novita", "NOVITA_API_KEY NOVITA_API_BASE_URL", ""},
    ProviderFamily{"nscale", "NSCALE_SERVICE_TOKEN NSCALE_API_KEY", ""},
    ProviderFamily{"openai:agents", kOpenAi, "@openai/agents", false, IdRest::optional},
    ProviderFamily{"openai:agents-api", kOpenAi, "", false, IdRest::optional},
    ProviderFamily{"openai:assistant", kOpenAi, ""},
    ProviderFamily{"openai:chatkit", kOpenAi, "playwright"},
    ProviderFamily{"openai:codex", kCodex, kCodexPackage, false, IdRest::optional},
    ProviderFamily{"openai:codex-app-server", kCodex, "@openai/codex", false, IdRest::optional},
    ProviderFamily{"openai:codex-desktop", kCodex, "@openai/codex", false, IdRest::optional},
    ProviderFamily{"openai:codex-sdk", kCodex, kCodexPackage, false, IdRest::optional},
    ProviderFamily{"openai:codex-security", kCodex, "@openai/codex-security", false,
                   IdRest::optional},
    ProviderFamily{"openai:realtime", kOpenAi, "", false, IdRest::optional},
    ProviderFamily{"openclaw", kOpenClaw, "", false, IdRest::optional},
    ProviderFamily{"opencode", "OPENAI_API_KEY ANTHROPIC_API_KEY GOOGLE_API_KEY",
                   "@opencode-ai/sdk", false, IdRest::optional},
    ProviderFamily{"openinterpreter", "OPENAI_API_KEY ANTHROPIC_API_KEY INTERPRETER_HOME", "",
                   false, IdRest::optional},
    ProviderFamily{"orcarouter", "ORCAROUTER_API_KEY", ""},
    ProviderFamily{"package", "", "", true},
    ProviderFamily{"portkey", "PORTKEY_API_KEY PORTKEY_API_BASE_URL OPENAI_API_KEY", ""},
    ProviderFamily{"qwak", "QWAK_TOKEN", ""},
    ProviderFamily{"replicate", "REPLICATE_API_TOKEN REPLICATE_API_KEY", ""},
    ProviderFamily{"ruby", "", "", true},
    ProviderFamily{"sagemaker", kAws, "@aws-sdk/client-sagemaker-runtime"},
    ProviderFamily{"slack", "SLACK_BOT_TOKEN", "@slack/web-api", true, IdRest::optional},
    ProviderFamily{"snowflake", "SNOWFLAKE_API_KEY SNOWFLAKE_ACCOUNT_IDENTIFIER", ""},
    ProviderFamily{"transformers", "HF_TOKEN", "@huggingface/transformers"},
    ProviderFamily{"transformers.js", "HF_TOKEN", "@huggingface/transformers"},
    ProviderFamily{"truefoundry", "TRUEFOUNDRY_API_KEY", ""},
    ProviderFamily{"vercel",
                   "AI_GATEWAY_API_KEY VERCEL_AI_GATEWAY_API_KEY VERCEL_AI_GATEWAY_BASE_URL", "ai"},
    ProviderFamily{"vertex", kVertex, kVertexPackage},
    ProviderFamily{"vertex:live", kVertex, kVertexPackage},
    ProviderFamily{"watsonx",
                   "WATSONX_AI_APIKEY WATSONX_AI_BEARER_TOKEN WATSONX_AI_AUTH_TYPE "
                   "WATSONX_AI_PROJECT_ID",
                   "@ibm-cloud/watsonx-ai ibm-cloud-sdk-core"},
    ProviderFamily{"webhook", "", "", true},
    ProviderFamily{"websocket", "", "", true, IdRest::none},
    ProviderFamily{"ws", "", "", true, IdRest::optional},
    ProviderFamily{"wss", "", "", true, IdRest::optional},
};

// Words of an id behind its first colon: the kind of what is asked.
constexpr std::string_view kTextlessKinds =
    "alignment audio embedding embeddings feature-extraction history image isolation live "
    "moderation nova-sonic realtime rerank sentence-similarity speech stt text-classification "
    "text-to-image token-classification transcription tts video voice";
// And of the names of models, whatever stands around them.
constexpr std::string_view kTextlessModels =
    "luma.ray nova-canvas nova-reel nova-sonic titan-embed titan-image cohere.embed";

bool is_below(std::string_view id, std::string_view prefix) {
  return id.starts_with(prefix) && (id.size() == prefix.size() || id[prefix.size()] == ':');
}

bool is_of(std::string_view id, const ProviderFamily& family) {
  if (!is_below(id, family.prefix)) return false;
  const bool has_rest = id.size() > family.prefix.size() + 1;
  return family.rest == IdRest::optional || has_rest == (family.rest == IdRest::needed);
}

}  // namespace

const ProviderFamily* find_family(std::string_view id) {
  if (id.starts_with("file://")) {
    const std::string_view name = id.substr(7);
    const auto names = [&](std::string_view ending) {
      const std::size_t at = name.rfind(ending);
      const std::size_t end = at + ending.size();
      return at != std::string_view::npos && (end == name.size() || name[end] == ':');
    };
    return names(".go")   ? find_family("golang:file")
           : names(".rb") ? find_family("ruby:file")
                          : nullptr;
  }
  const ProviderFamily* best = nullptr;
  for (const ProviderFamily& row : kFamilies)
    if (is_of(id, row) && (best == nullptr || row.prefix.size() > best->prefix.size())) best = &row;
  return best;
}

std::string_view textless_part(std::string_view id) {
  const std::size_t colon = id.find(':');
  if (colon == std::string_view::npos) return {};
  const std::string_view rest = id.substr(colon + 1);
  const std::string_view kind = rest.substr(0, rest.find(':'));
  const ProviderFamily* const family = find_family(id);
  const bool is_meant = family != nullptr && is_below(family->prefix, id.substr(0, colon)) &&
                        family->prefix.size() > colon;
  const std::vector<std::string_view> kinds = split(kTextlessKinds, ' ');
  if (!is_meant && std::ranges::find(kinds, kind) != kinds.end()) return kind;
  for (const std::string_view model : split(kTextlessModels, ' '))
    if (rest.find(model) != std::string_view::npos) return model;
  return {};
}

}  // namespace assay
