// A request in Gemini's shape, of which the path says which model is asked and how.
#pragma once

#include <string>
#include <string_view>

#include "harness/simulate/wire/route.h"
#include "harness/simulate/wire/served_request.h"

namespace assay {

// Refuses what the API refuses of what assay and the official client send: fields that it does
// not know, roles but user and model, results that are not as many as the calls, calls without
// their signature. `target` is the request's, with its query. Counting takes a conversation as it
// is or under `generateContentRequest`.
tl::expected<ServedRequest, ServedError> read_gemini_request(const ServedRoute& route,
                                                             std::string_view target,
                                                             std::string& body);

}  // namespace assay
