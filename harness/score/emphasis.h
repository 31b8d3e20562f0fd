// Markdown around words.
#pragma once

#include <string>
#include <string_view>

namespace assay {

// `text` without *emphasis*, **strong**, ***both***, _the_ __same__, ~~deleted~~
// and `code` marks that come in pairs within a paragraph, around words: 2 * 3,
// 2*3*4, snake_case and a mark without its partner stay. Linear.
std::string without_emphasis(std::string_view text);

}  // namespace assay
