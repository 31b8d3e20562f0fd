// A request for embeddings (POST /v1/embeddings).
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "harness/simulate/wire/served_request.h"

#include <tl/expected.hpp>

namespace assay {

// What every simulated model gives unless asked for fewer.
inline constexpr std::size_t kEmbeddingDimensions = 512;

struct EmbeddingRequest {
  ServedRequest request;            // model, key, tokens; its conversation is the inputs
  std::vector<std::string> inputs;  // at least one, none of them empty
  std::size_t dimensions = kEmbeddingDimensions;
  bool base64 = false;  // the numbers as bytes; otherwise as JSON
};

// Refuses what the OpenAI API refuses: no input, an empty one, and more than it takes.
tl::expected<EmbeddingRequest, ServedError> read_embedding_request(WireShape shape,
                                                                   std::string& body);

}  // namespace assay
