#include "harness/score/number.h"

#include <algorithm>

#include "harness/base/text.h"
#include "harness/score/number_words.h"

namespace assay {
namespace {

constexpr std::string_view kTooLarge = "no double holds it";
constexpr std::string_view kRaisedSign = "its sign is a raised one";

}  // namespace

std::optional<NumberToken> NumberScanner::next() {
  while (find_start()) {
    if (std::optional<NumberToken> token = read_token()) return token;
  }
  return std::nullopt;
}

// Moves position_ to what a token may begin with, or its digits.
bool NumberScanner::find_start() {
  while (position_ < text_.size()) {
    const auto c = static_cast<unsigned char>(text_[position_]);
    if (c < 0x80) {
      if ((c >= '0' && c <= '9') || c == '\\' || c == '^' || c == '&') return true;
      ++position_;
    } else if (c >= 0xE4 && c <= 0xE9 && glyph(position_).length == 3) {
      position_ += 3;  // U+4000 to U+9FFF: Han without a digit
    } else {
      const Glyph next = glyph(position_);
      if (next.mark == Mark::digit || next.mark == Mark::vulgar || next.mark == Mark::root ||
          next.mark == Mark::superscript) {
        return true;
      }
      position_ += next.length;
    }
  }
  return false;
}

std::optional<NumberToken> NumberScanner::read_token() {
  const Glyph first = glyph(position_);
  switch (first.mark) {
    case Mark::digit:
    case Mark::vulgar:
      return read_number_token();
    case Mark::backslash:
      return read_command();
    case Mark::caret:
    case Mark::superscript:
      return read_power();
    case Mark::root: {
      const std::size_t inside = skip_blanks(position_ + first.length);
      const std::size_t end = run_end(inside, ".,");
      if (!has_digits(inside, end)) return pass_over(inside);
      return unreadable(position_, end, kExpression);
    }
    default:
      position_ += std::max<std::size_t>(first.length, 1);
      return std::nullopt;
  }
}

std::optional<NumberToken> NumberScanner::read_number_token() {
  constexpr std::string_view kNameConnectors = ".-/";
  constexpr std::string_view kAllConnectors = ".,'-/:^~+*";
  const std::size_t start = position_;
  Left left = look_left(start);
  if (left.is_name) return pass_over(std::max(run_end(start, kNameConnectors), left.name_end));
  magnitude_.read(left.digits);
  if (magnitude_.is_symbolic()) {  // \frac{a}{b}
    pass_over(magnitude_.end());
    argument_ = skip_blanks(position_);
    return std::nullopt;
  }
  if (magnitude_.is_calendar()) return pass_over(run_end(magnitude_.end(), kAllConnectors));
  Right right;
  right.end = magnitude_.end();
  right.trouble = magnitude_.trouble();
  // "m2$1", "x^2½": what was passed over runs on into this.
  const bool runs_on =
      left.begin > 0 && left.begin == floor_ && glyph_before(text_, floor_, 0).mark == Mark::digit;
  if (runs_on || start == argument_ || left.digits == argument_) left.trouble = kExpression;
  if (right.trouble.empty()) {
    right = look_right(magnitude_.end(), left.has_currency);
    read_parentheses(left, right);
  }
  const std::string_view trouble = left.trouble.empty() ? right.trouble : left.trouble;
  if (!trouble.empty()) {
    const std::size_t end = right.is_term ? right.end : run_end(right.end, kAllConnectors);
    NumberToken token = unreadable(left.begin, end, trouble);
    token.is_term = right.is_term;
    return token;
  }
  const std::optional<double> value = magnitude_.value(right.scale);
  if (!value) return unreadable(left.begin, right.end, kTooLarge);
  position_ = floor_ = right.end;
  return NumberToken{left.begin, right.end, left.is_negative ? -*value : *value, {}, false};
}

std::optional<NumberToken> NumberScanner::read_command() {
  const std::size_t start = position_;
  if (fraction_command(text_, start) > 0) return read_number_token();
  const std::string_view name = command_name(start);
  const std::size_t behind = start + 1 + name.size();
  if (name.empty()) {  // "\\", "\#"; but "\1" is a digit behind a backslash
    const bool is_pair = start + 1 < text_.size() && glyph(start + 1).mark != Mark::digit &&
                         (text_[start + 1] & 0x80) == 0;
    position_ = start + (is_pair ? 2 : 1);
    return std::nullopt;
  }
  if (is_text_command(name)) {  // \text{ m}^2 is a unit with its power
    const std::size_t close = group_end(behind);
    position_ = behind;
    if (close > behind && !has_digits(behind, close)) position_ = power_end(close);
    return std::nullopt;
  }
  if (is_harmless_command(name)) {
    position_ = behind;
    return std::nullopt;
  }
  const std::size_t end = command_end(start);
  argument_ = skip_blanks(end);
  if (has_digits(start, end)) return unreadable(start, end, kExpression);
  position_ = end;
  return std::nullopt;
}

// "x^2", "m²": the power of a name is no number; that of a bracket makes one
// that is not evaluated.
std::optional<NumberToken> NumberScanner::read_power() {
  const std::size_t start = position_;
  // Of "x ^ 2" too; but not of the footnote "[^1]".
  const bool is_caret = glyph(start).mark == Mark::caret;
  const Mark base = mark_before(is_caret ? skip_blanks_back(start) : start);
  const std::size_t end = std::max(power_end(start), start + glyph(start).length);
  const bool is_footnote = is_caret ? start > floor_ && text_[start - 1] == '['
                                    : base != Mark::close && base != Mark::digit;
  if (is_letter(base)) return pass_over(end);
  if (glyph(start).negative && glyph(end).mark == Mark::digit) {  // "⁻5"
    return unreadable(start, run_end(end, ".,"), kRaisedSign);
  }
  if (is_footnote || !has_digits(start, end)) return pass_over(end);
  return unreadable(start, end, kExpression);
}

std::optional<NumberToken> NumberScanner::pass_over(std::size_t end) {
  position_ = floor_ = std::max(end, position_ + 1);
  return std::nullopt;
}

NumberToken NumberScanner::unreadable(std::size_t begin, std::size_t end,
                                      std::string_view trouble) {
  position_ = floor_ = std::max(end, position_ + 1);
  return {begin, position_, 0, trouble, false};
}

// Where the run of digits and letters at `at` ends; `connectors` are the marks
// that hold it together where a digit or letter follows.
std::size_t NumberScanner::run_end(std::size_t at, std::string_view connectors) const {
  while (at < text_.size()) {
    const Glyph next = glyph(at);
    switch (next.mark) {
      case Mark::digit:
      case Mark::letter:
      case Mark::vulgar:
      case Mark::superscript:
      case Mark::underscore:
        at += next.length;
        continue;
      default:
        break;
    }
    const Mark behind = glyph(at + next.length).mark;
    const bool connects = connectors.find(text_[at]) != std::string_view::npos ||
                          (next.mark == Mark::minus || next.mark == Mark::apostrophe ||
                           (next.mark == Mark::thin && behind == Mark::digit));
    if (!connects || (behind != Mark::digit && behind != Mark::letter)) return at;
    at += next.length;
  }
  return at;
}

// What stands before byte `end`; a token that ends there counts as a digit.
Mark NumberScanner::mark_before(std::size_t end) const {
  if (end <= floor_) return floor_ == 0 ? Mark::end : Mark::digit;
  return before(end).mark;
}

std::size_t NumberScanner::skip_blanks(std::size_t at) const {
  for (Glyph blank = glyph(at); is_blank(blank.mark); blank = glyph(at)) at += blank.length;
  return at;
}

std::size_t NumberScanner::skip_blanks_back(std::size_t end) const {
  for (Glyph blank = before(end); is_blank(blank.mark); blank = before(end)) end -= blank.length;
  return end;
}

// The letters at `at`, or before `end`.
std::string_view NumberScanner::word_at(std::size_t at) const {
  std::size_t end = at;
  for (Glyph next = glyph(end); next.mark == Mark::letter; next = glyph(end)) end += next.length;
  return text_.substr(at, end - at);
}

std::string_view NumberScanner::word_before(std::size_t end) const {
  std::size_t start = end;
  for (Glyph next = before(start); next.mark == Mark::letter; next = before(start)) {
    start -= next.length;
  }
  return text_.substr(start, end - start);
}

std::optional<double> read_number(std::string_view text, const NumberLocale& locale) {
  const auto is_edge = [](Mark mark) { return is_blank(mark) || mark == Mark::line_end; };
  while (is_edge(glyph_at(text, 0).mark)) text.remove_prefix(glyph_at(text, 0).length);
  for (Glyph last = glyph_before(text, text.size(), 0); is_edge(last.mark);
       last = glyph_before(text, text.size(), 0)) {
    text.remove_suffix(last.length);
  }
  NumberScanner scanner(text, locale);
  const std::optional<NumberToken> token = scanner.next();
  if (!token || !token->trouble.empty() || token->begin != 0) return std::nullopt;
  const std::string_view rest = text.substr(token->end);
  if (!rest.empty() && rest != ".") return std::nullopt;  // "18." is how some programs write 18
  return token->value;
}

std::optional<std::string_view> last_boxed(std::string_view text) {
  // A reply that was cut inside its last box still has an earlier one; a few
  // tries, so that a text of nothing but openings costs no quadratic time.
  constexpr int kMaxTries = 8;
  for (int tries = 0; tries < kMaxTries; ++tries) {
    const std::size_t command = std::max(text.rfind("\\boxed{") + 1, text.rfind("\\fbox{") + 1);
    if (command == 0) return std::nullopt;  // npos + 1
    const std::size_t start = text.find('{', command) + 1;
    std::size_t depth = 1;
    for (std::size_t i = start; i < text.size(); ++i) {
      if (text[i] == '{') ++depth;
      if (text[i] == '}' && --depth == 0) return text.substr(start, i - start);
    }
    text = text.substr(0, command - 1);
  }
  return std::nullopt;
}

}  // namespace assay
