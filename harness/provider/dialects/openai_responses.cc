// OpenAI Responses, as OpenAI, vLLM, Ollama, OpenRouter and others speak it.
#include "harness/provider/dialects/dialect_rows.h"
#include "harness/provider/dialects/encode.h"
#include "harness/provider/dialects/openai_responses_wire.h"

namespace assay {
namespace {

constexpr std::string_view kModelsPath = "/models";

HttpRequest list_models(const Provider& provider) {
  return get_models(provider, kModelsPath);
}

constinit const AttachmentRules kAttachments = {
    .images = kCommonImages, .files = kPdf, .most_bytes = 50'000'000};

}  // namespace

constinit const Dialect kOpenAiResponses = {
    .name = "openai_responses",
    .help = "OpenAI Responses: POST {base_url}/responses",
    .can_stream = true,
    .servers_take_schema = true,
    .models_path = kModelsPath,
    .count_tokens_path = "",
    .prepare = prepare_responses,
    .append_body = append_responses_body,
    .decode_body = decode_responses_body,
    .on_event = on_responses_event,
    .list_models = list_models,
    .decode_models = decode_model_list,
    .count_tokens = nullptr,
    .decode_token_count = nullptr,
    .embeddings = &kOpenAiEmbeddings,
    .attachments = &kAttachments,
};

}  // namespace assay
