#include "harness/score/number.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstddef>
#include <string>

#include "harness/base/text.h"

namespace assay {
namespace {

// Longer runs of digits are not numbers that anybody compares.
constexpr std::size_t kMaxNumberBytes = 400;

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

// Reads the numbers of a text from left to right.
class NumberScanner {
 public:
  explicit NumberScanner(std::string_view text) : text_(text) {}

  std::optional<double> next() {
    while (find_digit()) {
      const std::size_t start = position_;
      if (names_something(start)) {
        skip_word();
        continue;
      }
      if (std::optional<double> magnitude = read_unsigned()) {
        return is_negative(start) ? -*magnitude : *magnitude;
      }
    }
    return std::nullopt;
  }

 private:
  char at(std::size_t i) const { return i < text_.size() ? text_[i] : '\0'; }
  bool has(std::size_t i, std::string_view what) const {
    return text_.substr(std::min(i, text_.size())).starts_with(what);
  }

  bool find_digit() {
    while (position_ < text_.size() && !is_digit(text_[position_])) ++position_;
    return position_ < text_.size();
  }

  void skip_word() {
    while (position_ < text_.size() &&
           (is_digit(text_[position_]) || is_letter(text_[position_]))) {
      ++position_;
    }
  }

  // "GPT4", "x_1"; but not the 3 of "\times3".
  bool names_something(std::size_t start) const {
    if (start == 0) return false;
    std::size_t i = start;
    while (i > 0 && is_letter(text_[i - 1])) --i;
    if (i < start) return i == 0 || text_[i - 1] != '\\';
    return text_[start - 1] == '_';
  }

  std::size_t digits_from(std::size_t i) const {
    std::size_t end = i;
    while (is_digit(at(end))) ++end;
    return end - i;
  }

  // Bytes of a digit-group separator at `i`; 0 when there is none.
  std::size_t separator_at(std::size_t i) const {
    const char c = at(i);
    if (c == ',' || c == ' ') return 1;
    if (has(i, "\xC2\xA0")) return 2;                                // no-break space
    if (has(i, "\xE2\x80\xAF") || has(i, "\xE2\x80\x89")) return 3;  // narrow, thin space
    return 0;
  }

  // "1 234 apples" is a number, "3 100-metre runs" and "2 500/600" are two.
  bool ends_spaced_group(std::size_t end) const { return at(end) != '-' && at(end) != '/'; }

  // Appends the groups that follow the first digits; moves `end` behind them.
  void read_groups(std::size_t& end, std::string& digits) const {
    const std::size_t width = separator_at(end);
    if (width == 0) return;
    const std::string_view separator = text_.substr(end, width);
    while (has(end, separator) && digits_from(end + width) == 3) {
      const std::size_t group_end = end + width + 3;
      if (separator == " " && !ends_spaced_group(group_end)) return;
      // What is too long is read to its end all the same, and refused there.
      if (digits.size() <= kMaxNumberBytes) digits.append(text_.substr(end + width, 3));
      end = group_end;
    }
  }

  // The number that begins at position_, which moves behind it. Nothing for
  // dotted runs, dates with slashes, and what a double cannot hold.
  std::optional<double> read_unsigned() {
    const std::size_t start = position_;
    const std::size_t whole = digits_from(start);
    const bool begins_with_point = starts_at_point(start);
    const bool inside_dotted_run =
        start >= 2 && text_[start - 1] == '.' && is_digit(text_[start - 2]);
    std::size_t end = start + whole;
    std::string digits = begins_with_point ? "0." : "";
    if (whole <= kMaxNumberBytes) digits.append(text_.substr(start, whole));
    const bool groupable = whole <= 3 && !begins_with_point && text_[start] != '0';
    if (groupable) read_groups(end, digits);

    bool integral = !begins_with_point;
    if (!begins_with_point && at(end) == '.' && is_digit(at(end + 1))) {
      const std::size_t decimals = digits_from(end + 1);
      if (decimals <= kMaxNumberBytes) digits.append(text_.substr(end, decimals + 1));
      end += decimals + 1;
      integral = false;
    }
    if (at(end) == '.' && is_digit(at(end + 1))) {  // 1.2.3
      position_ = end + 1;
      return std::nullopt;
    }
    integral = !read_exponent(end, digits) && integral;
    position_ = end;
    if (whole > kMaxNumberBytes || digits.size() > kMaxNumberBytes || inside_dotted_run) {
      return std::nullopt;
    }
    std::optional<double> value = to_double(digits);
    if (value && integral) return with_fraction(start, *value);
    return value;
  }

  // ".5", but not the 5 of "Rs.5" or "...5".
  bool starts_at_point(std::size_t start) const {
    if (start == 0 || text_[start - 1] != '.') return false;
    if (start == 1) return true;
    const char before = text_[start - 2];
    return !is_letter(before) && !is_digit(before) && before != '.';
  }

  bool read_exponent(std::size_t& end, std::string& digits) const {
    if (at(end) != 'e' && at(end) != 'E') return false;
    const std::size_t sign = at(end + 1) == '+' || at(end + 1) == '-' ? 1 : 0;
    const std::size_t count = digits_from(end + 1 + sign);
    if (count == 0 || count > 4 || is_letter(at(end + 1 + sign + count))) return false;
    digits += 'e';
    if (at(end + 1) == '-') digits += '-';
    digits.append(text_.substr(end + 1 + sign, count));
    end += 1 + sign + count;
    return true;
  }

  static std::optional<double> to_double(const std::string& digits) {
    double value = 0;
    const char* end = digits.data() + digits.size();
    const auto [stop, error] = std::from_chars(digits.data(), end, value);
    if (error != std::errc() || stop != end || !std::isfinite(value)) return std::nullopt;
    return value;
  }

  // Goes on behind an integer: "3/4", "2 1/2". Dates (1/2/2024) are refused.
  std::optional<double> with_fraction(std::size_t start, double value) {
    if (at(position_) == '/') {
      if (start > 0 && text_[start - 1] == '/') return value;
      const std::optional<double> divisor = read_divisor(position_);
      return divisor ? value / *divisor : value;
    }
    if (at(position_) != ' ' || !is_digit(at(position_ + 1))) return value;
    const std::size_t numerator_start = position_ + 1;
    const std::size_t length = digits_from(numerator_start);
    std::size_t slash = numerator_start + length;
    if (length > 3 || at(slash) != '/') return value;
    const std::optional<double> numerator =
        to_double(std::string(text_.substr(numerator_start, length)));
    const std::size_t before = position_;
    position_ = slash;
    const std::optional<double> divisor = read_divisor(slash);
    if (divisor && numerator && *numerator < *divisor) return value + *numerator / *divisor;
    position_ = before;
    return value;
  }

  // The digits behind the slash at `slash`; position_ moves behind them.
  std::optional<double> read_divisor(std::size_t slash) {
    const std::size_t length = digits_from(slash + 1);
    if (length == 0 || length > 15) return std::nullopt;
    const std::size_t end = slash + 1 + length;
    if (at(end) == '/' || is_letter(at(end)) || (at(end) == '.' && is_digit(at(end + 1)))) {
      return std::nullopt;
    }
    const std::optional<double> divisor = to_double(std::string(text_.substr(slash + 1, length)));
    if (!divisor || *divisor == 0) return std::nullopt;
    position_ = end;
    return divisor;
  }

  // Bytes of a currency sign that ends at `end`.
  std::size_t currency_before(std::size_t end) const {
    const std::string_view before = text_.substr(0, end);
    if (before.ends_with("\\$")) return 2;
    if (before.ends_with("$")) return 1;
    for (std::string_view sign : {"\xE2\x82\xAC", "\xC2\xA3", "\xC2\xA5", "\xE2\x82\xB9"}) {
      if (before.ends_with(sign)) return sign.size();  // euro, pound, yen, rupee
    }
    return 0;
  }

  bool is_negative(std::size_t start) const {
    std::size_t i = start;
    if (starts_at_point(start)) --i;
    i -= currency_before(i);
    std::size_t minus = 0;
    if (i > 0 && text_[i - 1] == '-') minus = 1;
    if (text_.substr(0, i).ends_with("\xE2\x88\x92")) minus = 3;  // U+2212
    if (minus == 0) return false;
    if (i == minus) return true;
    const char before = text_[i - minus - 1];
    return !is_digit(before) && !is_letter(before) &&
           std::string_view(")]}%-").find(before) == std::string_view::npos;
  }

  std::string_view text_;
  std::size_t position_ = 0;
};

std::optional<double> last_of(std::string_view text) {
  NumberScanner scanner(text);
  std::optional<double> last;
  while (std::optional<double> number = scanner.next()) last = number;
  return last;
}

// "{3}" at `i`: the digits in it, or "".
std::string_view braced_digits(std::string_view text, std::size_t i) {
  if (i >= text.size() || text[i] != '{') return {};
  std::size_t end = i + 1;
  while (end < text.size() && is_digit(text[end])) ++end;
  if (end >= text.size() || text[end] != '}') return {};
  return text.substr(i + 1, end - i - 1);
}

// Bytes of a \frac{..}{..} of integers at `i`, written to `out` as a/b.
std::size_t rewrite_fraction(std::string_view text, std::size_t i, std::string& out) {
  for (std::string_view command : {"\\frac", "\\dfrac", "\\tfrac"}) {
    if (!text.substr(i).starts_with(command)) continue;
    const std::string_view above = braced_digits(text, i + command.size());
    if (above.empty()) return 0;
    const std::string_view below = braced_digits(text, i + command.size() + above.size() + 2);
    if (below.empty()) return 0;
    if (!out.empty() && is_digit(out.back())) out += ' ';  // 1\frac{1}{2} is mixed
    out.append(above).append("/").append(below);
    return command.size() + above.size() + below.size() + 4;
  }
  return 0;
}

}  // namespace

std::optional<double> first_number(std::string_view text) {
  std::string storage;
  return NumberScanner(plain_numbers(text, storage)).next();
}

std::optional<double> last_number(std::string_view text) {
  std::string storage;
  std::string_view rest = plain_numbers(text, storage);
  // No number spans a line, so only the last line with one is read.
  while (!rest.empty()) {
    std::size_t digit = rest.size();
    while (digit > 0 && !is_digit(rest[digit - 1])) --digit;
    if (digit == 0) return std::nullopt;
    std::size_t line = digit - 1;
    while (line > 0 && rest[line - 1] != '\n') --line;
    if (std::optional<double> number = last_of(rest.substr(line))) return number;
    rest = rest.substr(0, line);
  }
  return std::nullopt;
}

std::optional<double> read_number(std::string_view text) {
  if (std::optional<double> plain = parse_number(trim(text))) return plain;
  return last_number(text);
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

std::string_view plain_numbers(std::string_view text, std::string& storage) {
  constexpr std::string_view kMarks[] = {"frac{", "{,}", "\\!"};
  bool has_latex = false;
  for (std::string_view mark : kMarks) has_latex |= text.find(mark) != std::string_view::npos;
  if (!has_latex) return text;
  storage.reserve(text.size());
  for (std::size_t i = 0; i < text.size();) {
    if (const std::size_t used = rewrite_fraction(text, i, storage); used > 0) {
      i += used;
    } else if (text.substr(i).starts_with("{,}")) {
      storage += ',';
      i += 3;
    } else if (text.substr(i).starts_with("\\!")) {
      i += 2;
    } else {
      storage += text[i++];
    }
  }
  return storage;
}

}  // namespace assay
