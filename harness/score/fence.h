// Fenced blocks in answers: as CommonMark has them (0.31, section 4.5), and as
// models write them, which is less tidy.
//
//   * An opening fence is three or more backticks or tildes that begin a line,
//     however deep it is indented, also behind the marker of a list item.
//   * The closing fence stands alone on its line and is at least as long. Where
//     no line is one, the block ends at the first line that ends in such a run
//     (```json\n{"a":1}```), and a reply that was cut off ends it too.
//   * A block may be one line: ```json {"a":1}```.
//   * A fence behind words of its line counts when nothing but a label follows
//     (see ```json); other runs of backticks within a line are prose.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace assay {

struct Fence {
  std::string_view label;   // the first word behind the opening: "json"; "" without one
  std::string_view body;    // between the fences
  std::size_t indent = 0;   // of the opening fence, in bytes
  bool begins_line = true;  // false: words stand before it
};

// In the order of their openings; linear in the text.
std::vector<Fence> find_fences(std::string_view text);

// The body without the indentation that it shares with its fence.
std::string dedented(const Fence& fence);

}  // namespace assay
