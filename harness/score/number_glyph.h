// The characters that numbers are written with: one mark for all spellings of a
// sign, a blank, a digit. LaTeX's and HTML's spellings count as one character.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace assay {

enum class Mark : std::uint8_t {
  end,           // before the first or behind the last character
  digit,         // a decimal digit of any script (Unicode category Nd)
  vulgar,        // ½, ¾: Unicode's fractions of two small numbers
  superscript,   // ⁰ to ⁹, ⁻, ⁺
  root,          // √, ∛, ∜
  point,         // . {.} and U+066B, the Arabic decimal mark
  comma,         // , {,}
  arabic_comma,  // U+066C, which only groups
  apostrophe,    // ' and what is typed for it: ‘ ’ ′ ´ `
  underscore,
  space,  // a blank that may also stand between two numbers
  line_end,
  thin,   // no-break, thin and narrow blanks, ~ and LaTeX's \, \; \: "\ "
  slash,  // / and U+2044, U+2215
  minus,  // - and U+2212, hyphens, the en dash, ➖
  plus,
  dash,        // the em dash and the horizontal bar: punctuation
  plus_minus,  // ± and ∓
  times,       // * × · ⋅ ∙
  caret,
  percent,    // % ‰ ‱ ٪ \%
  currency,   // $ \$ and Unicode category Sc
  letter,     // of a script with capitals, ° and µ: words run on into digits
  ideograph,  // other letters: Han, kana, Arabic, Thai
  open,       // ( [ {
  close,      // ) ] }
  backslash,  // the start of any other LaTeX command
  other,
};

struct Glyph {
  Mark mark = Mark::end;
  std::uint8_t digit = 0;   // of digit and of a superscript's digit
  std::uint8_t length = 0;  // in bytes
  bool negative = false;    // of a superscript sign: ⁻
};

constexpr std::array<Mark, 128> ascii_marks() {
  std::array<Mark, 128> marks{};
  marks.fill(Mark::other);
  for (int c = '0'; c <= '9'; ++c) marks[static_cast<std::size_t>(c)] = Mark::digit;
  for (int c = 'a'; c <= 'z'; ++c) marks[static_cast<std::size_t>(c)] = Mark::letter;
  for (int c = 'A'; c <= 'Z'; ++c) marks[static_cast<std::size_t>(c)] = Mark::letter;
  marks['.'] = Mark::point;
  marks[','] = Mark::comma;
  marks['\''] = marks['`'] = Mark::apostrophe;
  marks['_'] = Mark::underscore;
  marks[' '] = marks['\t'] = Mark::space;
  marks['\n'] = marks['\r'] = Mark::line_end;
  marks['~'] = Mark::thin;
  marks['/'] = Mark::slash;
  marks['-'] = Mark::minus;
  marks['+'] = Mark::plus;
  marks['*'] = Mark::times;
  marks['^'] = Mark::caret;
  marks['%'] = Mark::percent;
  marks['$'] = Mark::currency;
  marks['('] = marks['['] = marks['{'] = Mark::open;
  marks[')'] = marks[']'] = marks['}'] = Mark::close;
  marks['\\'] = Mark::backslash;
  return marks;
}
inline constexpr std::array<Mark, 128> kAsciiMarks = ascii_marks();

// The character that HTML writes as "&minus;" or "&#8722;" at `at`, and its bytes;
// -1 and 0 when there is none.
struct Entity {
  std::int32_t code_point = -1;
  std::size_t length = 0;
};
Entity entity_at(std::string_view text, std::size_t at);

// Of characters beyond ASCII, LaTeX's and HTML's; for glyph_at.
Glyph composed_glyph_at(std::string_view text, std::size_t at);

// The character that begins at byte `at`; Mark::end behind the last.
inline Glyph glyph_at(std::string_view text, std::size_t at) {
  if (at >= text.size()) return {};
  const auto c = static_cast<unsigned char>(text[at]);
  if (c >= 0x80 || c == '\\' || c == '{' || c == '&') return composed_glyph_at(text, at);
  const Mark mark = kAsciiMarks[c];
  return {mark, static_cast<std::uint8_t>(mark == Mark::digit ? c - '0' : 0), 1, false};
}
// The character that ends before byte `end`, not before byte `floor`.
Glyph glyph_before(std::string_view text, std::size_t end, std::size_t floor);

inline bool is_blank(Mark mark) {
  return mark == Mark::space || mark == Mark::thin;
}
inline bool is_sign(Mark mark) {
  return mark == Mark::minus || mark == Mark::plus;
}
inline bool is_letter(Mark mark) {
  return mark == Mark::letter || mark == Mark::ideograph;
}

// What ½ is: 1 and 2. Nothing (0 and 0) where Unicode gives no whole fraction.
struct SmallFraction {
  int above = 0;
  int below = 0;
};
SmallFraction vulgar_fraction(std::string_view text, std::size_t at);

}  // namespace assay
