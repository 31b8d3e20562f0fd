#include "harness/simulate/wire/embedding_request.h"

#include <fmt/format.h>

#include "harness/base/random.h"
#include "harness/base/result.h"
#include "harness/provider/price.h"
#include "harness/simulate/wire/request_body.h"

namespace assay {
namespace {

// https://platform.openai.com/docs/api-reference/embeddings/create
constexpr std::size_t kMostInputs = 2'048;
constexpr std::int64_t kMostTokensOfOne = 8'192;
constexpr std::int64_t kMostTokens = 300'000;

tl::expected<void, ServedError> add_input(WireValue input, EmbeddingRequest& embedding) {
  if (!input.is_string()) {
    return refuse_request("input: must be text or a list of texts; token ids are not read here");
  }
  const std::string_view text = input.text();
  if (text.empty()) return refuse_request("input: must not be empty");
  const std::int64_t tokens = estimate_tokens(text);
  if (tokens > kMostTokensOfOne) {
    return refuse_request(fmt::format("input: {} is about {} tokens; at most {} in one text",
                                      embedding.inputs.size(), tokens, kMostTokensOfOne));
  }
  embedding.request.input_tokens += tokens;
  embedding.request.conversation.append(text).push_back('\0');
  embedding.inputs.emplace_back(text);
  return {};
}

tl::expected<void, ServedError> read_inputs(WireValue input, EmbeddingRequest& embedding) {
  if (!input.is_array()) return add_input(input, embedding);
  tl::expected<void, ServedError> added;
  input.for_each([&](WireValue item) {
    if (added && embedding.inputs.size() <= kMostInputs) added = add_input(item, embedding);
  });
  ASSAY_CHECK(added);
  if (embedding.inputs.empty()) return refuse_request("input: must not be empty");
  if (embedding.inputs.size() > kMostInputs) {
    return refuse_request(fmt::format("input: at most {} texts", kMostInputs));
  }
  if (embedding.request.input_tokens > kMostTokens) {
    return refuse_request(fmt::format("input: about {} tokens; at most {} in one request",
                                      embedding.request.input_tokens, kMostTokens));
  }
  return {};
}

tl::expected<void, ServedError> read_form(WireValue body, EmbeddingRequest& embedding) {
  const WireValue format = body["encoding_format"];
  embedding.base64 = format.text() == "base64";
  if (!format.is_null() && format.text() != "float" && !embedding.base64) {
    return refuse_request("encoding_format: must be float or base64");
  }
  const WireValue wanted = body["dimensions"];
  if (wanted.is_null()) return {};
  const std::int64_t dimensions = wanted.integer().value_or(0);
  if (dimensions < 1 || dimensions > static_cast<std::int64_t>(kEmbeddingDimensions)) {
    return refuse_request(
        fmt::format("dimensions: must be an integer from 1 to {}", kEmbeddingDimensions));
  }
  embedding.dimensions = static_cast<std::size_t>(dimensions);
  return {};
}

}  // namespace

tl::expected<EmbeddingRequest, ServedError> read_embedding_request(WireShape shape,
                                                                   std::string& body) {
  ASSAY_TRY(const simdjson::dom::element root, parse_request_body(body));
  const WireValue fields(root);
  EmbeddingRequest embedding;
  embedding.request.shape = shape;
  embedding.request.key = fields["key"].text();
  embedding.request.model = fields["model"].text();
  if (embedding.request.model.empty()) return refuse_request("model: a model is required");
  embedding.request.content_hash = hash_text(body, static_cast<std::uint64_t>(shape));
  ASSAY_CHECK(read_inputs(fields["input"], embedding));
  ASSAY_CHECK(read_form(fields, embedding));
  return embedding;
}

}  // namespace assay
