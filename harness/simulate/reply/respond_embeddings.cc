// Embeddings in the OpenAI shape (docs/model-server.md).
#include <fmt/format.h>

#include <bit>
#include <iterator>

#include "harness/base/base64.h"
#include "harness/base/json.h"
#include "harness/simulate/reply/embedding.h"
#include "harness/simulate/reply/respond.h"

namespace assay {
namespace {

// Little-endian float32, as official clients ask for them.
std::string bytes_of(const std::vector<float>& numbers) {
  std::string bytes;
  for (const float number : numbers) {
    const auto bits = std::bit_cast<std::uint32_t>(number);
    for (int shift = 0; shift < 32; shift += 8) bytes += static_cast<char>(bits >> shift & 0xffU);
  }
  return bytes;
}

void append_numbers(std::string& out, const std::vector<float>& numbers) {
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    fmt::format_to(std::back_inserter(out), "{}{}", i == 0 ? "[" : ",", numbers[i]);
  }
  out += ']';
}

std::string embeddings_body(const SimulatedModel& model, const EmbeddingRequest& request,
                            std::uint64_t space) {
  std::string out = R"({"object":"list","data":[)";
  for (std::size_t i = 0; i < request.inputs.size(); ++i) {
    const std::vector<float> numbers = embed_text(request.inputs[i], space, request.dimensions);
    out += fmt::format(R"({}{{"object":"embedding","index":{},"embedding":)", i == 0 ? "" : ",", i);
    if (request.base64) {
      append_json_string(out, to_base64(bytes_of(numbers)));
    } else {
      append_numbers(out, numbers);
    }
    out += '}';
  }
  out += R"(],"model":)";
  append_json_string(out, simulated_model_name(model.id));
  if (model.usage != UsageStyle::never) {
    out += fmt::format(R"(,"usage":{{"prompt_tokens":{0},"total_tokens":{0}}})",
                       request.request.input_tokens);
  }
  return out + "}";
}

}  // namespace

ServedResponse respond_embeddings(const SimulatedModel& model, const EmbeddingRequest& request,
                                  std::uint64_t space, Nanoseconds at) {
  ServedResponse response;
  response.is_reply = true;
  response.body.push_back({at, embeddings_body(model, request, space)});
  return response;
}

}  // namespace assay
