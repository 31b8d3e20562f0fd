// How a text stands in a judge's prompt: between delimiters with a code that no text can guess
// (question.h).
#pragma once

#include <string>
#include <string_view>

#include "harness/base/key.h"

namespace assay {

// One line break on either side is the delimiters'; all between them is the text.
std::string block(std::string_view name, std::string_view text, std::string_view code);

// 24 hex digits, of all that stands between delimiters.
std::string delimiter_code(const KeyBuilder& fields);

}  // namespace assay
