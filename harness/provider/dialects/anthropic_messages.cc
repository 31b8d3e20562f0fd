// Anthropic Messages.
#include "harness/provider/dialects/anthropic_wire.h"
#include "harness/provider/dialects/dialect_rows.h"
#include "harness/provider/dialects/encode.h"

namespace assay {
namespace {

constexpr std::string_view kModelsPath = "/v1/models";

HttpRequest list_models(const Provider& provider) {
  HttpRequest request = get_models(provider, kModelsPath);
  add_version(request.headers);
  return request;
}

// A request has 32 MB, and base64 adds a third.
constinit const AttachmentRules kAttachments = {
    .images = kCommonImages, .files = kPdfAndText, .most_bytes = 23'000'000, .longest_side = 8000};

}  // namespace

constinit const Dialect kAnthropicMessages = {
    .name = "anthropic_messages",
    .help = "Anthropic Messages: POST {base_url}/v1/messages",
    .can_stream = true,
    .models_path = kModelsPath,
    .count_tokens_path = kCountTokensPath,
    .prepare = prepare_anthropic,
    .append_body = append_anthropic_body,
    .decode_body = decode_anthropic_body,
    .on_event = on_anthropic_event,
    .list_models = list_models,
    .decode_models = decode_model_list,
    .count_tokens = count_anthropic_tokens,
    .decode_token_count = decode_anthropic_token_count,
    .no_embeddings = "the Messages API has none",
    .attachments = &kAttachments,
};

}  // namespace assay
