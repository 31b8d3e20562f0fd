// What the encoders of all dialects share. Inside provider/.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>

#include "harness/base/json.h"
#include "harness/provider/dialect.h"

namespace assay {

// Whether to ask for a stream: what somebody set, else whether the dialect can.
bool wants_stream(const Dialect& dialect, const Params& params);

// A usage error for a parameter that no table row declares, a provider without
// base URL, or an `extra` that is no object or sets what assay sets itself.
Result<void> check_params(const Provider& provider, const Params& params);

// Copies `extra`'s fields into `body`; a usage error for one that is there already.
Result<void> merge_extra(const Params& params, Json& body);

// PreparedRequest with its prefix up to and including `last_field`, which opens
// what append_body() continues, and the closing brace as its suffix.
PreparedRequest prepared_request(const Provider& provider, const Dialect& dialect,
                                 std::string_view path, const Json& body,
                                 std::string_view last_field, bool stream);

HttpRequest get_models(const Provider& provider, std::string_view path);

// {"data":[{"id":...}]}, a bare array of them (Together), or Anthropic's shape.
Result<std::vector<ListedModel>> decode_model_list(std::string_view body);

}  // namespace assay
