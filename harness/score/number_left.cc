// What stands before the digits of a number: signs, currencies, names.
#include <algorithm>

#include "harness/base/text.h"
#include "harness/score/number.h"
#include "harness/score/number_words.h"

namespace assay {
namespace {

constexpr std::string_view kDashOrSign = "its dash may be a sign, a bullet or punctuation";
constexpr std::string_view kTwoSigns = "it has two signs";
constexpr std::string_view kPlusMinus = "it is two values, plus and minus";
constexpr std::string_view kUnknownCurrency = "the letters at its '$' are no known currency";
constexpr std::string_view kOddMark = "it begins with a mark that divides no decimals here";
constexpr std::string_view kParentheses = "its parentheses may mean a negative amount or an aside";

constexpr std::string_view kMinusOrLess = "the word before it means minus, or less";

bool is_upper(std::string_view word) {
  return std::all_of(word.begin(), word.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
}

// Of a character and its first byte: Hebrew begins with D6 or D7 in UTF-8, as no
// other script without capitals does.
bool is_hebrew(const Glyph& glyph, char first) {
  const auto byte = static_cast<unsigned char>(first);
  return glyph.mark == Mark::ideograph && glyph.length == 2 && (byte == 0xD6 || byte == 0xD7);
}

// What can be the left side of a difference.
bool is_operand(Mark mark) {
  return mark == Mark::digit || mark == Mark::vulgar || mark == Mark::superscript ||
         mark == Mark::close || mark == Mark::percent;
}

bool is_currency_command(std::string_view name) {
  return name == "pounds" || name == "euro" || name == "texteuro" || name == "yen" ||
         name == "dollar" || name == "textdollar";
}

}  // namespace

NumberScanner::Left NumberScanner::look_left(std::size_t start) const {
  Left left;
  left.begin = left.digits = start;
  take_decimal_mark(left);
  look_at_neighbour(left);
  if (left.is_name || !left.trouble.empty()) return left;
  take_sign(left);  // "-5", "$-5"
  if (left.is_name || !left.trouble.empty()) return left;
  const bool has_sign = left.has_sign;
  take_currency(left);
  if (left.has_currency && left.trouble.empty()) {
    take_sign(left);  // "-$5"
    const std::size_t end = skip_blanks_back(left.begin);
    if (has_sign && end > floor_ && before(end).mark == Mark::minus) left.trouble = kTwoSigns;
  }
  if (left.trouble.empty()) look_for_sign_apart(left);
  return left;
}

// ".5", but not the 5 of "Rs.5" or "...5".
void NumberScanner::take_decimal_mark(Left& left) const {
  const Glyph mark = before(left.begin);
  if (mark.mark != Mark::point && mark.mark != Mark::comma) return;
  const std::size_t start = left.begin - mark.length;
  const Mark behind = mark_before(start);
  if (behind == Mark::letter || behind == Mark::ideograph || is_operand(behind) ||
      behind == Mark::point || behind == Mark::comma) {
    return;
  }
  const bool divides = (mark.mark == Mark::comma) == (locale_->decimal == ',');
  left.begin = left.digits = start;
  if (!divides) left.trouble = kOddMark;
}

// Names ("GPT4", "x_1"), functions ("\sin30") and pieces of paths ("a/5").
void NumberScanner::look_at_neighbour(Left& left) const {
  const Glyph neighbour = before(left.begin);
  const std::size_t start = left.begin - neighbour.length;
  switch (neighbour.mark) {
    case Mark::letter: {
      const std::string_view word = word_before(left.begin);
      if (is_command(word)) {
        if (!is_harmless_command(word)) left.trouble = kExpression;
      } else {
        left.is_name = !is_currency_word(word);
      }
      return;
    }
    case Mark::underscore: {
      const Mark base = mark_before(start);
      left.is_name = base == Mark::letter || base == Mark::ideograph || is_operand(base);
      return;
    }
    case Mark::open:
    case Mark::other:
      left.name_end = reference_end(start);
      left.is_name = left.name_end > start || (start > floor_ && text_[start - 1] == '_');
      if (text_[start] == '(' && before(start).mark == Mark::slash) {
        left.trouble = kExpression;  // "3/(4)"
      }
      return;
    case Mark::slash: {
      const bool is_sol = start > floor_ && text_[start - 1] == 'S' &&
                          !is_letter(mark_before(start - 1)) && text_[left.digits] != '.';
      if (!is_sol) left.trouble = kExpression;
      return;
    }
    default:
      return;
  }
}

// In two parts at most: "US $5", "$US5".
void NumberScanner::take_currency(Left& left) const {
  if (take_currency_part(left) && left.trouble.empty()) take_currency_part(left);
}

bool NumberScanner::take_currency_part(Left& left) const {
  const std::size_t end = skip_blanks_back(left.begin);
  const Glyph last = before(end);
  if (last.mark == Mark::currency) {
    left.has_currency = true;
    left.begin = end - last.length;
    const std::string_view letters = word_before(left.begin);
    if (letters.empty() || text_[end - 1] != '$') return true;
    if (is_dollar_prefix(letters) || is_currency_word(letters)) {
      left.begin -= letters.size();
    } else if (is_upper(letters)) {
      left.trouble = kUnknownCurrency;
    }
    return true;
  }
  const std::string_view written = text_.substr(floor_, end - floor_);
  for (const std::string_view sol : {"S/", "S/."}) {
    const bool is_sol = written.ends_with(sol) && !is_letter(before(end - sol.size()).mark);
    if (!is_sol) continue;
    left.has_currency = true;
    left.begin = end - sol.size();
    return true;
  }
  const bool is_short = last.mark == Mark::point;  // "Rs. 500"
  if (!is_short && last.mark != Mark::letter) return false;
  const std::size_t word_end = is_short ? end - last.length : end;
  const std::string_view word = word_before(word_end);
  const bool is_rand = word == "R" && end != left.begin;  // "R 500"; R2 is a name
  if (!(is_command(word) ? is_currency_command(word) : is_currency_word(word) || is_rand)) {
    return false;
  }
  left.has_currency = true;
  left.begin = word_end - word.size() - (is_command(word) ? 1 : 0);
  return true;
}

void NumberScanner::take_sign(Left& left) const {
  const std::size_t end = skip_blanks_back(left.begin);
  const bool is_attached = end == left.begin;
  const Glyph mark = before(end);
  const std::size_t start = end - mark.length;
  if (mark.mark == Mark::minus || mark.mark == Mark::plus) {
    const bool is_minus = mark.mark == Mark::minus;
    if (is_attached) return take_attached_sign(left, start, is_minus);
    return take_spaced_sign(left, start, is_minus);
  }
  if (mark.mark == Mark::plus_minus) {
    left.trouble = kPlusMinus;
  } else if (mark.mark == Mark::dash && is_attached) {
    // An em dash behind a word is punctuation; alone it may be meant as a minus.
    const Mark behind = mark_before(start);
    if (behind != Mark::letter && behind != Mark::ideograph && !is_operand(behind)) {
      left.trouble = kDashOrSign;
    }
  } else if (is_letter(mark.mark)) {
    take_minus_word(left, end);
  }
}

// "minus 7", "负7"; in "9 minus 7" it is an operator.
void NumberScanner::take_minus_word(Left& left, std::size_t end) const {
  const MinusWord word = find_minus_word(text_.substr(floor_, end - floor_));
  if (word.kind == MinusWord::Kind::none) return;
  const std::size_t start = end - word.length;
  const std::size_t blanks = skip_blanks_back(start);
  if (is_operand(mark_before(blanks))) return;
  if (blanks == start && before(start).mark == Mark::letter) return;
  if (word.kind == MinusWord::Kind::plus_minus) {
    left.trouble = kPlusMinus;
    return;
  }
  if (word.kind == MinusWord::Kind::or_less && mark_before(blanks) == Mark::letter) {
    const std::string_view earlier = word_before(blanks);
    if (makes_at_least(earlier)) return;  // "au moins 5"
    if (!announces_value(earlier)) {
      left.trouble = kMinusOrLess;
      return;
    }
  }
  left.has_sign = left.is_negative = true;
  left.begin = start;
}

// A sign that touches the number, or its currency.
void NumberScanner::take_attached_sign(Left& left, std::size_t sign, bool is_minus) const {
  const std::size_t blanks = skip_blanks_back(sign);
  const bool touches = blanks == sign;
  const Mark behind = mark_before(blanks);
  const std::string_view word = touches && behind == Mark::letter ? word_before(sign) : "";
  // Hebrew puts a hyphen behind the prefixes of a number.
  const bool is_prefix =
      touches && is_hebrew(before(sign), text_[std::max<std::size_t>(sign, 2) - 2]);
  const bool is_word = is_prefix || (!word.empty() && !is_command(word) && !is_currency_word(word));
  if (is_word && word.size() > 1 && is_upper(word)) {  // GPT-4, COVID-19
    left.is_name = is_minus;
  } else if (is_word || is_operand(behind)) {
    // "3-4" and "x -3" are open to guesses; "3+4" is two numbers.
    if (is_minus) left.trouble = kRange;
  } else if (behind == Mark::minus || behind == Mark::plus || behind == Mark::plus_minus ||
             left.has_sign) {
    left.trouble = kTwoSigns;
  } else if (behind == Mark::slash) {
    left.trouble = kExpression;
  } else {
    left.has_sign = true;
    left.is_negative = is_minus;
    left.begin = sign;
  }
}

// A sign with a blank behind it, which may be an operator, a bullet or a dash.
void NumberScanner::take_spaced_sign(Left& left, std::size_t sign, bool is_minus) const {
  const std::size_t blanks = skip_blanks_back(sign);
  const Mark behind = mark_before(blanks);
  if (behind == Mark::minus || behind == Mark::plus || left.has_sign) {
    left.trouble = kTwoSigns;
  } else if (behind == Mark::slash) {  // "5 +/- 1"
    left.trouble = kPlusMinus;
  } else if (!is_minus || is_operand(behind)) {
    return;  // "16 - 3" is two numbers
  } else if (behind == Mark::end || behind == Mark::line_end) {
    read_dash_at_line_start(left, sign);
  } else if ((behind == Mark::letter && !announces_value(word_before(blanks)) &&
              !is_command(word_before(blanks))) ||
             behind == Mark::point || text_[blanks - 1] == '!' || text_[blanks - 1] == '?') {
    left.trouble = kDashOrSign;
  } else {
    left.has_sign = left.is_negative = true;
    left.begin = sign;
  }
}

// "- 7" is negative as a whole answer, and a bullet among others.
void NumberScanner::read_dash_at_line_start(Left& left, std::size_t sign) const {
  const bool is_only_line = trim(text_).find('\n') == std::string_view::npos;
  if (is_only_line) {
    left.has_sign = left.is_negative = true;
    left.begin = sign;
  } else if (!is_list()) {
    left.trouble = kDashOrSign;
  }
}

// Whether two lines begin with a dash and a blank.
bool NumberScanner::is_list() const {
  if (is_list_) return *is_list_;
  int bullets = 0;
  std::size_t line = 0;
  while (line < text_.size() && bullets < 2) {
    std::size_t at = line;
    while (at < text_.size() && text_[at] == ' ') ++at;
    const Glyph mark = glyph(at);
    if (mark.mark == Mark::minus && glyph(at + mark.length).mark == Mark::space) ++bullets;
    const std::size_t end = text_.find('\n', line);
    line = end == std::string_view::npos ? text_.size() : end + 1;
  }
  is_list_ = bullets > 1;
  return *is_list_;
}

// "($1,200)" is negative where an amount stands for itself.
void NumberScanner::read_parentheses(Left& left, Right& right) const {
  const bool is_enclosed = left.begin > floor_ && text_[left.begin - 1] == '(' &&
                           right.end < text_.size() && text_[right.end] == ')';
  if (!is_enclosed || left.has_sign || !(left.has_currency || right.has_currency)) return;
  const std::size_t open = left.begin - 1;
  const std::size_t blanks = skip_blanks_back(open);
  const Mark behind = mark_before(blanks);
  const char last = blanks > floor_ ? text_[blanks - 1] : '\0';
  const bool stands_alone = behind == Mark::end || behind == Mark::line_end || last == ':' ||
                            last == '=' || last == '|' ||
                            (behind == Mark::letter && announces_value(word_before(blanks)));
  const Mark next = glyph(skip_blanks(right.end + 1)).mark;
  if (!stands_alone || next == Mark::letter || next == Mark::ideograph) {
    left.trouble = kParentheses;
    return;
  }
  left.is_negative = true;
  left.begin = open;
  ++right.end;
}

}  // namespace assay
