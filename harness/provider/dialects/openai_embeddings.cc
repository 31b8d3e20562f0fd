// Embeddings in the OpenAI shape, as most servers speak it
// (https://platform.openai.com/docs/api-reference/embeddings): each message is a text, and the
// reply's answer has their vectors in that order, as embedding.h keeps them.
#include <fmt/format.h>

#include <algorithm>
#include <span>
#include <utility>

#include "harness/base/apportion.h"
#include "harness/provider/dialects/dialect_rows.h"
#include "harness/provider/dialects/encode.h"
#include "harness/provider/dialects/openai_wire.h"
#include "harness/provider/embedding.h"
#include "harness/provider/failure.h"
#include "harness/provider/price.h"

namespace assay {
namespace {

// The API takes no more texts at once, so none has more vectors for them.
constexpr std::size_t kMostVectors = 2'048;

using Numbers = tl::expected<std::vector<double>, std::string>;

Result<void> check_embedding_params(const Params& params) {
  for (const auto& [name, value] : params) {
    if (name == "extra") continue;
    return usage_error("'" + name +
                       "' means nothing to a model that embeds; what its server takes beside the "
                       "text ('dimensions') goes under `extra`");
  }
  const auto extra = params.find("extra");
  if (extra != params.end() && extra->second.contains("input"))
    return usage_error("`extra` cannot set 'input': that is the text");
  return {};
}

Result<PreparedRequest> prepare(const Provider& provider, std::string_view model_id,
                                const Params& params) {
  ASSAY_CHECK(check_params(provider, params));
  ASSAY_CHECK(check_embedding_params(params));
  Json body = Json::object();
  body["model"] = model_id;
  ASSAY_CHECK(merge_extra(params, body));
  PreparedRequest request =
      prepared_request(provider, kOpenAiEmbeddings, "/embeddings", body, ",\"input\":", false);
  request.bound.max_tokens = 0;  // a vector is no token
  return request;
}

void append_body(const PreparedRequest& request, const Messages& messages, std::string& body) {
  body += request.prefix;
  body += '[';
  for (const Message& message : messages) {
    if (&message != &messages.front()) body += ',';
    append_json_string(body, message.content);
  }
  body += ']';
  body += request.suffix;
}

// As numbers, or as base64 of float32, which some send unasked.
Numbers read_numbers(const WireValue& embedding) {
  if (embedding.is_string()) {
    std::optional<std::vector<double>> numbers = floats_from_base64(embedding.text());
    if (!numbers) return tl::unexpected(std::string("a vector that is not base64 of float32"));
    return std::move(*numbers);
  }
  if (!embedding.is_array()) return tl::unexpected(std::string("an entry without a vector"));
  std::vector<double> numbers;
  bool are_numbers = true;
  embedding.for_each([&](const WireValue& item) {
    if (numbers.size() > kMostDimensions) return;
    const std::optional<double> number = item.number();
    are_numbers = are_numbers && number;
    numbers.push_back(number.value_or(0));
  });
  if (!are_numbers) return tl::unexpected(std::string("a vector with something that is no number"));
  return numbers;
}

// The place of an entry among those of `vectors`, which has none there yet. A lone entry
// need not say.
tl::expected<std::size_t, std::string> place_of(const WireValue& entry,
                                                const std::vector<Embedding>& vectors) {
  const std::optional<std::int64_t> index = entry["index"].integer();
  if (!index && vectors.size() == 1) return std::size_t{0};
  if (!index)
    return tl::unexpected(std::string("vectors without an index: which text is whose is not said"));
  if (*index < 0 || *index >= static_cast<std::int64_t>(vectors.size()))
    return tl::unexpected(fmt::format("a vector of index {} among {}", *index, vectors.size()));
  const auto place = static_cast<std::size_t>(*index);
  if (!vectors[place].empty())
    return tl::unexpected(fmt::format("two vectors of index {}", *index));
  return place;
}

tl::expected<std::vector<Embedding>, std::string> read_vectors(const WireValue& data) {
  std::size_t count = 0;
  data.for_each([&](const WireValue&) { ++count; });
  if (count == 0) return tl::unexpected(std::string("no vector"));
  if (count > kMostVectors)
    return tl::unexpected(fmt::format("more than {} vectors", kMostVectors));
  std::vector<Embedding> vectors(count);
  std::optional<std::string> why;
  data.for_each([&](const WireValue& entry) {
    if (why) return;
    const tl::expected<std::size_t, std::string> place = place_of(entry, vectors);
    const Numbers numbers = read_numbers(entry["embedding"]);
    if (!place || !numbers) {
      why = place ? numbers.error() : place.error();
      return;
    }
    tl::expected<Embedding, std::string> vector = unit_vector(*numbers);
    if (vector)
      vectors[*place] = std::move(*vector);
    else
      why = vector.error();
  });
  if (why) return tl::unexpected(std::move(*why));
  return vectors;
}

// All that is counted is input; a text is never none.
void take_usage(const WireValue& root, std::string_view body, Reply& reply) {
  take_openai_usage(root, WireValue(), body, reply);
  Usage& usage = reply.usage;
  const std::int64_t total = root["usage"]["total_tokens"].token_count().value_or(0);
  const std::int64_t input = std::max(usage.input.value_or(0), total);
  usage.input = input > 0 ? std::optional(input) : std::nullopt;
  usage.output = 0;
  usage.reasoning.reset();
}

tl::expected<Reply, Failure> decode_body(std::string_view body, StreamState& state) {
  const WireValue root = parse_wire(body);
  if (std::optional<Failure> failure = error_in(root, 0))
    return tl::unexpected(std::move(*failure));
  if (!root["data"].is_array()) {
    return tl::unexpected(bad_reply(
        root.is_object() ? "the reply has no embeddings" : "the reply is not a JSON object", body));
  }
  const tl::expected<std::vector<Embedding>, std::string> vectors = read_vectors(root["data"]);
  // It is whole, and would come so again.
  if (!vectors)
    return tl::unexpected(
        make_failure(FailureKind::bad_reply, false, "the reply has " + vectors.error()));
  Reply reply = std::move(state.reply);
  reply.answer = embeddings_to_text(*vectors);
  reply.finish_reason = FinishReason::stop;
  reply.model = root["model"].text();
  reply.id = root["id"].text();
  take_usage(root, body, reply);
  return reply;
}

void on_event(const SseEvent& event, StreamState& state) {
  if (!state.failure) state.failure = bad_reply("embeddings do not come as a stream", event.data);
}

std::vector<std::string_view> lines_of(std::string_view text) {
  std::vector<std::string_view> lines;
  while (true) {
    const std::size_t end = text.find('\n');
    lines.push_back(text.substr(0, end));
    if (end == std::string_view::npos) return lines;
    text.remove_prefix(end + 1);
  }
}

// What caches took of a text is not known.
void take_share(const Reply& whole, std::span<const std::int64_t> lengths,
                std::vector<Reply>& parts) {
  std::vector<std::int64_t> tokens;
  std::vector<std::int64_t> picos;
  if (whole.usage.input) tokens = apportion(*whole.usage.input, lengths);
  if (whole.billed_cost) picos = apportion(whole.billed_cost->picos, lengths);
  for (std::size_t i = 0; i < parts.size(); ++i) {
    Usage& usage = parts[i].usage;
    if (whole.usage.input) usage.input = tokens[i];
    if (whole.billed_cost) parts[i].billed_cost = Money{picos[i]};
    usage.cached_input.reset();
    usage.cache_write.reset();
  }
}

tl::expected<std::vector<Reply>, Failure> split(const Reply& reply, const Messages& messages) {
  const std::vector<std::string_view> lines = lines_of(reply.answer);
  if (lines.size() != messages.size()) {
    Failure failure =
        make_failure(FailureKind::bad_reply, false,
                     fmt::format("{} vectors came for {} texts", lines.size(), messages.size()));
    failure.http_status = 200;
    return tl::unexpected(std::move(failure));
  }
  std::vector<Reply> parts(lines.size(), reply);
  std::vector<std::int64_t> lengths;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    parts[i].answer = lines[i];
    lengths.push_back(estimate_tokens(messages[i].content));
  }
  take_share(reply, lengths, parts);
  return parts;
}

HttpRequest list_models(const Provider& provider) {
  return get_models(provider, "/models");
}

}  // namespace

constinit const Dialect kOpenAiEmbeddings = {
    .name = "openai_embeddings",
    .help = "OpenAI embeddings: POST {base_url}/embeddings",
    .can_stream = false,
    .models_path = "/models",
    .count_tokens_path = "",
    .prepare = prepare,
    .append_body = append_body,
    .decode_body = decode_body,
    .on_event = on_event,
    .list_models = list_models,
    .decode_models = decode_model_list,
    .count_tokens = nullptr,
    .decode_token_count = nullptr,
    .split = split,
};

}  // namespace assay
