// A request's body as JSON, and what is said of one that breaks the rules.
#pragma once

#include <string>

#include "harness/provider/wire_json.h"
#include "harness/simulate/wire/error_envelope.h"

#include <tl/expected.hpp>

namespace assay {

// The object that `body` is, as it lives until this thread parses the next body.
// Grows `body`'s capacity by simdjson's padding, nothing else. Bodies deeper than
// 1,024 are refused.
tl::expected<simdjson::dom::element, ServedError> parse_request_body(std::string& body);

// A 400.
tl::unexpected<ServedError> refuse_request(std::string message);

}  // namespace assay
