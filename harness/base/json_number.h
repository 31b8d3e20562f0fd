// Numbers of files as JSON, without a rounding.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "harness/base/json.h"

namespace assay {

// The number that `text` spells in JSON's grammar (RFC 8259, 6). One that neither
// a 64-bit integer nor a double holds to its last digit (30 digits, 1e400) is
// kept as that text: a value that nobody wrote is worse than one that is no
// number. Nothing when it is not JSON's grammar.
std::optional<Json> json_number(std::string_view text);

// A JSON text in which numbers that are beyond a 64-bit integer and beyond the range of a double
// are texts of their spelling, for parsers that would round or refuse them. Nothing where there is
// none, as nearly always; what is no JSON stays none.
std::optional<std::string> long_numbers_as_texts(std::string_view json);

// A number as JSON in one spelling: 1 for 1.0, so that equal values give equal
// Keys.
Json canonical_number(double value);

}  // namespace assay
