// ModelsLab's own form: the key and `model_id` in the body. Replies are OpenAI's
// shape or the site's envelope {"status", "message"} (docs/protocols.md, "ModelsLab").
#include <utility>

#include "harness/provider/conclude.h"
#include "harness/provider/dialects/anthropic_wire.h"
#include "harness/provider/dialects/dialect_rows.h"
#include "harness/provider/dialects/encode.h"
#include "harness/provider/dialects/openai_wire.h"
#include "harness/provider/failure.h"

namespace assay {
namespace {

constexpr std::string_view kModelsPath = "/v1/models";

Result<PreparedRequest> prepare(const Provider& provider, std::string_view model_id,
                                const Params& params) {
  return prepare_openai(provider, kModelsLabNative, "model_id", model_id, params);
}

// Where the envelope's text was seen: `message`, or the first of `output` or
// `data`, as a text or as an object with `content`.
std::optional<std::string> envelope_text(const WireValue& root) {
  for (const WireValue& place : {root["message"], root["output"].first(), root["data"].first()}) {
    if (place.is_string()) return std::string(place.text());
    if (place["content"].is_string()) return std::string(place["content"].text());
  }
  return std::nullopt;
}

tl::expected<Reply, Failure> decode_body(std::string_view body, StreamState& state) {
  const WireValue root = parse_wire(body);
  if (auto reply = decode_openai(root, body, state)) return std::move(*reply);
  if (std::optional<Failure> failure = error_in(root, 0))
    return tl::unexpected(std::move(*failure));
  const std::optional<std::string> text = envelope_text(root);
  if (root["status"].text() != "success" || !text) {
    return tl::unexpected(bad_reply("the reply has neither choices nor a message", body));
  }
  state.reply.id = root["id"].as_text();
  state.reply.model = root["meta"]["model_id"].text();
  state.take_text(*text);
  return conclude(state);
}

HttpRequest list_models(const Provider& provider) {
  return get_models(provider, kModelsPath);
}

}  // namespace

constinit const Dialect kModelsLabNative = {
    .name = "modelslab_native",
    .help = "ModelsLab with key and model_id in the body: POST {base_url}/chat/completions",
    .can_stream = true,
    .models_path = kModelsPath,
    .count_tokens_path = kCountTokensPath,
    .prepare = prepare,
    .append_body = append_openai_body,
    .decode_body = decode_body,
    .on_event = on_openai_event,
    .list_models = list_models,
    .decode_models = decode_model_list,
    .count_tokens = count_anthropic_tokens,
    .decode_token_count = decode_anthropic_token_count,
    .no_embeddings = "no embeddings are documented for it",
};

}  // namespace assay
