// Gemini's own API. Its OpenAI-compatible endpoint is openai_chat.
#include <array>

#include "harness/provider/dialects/dialect_rows.h"
#include "harness/provider/dialects/encode.h"
#include "harness/provider/dialects/gemini_wire.h"

namespace assay {
namespace {

constexpr std::array<std::string_view, 3> kImages = {"image/png", "image/jpeg", "image/webp"};
// A request has 20 MB, and base64 adds a third.
constinit const AttachmentRules kAttachments = {
    .images = kImages, .audio = kCommonAudio, .files = kPdfAndText, .most_bytes = 14'000'000};

}  // namespace

constinit const Dialect kGemini = {
    .name = "gemini",
    .help = "Gemini: POST {base_url}/models/MODEL:generateContent",
    .can_stream = true,
    .servers_take_schema = true,
    .key_placement = KeyPlacement::x_goog_api_key,
    .models_path = kGeminiModelsPath,
    .count_tokens_path = kGeminiCountTokens,
    .tier_header = "x-gemini-service-tier",
    .prepare = prepare_gemini,
    .append_body = append_gemini_body,
    .decode_body = decode_gemini_body,
    .on_event = on_gemini_event,
    .list_models = list_gemini_models,
    .decode_models = decode_gemini_models,
    .count_tokens = count_gemini_tokens,
    .decode_token_count = decode_gemini_token_count,
    .no_embeddings = "its own embedContent is not spoken; the preset 'gemini' has OpenAI's",
    .attachments = &kAttachments,
};

}  // namespace assay
