// A request of the Responses API (POST /v1/responses).
#pragma once

#include <string>

#include "harness/simulate/wire/served_request.h"

#include <tl/expected.hpp>

namespace assay {

// Refuses what the API refuses: parameters of chat completions, tools in their shape, results of
// calls that nobody made. The whole conversation is in `body`: kept_responses.h puts it there.
tl::expected<ServedRequest, ServedError> read_responses_request(std::string& body);

}  // namespace assay
