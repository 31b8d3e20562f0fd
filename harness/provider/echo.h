// A text that a server may send twice: whole at first, then again in pieces.
#pragma once

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>

namespace assay {

// Takes the pieces that follow a text and keeps back those that may only repeat
// it, until they differ or the repetition is whole.
class Echo {
 public:
  // A text came; the pieces that follow may repeat it.
  void expect(std::string_view text) {
    text_ = text;
    repeated_ = 0;
  }
  // What is new, of this piece and of what was kept back.
  std::string take(std::string_view piece) {
    const std::size_t length = std::min(piece.size(), text_.size() - repeated_);
    if (text_.compare(repeated_, length, piece, 0, length) != 0) return end().append(piece);
    repeated_ += length;
    if (repeated_ < text_.size()) return "";
    expect({});
    return std::string(piece.substr(length));
  }
  // No more pieces come, or they differ: what was kept back was no repetition.
  std::string end() {
    std::string kept = text_.substr(0, repeated_);
    expect({});
    return kept;
  }

 private:
  std::string text_;          // that may be repeated; "" when nothing is expected
  std::size_t repeated_ = 0;  // bytes of it that came again
};

}  // namespace assay
