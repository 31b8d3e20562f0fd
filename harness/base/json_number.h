// Numbers of files as JSON, without a rounding.
#pragma once

#include <optional>
#include <string_view>

#include "harness/base/json.h"

namespace assay {

// The number that `text` spells in JSON's grammar (RFC 8259, 6). One that neither
// a 64-bit integer nor a double holds to its last digit (30 digits, 1e400) is
// kept as that text: a value that nobody wrote is worse than one that is no
// number. Nothing when it is not JSON's grammar.
std::optional<Json> json_number(std::string_view text);

// A number as JSON in one spelling: 1 for 1.0, so that equal values give equal
// Keys.
Json canonical_number(double value);

}  // namespace assay
