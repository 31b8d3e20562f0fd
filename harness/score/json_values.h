// JSON in the middle of prose.
#pragma once

#include <string_view>
#include <vector>

namespace assay {

// The maps and lists of `text` that are JSON from bracket to bracket, in order;
// one inside another does not count. Each byte is looked at a bounded number of
// times, whatever is opened and never closed: when the grammar breaks, every
// bracket that is open has failed, since all of them hold the place where it broke.
//
// Stops at nesting beyond kMaxJsonDepth; what was complete before is kept.
// Strings are not checked to be UTF-8, nor numbers to fit a double.
std::vector<std::string_view> json_values(std::string_view text);

}  // namespace assay
