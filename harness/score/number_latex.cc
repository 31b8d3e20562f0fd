// The commands and powers of LaTeX, as far as numbers stand beside them.
#include <algorithm>

#include "harness/score/number.h"

namespace assay {
namespace {

// Groups are looked through to their ends, each once and no further than this,
// so that a text of nothing but openings costs no quadratic time.
constexpr std::size_t kMaxGroup = 200;

}  // namespace

// Behind the bracket that closes the one at `open`; `open` itself when there is
// no group there, or no end of it.
std::size_t NumberScanner::group_end(std::size_t open) const {
  if (open >= text_.size()) return open;
  const char opening = text_[open];
  if (opening != '{' && opening != '[') return open;
  const char closing = opening == '{' ? '}' : ']';
  std::size_t depth = 0;
  const std::size_t limit = std::min(text_.size(), open + kMaxGroup);
  for (std::size_t i = open; i < limit; ++i) {
    if (text_[i] == opening) ++depth;
    if (text_[i] == closing && --depth == 0) return i + 1;
  }
  return open;
}

// Behind the power at `at` - ^2, ^{-2}, ², ⁻² -, or `at` when there is none.
std::size_t NumberScanner::power_end(std::size_t at) const {
  Glyph next = glyph(at);
  if (next.mark == Mark::superscript) {
    for (; next.mark == Mark::superscript; next = glyph(at)) at += next.length;
    return at;
  }
  if (next.mark != Mark::caret) return at;
  at = skip_blanks(at + next.length);
  const std::size_t behind = group_end(at);
  if (behind != at) return behind;
  if (glyph(at).mark == Mark::minus || glyph(at).mark == Mark::plus) at += glyph(at).length;
  const std::size_t sign_end = at;
  for (next = glyph(at); next.mark == Mark::digit; next = glyph(at)) at += next.length;
  return at > sign_end ? at : at + (glyph(at).mark == Mark::letter ? glyph(at).length : 0u);
}

std::string_view NumberScanner::command_name(std::size_t backslash) const {
  std::size_t end = backslash + 1;
  while (end < text_.size() && ((text_[end] | 0x20) >= 'a' && (text_[end] | 0x20) <= 'z')) ++end;
  return text_.substr(backslash + 1, end - backslash - 1);
}

// Behind a command and its arguments, indices and powers.
std::size_t NumberScanner::command_end(std::size_t backslash) const {
  std::size_t end = backslash + 1 + command_name(backslash).size();
  while (end < text_.size()) {
    std::size_t behind = end;
    if (text_[end] == '_') {
      behind = group_end(end + 1);
      if (behind == end + 1) behind += glyph(end + 1).length;
    } else if (glyph(end).mark == Mark::caret || glyph(end).mark == Mark::superscript) {
      behind = power_end(end);
    } else {
      behind = group_end(end);
    }
    if (behind <= end) break;
    end = behind;
  }
  return std::min(end, text_.size());
}

bool NumberScanner::has_digits(std::size_t begin, std::size_t end) const {
  for (std::size_t i = begin; i < end;) {
    const Glyph next = glyph(i);
    if (next.mark == Mark::digit || next.mark == Mark::superscript || next.mark == Mark::vulgar) {
      return true;
    }
    i += std::max<std::size_t>(next.length, 1);
  }
  return false;
}

bool NumberScanner::is_command(std::string_view word) const {
  const auto start = static_cast<std::size_t>(word.data() - text_.data());
  return start > floor_ && text_[start - 1] == '\\';
}

}  // namespace assay
