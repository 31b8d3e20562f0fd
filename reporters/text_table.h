// Columns aligned for a terminal.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace assay {

enum class Align { left, right };

struct TableColumn {
  std::string title;
  Align align = Align::right;
  int rank = 0;           // 0 always stays; the highest goes first when space is short
  std::size_t least = 0;  // columns it may be cut to; 0: never cut
};

// Lines without trailing blanks, each ending in \n. Columns are dropped by rank
// and the one with `least` is cut (with an ellipsis in the middle) until a line
// is at most `width`; what cannot be saved is wider. Cells must be terminal-safe.
std::string text_table(const std::vector<TableColumn>& columns,
                       const std::vector<std::vector<std::string>>& rows, std::size_t width);

// Wrapped at spaces, every line indented, terminal-safe and ending in \n; a word
// wider than `width` keeps its line.
std::string wrapped(std::string_view text, std::size_t indent, std::size_t width);

// At most `columns` wide, cut in the middle: labels differ at both ends.
std::string elide_middle(const std::string& text, std::size_t columns);

}  // namespace assay
