// What holds a number at one remove: a sign before its bracket, a reference's.
#include <algorithm>

#include "harness/score/number.h"
#include "harness/score/number_words.h"

namespace assay {
namespace {

constexpr std::string_view kOpenCitation = "\u3010";
constexpr std::string_view kCloseCitation = "\u3011";

// What is written around a number without being a part of it: **5**, "5", $5$.
bool is_wrapping(std::string_view text, std::size_t begin, const Glyph& glyph) {
  if (glyph.mark == Mark::open || glyph.mark == Mark::underscore ||
      glyph.mark == Mark::apostrophe || glyph.mark == Mark::currency) {
    return true;
  }
  const std::string_view written = text.substr(begin, glyph.length);
  return written == "*" || written == "\"" || written == "|" || written == "\u201C";
}

}  // namespace

// "-(5)", "-**5**", "-\text{5}", "{-}5": the sign belongs to the number, but
// what stands between them might as well change it.
void NumberScanner::look_for_sign_apart(Left& left) const {
  const Glyph neighbour = before(left.begin);
  const std::size_t inner = left.begin - neighbour.length;
  if (neighbour.mark == Mark::close && is_sign(before(inner).mark)) {
    left.trouble = kSignApart;
    return;
  }
  constexpr int kMaxMarks = 12;
  std::size_t at = left.begin;
  for (int marks = 0; marks < kMaxMarks; ++marks) {
    const Glyph mark = before(at);
    if (mark.mark == Mark::letter) {  // \left(, \mathbf{
      const std::string_view word = word_before(at);
      if (!is_command(word) || !is_harmless_command(word)) break;
      at -= word.size() + 1;
    } else if (is_wrapping(text_, at - mark.length, mark)) {
      at -= mark.length;
    } else {
      break;
    }
  }
  if (at == left.begin) return;
  Left outer;
  outer.begin = outer.digits = at;
  take_sign(outer);
  const bool is_attached = before(at).mark == Mark::minus;
  if (outer.is_negative || (is_attached && !outer.trouble.empty())) left.trouble = kSignApart;
}

// Behind the bracket that closes the one at `open`, where that one holds nothing
// but the numbers of sources or an index: "42.[1]", "[2, 3]", "【4:0†x】". One that
// stands alone may be an answer. `open` itself otherwise.
std::size_t NumberScanner::reference_end(std::size_t open) const {
  constexpr std::size_t kMaxReference = 40;
  const Mark behind = mark_before(open);
  const bool touches = is_letter(behind) || behind == Mark::digit || behind == Mark::close ||
                       behind == Mark::point || behind == Mark::percent;
  if (!touches) return open;
  const std::string_view rest = text_.substr(open, kMaxReference);
  if (rest.starts_with(kOpenCitation)) {
    const std::size_t close = rest.find(kCloseCitation);
    return close == std::string_view::npos ? open : open + close + kCloseCitation.size();
  }
  if (is_command(word_before(open))) return open;  // \left[5\right]
  const std::size_t close = rest.find_first_not_of("0123456789, -", 1);
  return close != std::string_view::npos && rest[close] == ']' ? open + close + 1 : open;
}

}  // namespace assay
