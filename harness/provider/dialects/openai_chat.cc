// OpenAI chat completions, as OpenAI and most others speak it.
#include "harness/provider/dialects/dialect_rows.h"
#include "harness/provider/dialects/encode.h"
#include "harness/provider/dialects/openai_wire.h"

namespace assay {
namespace {

constexpr std::string_view kModelsPath = "/models";

Result<PreparedRequest> prepare(const Provider& provider, std::string_view model_id,
                                const Params& params) {
  return prepare_openai(provider, kOpenAiChat, "model", model_id, params);
}

HttpRequest list_models(const Provider& provider) {
  return get_models(provider, kModelsPath);
}

constinit const AttachmentRules kAttachments = {
    .images = kCommonImages, .audio = kCommonAudio, .files = kPdf, .most_bytes = 50'000'000};

}  // namespace

constinit const Dialect kOpenAiChat = {
    .name = "openai_chat",
    .help = "OpenAI chat completions: POST {base_url}/chat/completions",
    .can_stream = true,
    .servers_take_schema = true,
    .has_two_lengths = true,
    .models_path = kModelsPath,
    .count_tokens_path = "",
    .prepare = prepare,
    .append_body = append_openai_body,
    .decode_body = decode_openai_body,
    .on_event = on_openai_event,
    .list_models = list_models,
    .decode_models = decode_model_list,
    .count_tokens = nullptr,
    .decode_token_count = nullptr,
    .embeddings = &kOpenAiEmbeddings,
    .attachments = &kAttachments,
};

}  // namespace assay
