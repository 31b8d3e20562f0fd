// Which endpoint a path is.
#pragma once

#include <optional>
#include <string_view>

#include "harness/simulate/wire/served_request.h"

namespace assay {

enum class Endpoint { complete, count_tokens, embed, list_models };

struct ServedRoute {
  Endpoint endpoint = Endpoint::complete;
  WireShape shape = WireShape::openai;
  std::string_view method;
  std::string_view model = {};  // where the path names it, as it stands there
  bool streams = false;         // where the path says so
};

// The OpenAI shape and Responses are at the root, /v1 and ModelsLab's /api/v7/llm; Messages at
// the root, /v1 and /api/v7/llm/v1; the native envelope under /native; Gemini's, with the model
// in the path, under /v1beta, /v1 and the root.
std::optional<ServedRoute> find_route(std::string_view path);

}  // namespace assay
