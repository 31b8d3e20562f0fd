// What stands behind the digits of a number: percent, scales, units, currencies.
#include <algorithm>

#include "harness/base/text.h"
#include "harness/score/number.h"
#include "harness/score/number_words.h"

namespace assay {
namespace {

constexpr std::string_view kLetters = "the letters behind it are no known unit";
constexpr std::string_view kTerm = "it is a term with a variable";
constexpr std::string_view kScale = "the word behind it may change its value";
constexpr std::string_view kGoesOn = "it goes on in a way that is no number";
constexpr std::string_view kRatio = "it is a ratio or a time";

constexpr std::string_view kAndAHalf[] = {"and a half",         "and one half", "and a quarter",
                                          "and three quarters", "and a third",  "and two thirds"};

bool has_capitals(std::string_view word) {
  return std::any_of(word.begin(), word.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
}

}  // namespace

NumberScanner::Right NumberScanner::look_right(std::size_t start, bool is_money) const {
  constexpr int kMaxScales = 3;  // "5 hundred thousand"
  Right right;
  right.end = start;
  for (int scales = 0; scales < kMaxScales && right.trouble.empty(); ++scales) {
    if (!take_scale(right, is_money)) break;
  }
  if (right.trouble.empty()) take_unit(right);
  if (right.trouble.empty()) check_tail(right);
  return right;
}

// One scale behind the number; whether there was one.
bool NumberScanner::take_scale(Right& right, bool is_money) const {
  const std::size_t at = skip_blanks(right.end);
  const bool touches = at == right.end;
  const Mark first = glyph(at).mark;
  std::optional<Scale> scale;
  std::size_t length = 0;
  if (first == Mark::ideograph) {
    const ScalePrefix prefix = find_scale_prefix(text_.substr(at, 40));
    length = prefix.length;
    if (length > 0) scale = prefix.scale;
  } else if (first == Mark::letter) {
    const std::string_view word = word_at(at);
    length = word.size();
    if (length > 24) return false;
    if (is_money) scale = find_money_scale(word);
    if (!scale && touches && word == "k") scale = Scale{3};
    if (!scale) scale = find_scale(word, *locale_);
    if (!scale && has_capitals(word)) scale = find_scale(to_lower_ascii(word), *locale_);
    if (!scale && word == "and") {
      const std::string rest = to_lower_ascii(text_.substr(at, 24));
      for (const std::string_view phrase : kAndAHalf) {
        if (rest.starts_with(phrase)) scale = Scale{0, true};
      }
    }
  }
  if (!scale) return false;
  right.end = at + length;
  right.scale += scale->exponent;
  if (scale->is_refused) right.trouble = kScale;
  return true;
}

void NumberScanner::take_unit(Right& right) const {
  const std::size_t at = skip_blanks(right.end);
  const bool touches = at == right.end;
  const Glyph next = glyph(at);
  switch (next.mark) {
    case Mark::percent:
      right.end = at + next.length;
      return;
    case Mark::currency: {
      const std::size_t behind = at + next.length;
      // "5 $", but of "5 $6" the sign belongs to the 6, and of "5€50" to both.
      if (!touches && glyph(skip_blanks(behind)).mark == Mark::digit) return;
      right.end = behind;
      right.has_currency = true;
      if (glyph(behind).mark == Mark::digit) right.trouble = kGoesOn;
      return;
    }
    case Mark::caret: {  // 90^\circ, 18^{th}
      const std::size_t end = text_.substr(at).starts_with("^\\circ") ? at + 6 : power_end(at);
      const std::string_view power = text_.substr(at, end - at);
      if (power == "^\\circ" || power == "^{\\circ}" || power == "^{th}" || power == "^{st}" ||
          power == "^{nd}" || power == "^{rd}") {
        right.end = end;
      }
      return;
    }
    case Mark::letter:
      break;
    default:
      return;
  }
  const std::string_view word = word_at(at);
  const bool is_currency = is_currency_word(word);
  if (!is_currency && !is_unit(word)) {
    if (!touches) return;
    right.end = at + word.size();
    right.is_term = word == "x" || word == "y" || word == "z";
    right.trouble = right.is_term ? kTerm : kLetters;
    if (right.is_term) right.end = power_end(right.end);
    if (glyph(right.end).mark == Mark::digit) right.is_term = false;  // 2x4
    return;
  }
  const std::size_t end = at + word.size();
  // A currency in front of the next number is that number's.
  if (is_currency && !touches && glyph(skip_blanks(end)).mark == Mark::digit) return;
  right.end = end;
  right.has_currency = is_currency;
  take_unit_tail(right);
}

// Of a unit: m^2, m², m2, kg/m^3, m s^{-1}.
void NumberScanner::take_unit_tail(Right& right) const {
  constexpr int kMaxParts = 6;
  for (int parts = 0; parts < kMaxParts; ++parts) {
    const Glyph power = glyph(right.end);
    if (power.mark == Mark::digit && (power.digit == 2 || power.digit == 3)) {
      right.end += power.length;
    } else {
      right.end = power_end(right.end);
    }
    const Glyph joint = glyph(right.end);
    const std::size_t next = right.end + joint.length;
    const bool joins = joint.mark == Mark::slash || joint.mark == Mark::times;
    if (!joins || glyph(next).mark != Mark::letter) return;
    right.end = next + word_at(next).size();
  }
}

// A number ends where nothing goes on that would make it another one.
void NumberScanner::check_tail(Right& right) const {
  const Glyph next = glyph(right.end);
  const std::size_t behind = right.end + next.length;
  const Mark after = glyph(behind).mark;
  switch (next.mark) {
    case Mark::digit:
    case Mark::vulgar:
    case Mark::superscript:
    case Mark::caret:
    case Mark::letter:
      right.trouble = kGoesOn;
      break;
    case Mark::comma:
    case Mark::apostrophe:
    case Mark::arabic_comma:
    case Mark::thin:
    case Mark::slash:
      if (after == Mark::digit) right.trouble = kGoesOn;
      break;
    case Mark::point: {
      // "0..5" and "5...6", but "18." and "18...."
      std::size_t dots = behind;
      while (dots < right.end + 4 && glyph(dots).mark == Mark::point) dots += glyph(dots).length;
      if (glyph(dots).mark == Mark::digit) {
        right.end = dots;
        right.trouble = kGoesOn;
      }
      break;
    }
    case Mark::underscore:
      if (after == Mark::digit || after == Mark::letter) right.trouble = kGoesOn;
      break;
    case Mark::minus:
      // "5-year-old" and "3- or 4-year" are fine; "3-4", "5-$6" and "5-" are not.
      if (!is_letter(after) && !is_blank(after)) right.trouble = kRange;
      break;
    case Mark::other:
      if (text_[right.end] == ':' && after == Mark::digit) right.trouble = kRatio;
      break;
    default:
      break;
  }
  if (!right.trouble.empty()) return;

  // "2\sqrt{3}", "3 \pi", "2 √3"
  const std::size_t at = skip_blanks(right.end);
  const Glyph factor = glyph(at);
  if (factor.mark == Mark::root) {
    right.trouble = kExpression;
    right.end = skip_blanks(at + factor.length);
  } else if (factor.mark == Mark::backslash) {
    const std::string_view name = command_name(at);
    if (name.empty() || is_harmless_command(name)) return;
    right.trouble = kExpression;
    const std::size_t end = command_end(at);
    if (has_digits(at, end)) right.end = end;
  }
}

}  // namespace assay
