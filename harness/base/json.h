// The one JSON vocabulary type, and the safe ways in and out of it. Replies on
// the hot path are read with simdjson instead (provider/).
#pragma once

#include <cstddef>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "harness/base/result.h"

namespace assay {

using Json = nlohmann::json;  // objects are sorted by key: dumps are canonical

// Deep enough for any real document; nlohmann's recursive dump and copy
// overflow the stack near 100,000.
inline constexpr std::size_t kMaxJsonDepth = 256;

// Parses one document. Errors name line and column. Refuses nesting beyond
// `max_depth` before a tree is built.
Result<Json> parse_json(std::string_view text, std::size_t max_depth = kMaxJsonDepth);

// Serialises; invalid UTF-8 inside becomes U+FFFD instead of an exception.
// `indent` < 0 is one line.
std::string dump_json(const Json& value, int indent = -1);

// Appends `text` as a JSON string with its quotes. Invalid UTF-8 becomes
// U+FFFD. Faster than building a Json: used for every request body.
void append_json_string(std::string& out, std::string_view text);

}  // namespace assay
