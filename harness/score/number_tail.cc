// How a number may not go on: what stands behind it and would make it another one.
#include <algorithm>

#include "harness/score/number.h"
#include "harness/score/number_words.h"

namespace assay {
namespace {

constexpr std::string_view kRatio = "it is a ratio or a time";
constexpr std::string_view kBase = "it is written in a base that is not read";
constexpr std::string_view kRepeats = "it has decimals that repeat, or a doubt about the last ones";

// Marks between digits that make no number of them, whatever the locale.
struct JointRow {
  std::string_view mark;
  std::string_view trouble;
};
constexpr JointRow kJoints[] = {
    {":", kRatio},       {"\uFF1A", kRatio},
    {"\u2236", kRatio},  {"\u060C", kGoesOn},  // the Arabic comma
    {"\u00B7", kGoesOn},                       // 3·14: a product, or decimals
};

// U+2080 to U+2089
bool is_lowered_digit(std::string_view text) {
  if (!text.starts_with("\xE2\x82") || text.size() < 3) return false;
  const auto last = static_cast<unsigned char>(text[2]);
  return last >= 0x80 && last <= 0x89;
}

// U+0300 to U+036F, such as the line over decimals that repeat.
bool is_combining(std::string_view text) {
  return text.starts_with('\xCC') || text.starts_with('\xCD');
}

}  // namespace

// A number ends where nothing goes on that would make it another one.
void NumberScanner::check_tail(Right& right) const {
  take_base_ten(right);
  check_joint(right);
  if (right.trouble.empty()) check_factor(right);
}

// "42_{10}" is 42.
void NumberScanner::take_base_ten(Right& right) const {
  for (const std::string_view base : {"_{10}", "\u2081\u2080"}) {
    if (text_.substr(right.end).starts_with(base)) right.end += base.size();
  }
}

void NumberScanner::check_joint(Right& right) const {
  const Glyph next = glyph(right.end);
  const std::size_t behind = right.end + next.length;
  const Mark after = glyph(behind).mark;
  const auto refuse = [&](std::string_view trouble, std::size_t end) {
    right.trouble = trouble;
    right.end = end;
  };
  switch (next.mark) {
    case Mark::digit:
    case Mark::vulgar:
    case Mark::superscript:
    case Mark::caret:
    case Mark::letter:
      return refuse(kGoesOn, right.end);
    case Mark::comma:
    case Mark::apostrophe:
    case Mark::arabic_comma:
    case Mark::underscore:
    case Mark::point: {
      // "1,,234", "0..5" and "5...6", but "18." and "18...."
      std::size_t marks = behind;
      while (marks < right.end + 4 && glyph(marks).mark == next.mark) marks += glyph(marks).length;
      if (glyph(marks).mark == Mark::digit) return refuse(kGoesOn, marks);
      if (next.mark == Mark::point) return check_repeating(right, behind);
      const bool is_index = next.mark == Mark::underscore &&
                            (after == Mark::letter || glyph(behind).mark == Mark::open);
      if (is_index) refuse(after == Mark::letter ? kGoesOn : kBase, group_end(behind));
      return;
    }
    case Mark::thin:
      if (after == Mark::digit) refuse(kGoesOn, right.end);
      return;
    case Mark::slash:
      if (after == Mark::digit || after == Mark::open) refuse(kExpression, right.end);
      return;
    case Mark::open:  // "0.3(3)", "1.234(5)", "5(3)"
      if (text_[right.end] == '(' && after == Mark::digit) refuse(kRepeats, behind);
      return;
    case Mark::close: {  // "(101)_2", "(3)/(4)"
      const Mark joint = after;
      const std::size_t end = behind + glyph(behind).length;
      const Mark last = glyph(end).mark;
      const bool goes_on = last == Mark::digit || last == Mark::open;
      if (joint == Mark::underscore && goes_on) refuse(kBase, right.end);
      if (joint == Mark::slash && goes_on) refuse(kExpression, right.end);
      if (is_lowered_digit(text_.substr(behind))) refuse(kBase, right.end);
      return;
    }
    case Mark::minus:
      // "5-year-old" and "3- or 4-year" are fine; "3-4", "5-$6" and "5-" are not.
      if (!is_letter(after) && !is_blank(after)) refuse(kRange, right.end);
      return;
    case Mark::ideograph:
      if (is_combining(text_.substr(right.end))) refuse(kRepeats, right.end);
      return;
    case Mark::times:
    case Mark::other:
      if (is_lowered_digit(text_.substr(right.end))) return refuse(kBase, right.end);
      for (const JointRow& row : kJoints) {
        const std::size_t end = right.end + row.mark.size();
        const bool joins = text_.substr(right.end).starts_with(row.mark);
        if (joins && glyph(end).mark == Mark::digit) return refuse(row.trouble, end);
      }
      return;
    default:
      return;
  }
}

// Behind a point without digits: "0.(3)", "0.\overline{3}"; "42.\n" is fine.
void NumberScanner::check_repeating(Right& right, std::size_t behind) const {
  const bool is_bracket =
      text_.substr(behind).starts_with('(') && glyph(behind + 1).mark == Mark::digit;
  const std::string_view name =
      glyph(behind).mark == Mark::backslash ? command_name(behind) : std::string_view();
  const bool is_overline =
      !name.empty() && !is_harmless_command(name) && has_digits(behind, command_end(behind));
  if (!is_bracket && !is_overline) return;
  right.trouble = kRepeats;
  right.end = is_bracket ? behind + 1 : command_end(behind);
}

// Behind a blank: "2\sqrt{3}", "3 \pi", "2 √3", "2 ^ x", "2.5 E3", "3 /4".
void NumberScanner::check_factor(Right& right) const {
  const std::size_t at = skip_blanks(right.end);
  const Glyph factor = glyph(at);
  const std::size_t behind = at + factor.length;
  switch (factor.mark) {
    case Mark::root:
      right.trouble = kExpression;
      right.end = skip_blanks(behind);
      return;
    case Mark::caret:
      right.trouble = kExpression;
      right.end = power_end(at);
      return;
    case Mark::slash:
      if (glyph(skip_blanks(behind)).mark != Mark::digit) return;
      right.trouble = kExpression;
      right.end = skip_blanks(behind);
      return;
    case Mark::letter: {
      const bool is_exponent = text_[at] == 'e' || text_[at] == 'E';
      if (at == right.end || !is_exponent || glyph(behind).mark != Mark::digit) return;
      right.trouble = kGoesOn;
      right.end = at;
      return;
    }
    case Mark::backslash: {
      const std::string_view name = command_name(at);
      if (name.empty() || is_harmless_command(name)) return;
      right.trouble = kExpression;
      const std::size_t end = command_end(at);
      if (has_digits(at, end)) right.end = end;
      return;
    }
    default:
      return;
  }
}

}  // namespace assay
