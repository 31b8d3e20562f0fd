// JSON with comments, as ```jsonc and ```json5 blocks hold it.
#pragma once

#include <string>
#include <string_view>

namespace assay {

// `text` with blanks for comments and for commas before a closing bracket, byte
// for byte: offsets stay. JSON5's other liberties (single quotes, names without
// quotes, Infinity) are no JSON afterwards either.
std::string without_comments(std::string_view text);

}  // namespace assay
