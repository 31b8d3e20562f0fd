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
constexpr std::string_view kSeveralParts = "it is one part of a value that has several";

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
  // "5 million 200 thousand"
  const std::size_t behind = skip_blanks(right.end);
  const bool has_word = right.end > start && is_blank(glyph(start).mark);
  if (has_word && right.trouble.empty() && behind > right.end &&
      glyph(behind).mark == Mark::digit) {
    right.trouble = kSeveralParts;
    right.end = behind;
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
      if (const std::size_t end = fraction_end(skip_blanks(at + length)); end > 0) {
        length = end - at;
        scale = Scale{0, true};
      }
    }
  }
  if (!scale) return false;
  right.end = at + length;
  right.scale += scale->exponent;
  if (scale->is_refused) right.trouble = kScale;
  return true;
}

// "2 and 1/2": behind the proper fraction at `at`, if the number before is whole; 0
// otherwise.
std::size_t NumberScanner::fraction_end(std::size_t at) const {
  const Mark first = glyph(at).mark;
  const bool may_begin =
      first == Mark::digit || first == Mark::vulgar || fraction_command(text_, at) > 0;
  if (!may_begin || !magnitude_.is_whole()) return 0;
  Magnitude fraction(text_, *locale_);
  fraction.read(at);
  return fraction.is_proper_fraction() ? fraction.end() : 0;
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
    if (word == "e" || word == "E") {  // "1e 6"
      const std::size_t exponent = skip_blanks(right.end);
      if (glyph(exponent).mark == Mark::digit) right.end = exponent;
    }
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
  check_parts(right, word);
}

// "2 hours and 30 minutes": the number with the larger unit is not the value,
// nor is the one with the smaller.
void NumberScanner::check_parts(Right& right, std::string_view unit) const {
  constexpr int kMaxParts = 4;
  for (int parts = 0; parts < kMaxParts; ++parts) {
    std::size_t at = skip_blanks(right.end);
    if (word_at(at) == "and") at = skip_blanks(at + 3);
    if (at == right.end || glyph(at).mark != Mark::digit) return;
    std::size_t end = at;
    while (glyph(end).mark == Mark::digit || glyph(end).mark == Mark::point)
      end += glyph(end).length;
    end = skip_blanks(end);
    const std::string_view next = word_at(end);
    if (!is_smaller_unit(unit, next)) return;
    unit = next;
    right.trouble = kSeveralParts;
    right.end = end + next.size();
  }
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

}  // namespace assay
