// OpenAI Responses, as OpenAI, vLLM, Ollama, OpenRouter and others speak it.
#include <array>

#include "harness/provider/dialects/dialect_rows.h"
#include "harness/provider/dialects/encode.h"
#include "harness/provider/dialects/openai_responses_wire.h"

namespace assay {
namespace {

constexpr std::string_view kModelsPath = "/models";

HttpRequest list_models(const Provider& provider) {
  return get_models(provider, kModelsPath);
}

constexpr std::array kTaken = {
    AttachmentRule{AttachmentKind::image, "image/png"},
    AttachmentRule{AttachmentKind::image, "image/jpeg"},
    AttachmentRule{AttachmentKind::image, "image/gif"},
    AttachmentRule{AttachmentKind::image, "image/webp"},
    AttachmentRule{AttachmentKind::file, "application/pdf"},
};
constinit const AttachmentRules kAttachments = {
    .taken = kTaken, .most_bytes = 50'000'000, .most_together = 50'000'000};

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
