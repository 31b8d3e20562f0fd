#include "harness/score/number_magnitude.h"

#include <algorithm>
#include <charconv>
#include <cmath>

namespace assay {
namespace {

// More digits than a double can be told apart by; those behind are dropped
// (decimals) or make a number that no double holds (whole digits).
constexpr std::size_t kMaxDigits = 800;
constexpr int kMaxExponent = 9999;

constexpr std::string_view kMixedMarks = "its marks group or divide digits in more than one way";
constexpr std::string_view kBadGroups =
    "its digits are not grouped in threes; a mark that divides decimals there needs 'locale'";
constexpr std::string_view kNotInLocale =
    "a mark in it means something else by country: say which with 'locale'";
constexpr std::string_view kTwoDecimalMarks = "it has two decimal marks";
constexpr std::string_view kPower = "it is a power that is not one of ten";

}  // namespace

std::size_t Magnitude::behind_blanks(std::size_t at) const {
  for (int blanks = 0; blanks < 2 && is_blank(glyph(at).mark); ++blanks) at += glyph(at).length;
  return at;
}

void Magnitude::read(std::size_t at) {
  *this = Magnitude(text_, *locale_);
  end_ = at;
  const Glyph first = glyph(at);
  if (first.mark == Mark::backslash) {
    read_latex_fraction(at);
    return;
  }
  if (first.mark == Mark::vulgar) {
    read_small_fraction(at);
    return;
  }
  if (const std::size_t length = calendar_length(text_, at); length > 0) {
    is_calendar_ = true;
    end_ += length;
    return;
  }
  read_digits();
  if (!trouble_.empty()) return;
  read_fraction();
  if (below_ == 0 && trouble_.empty()) read_exponent();
}

bool Magnitude::is_decimal_mark(Mark mark, std::size_t at) const {
  if (mark == Mark::comma) return locale_->decimal == ',';
  if (mark != Mark::point) return false;
  return locale_->decimal == '.' || text_[at] == '\xD9';  // U+066B divides everywhere
}

bool Magnitude::is_grouping_mark(Mark mark) const {
  switch (mark) {
    case Mark::space:
    case Mark::thin:
    case Mark::underscore:
    case Mark::arabic_comma:
      return true;
    case Mark::comma:
      return locale_->grouping.find(',') != std::string_view::npos;
    case Mark::point:
      return locale_->grouping.find('.') != std::string_view::npos;
    case Mark::apostrophe:
      return locale_->grouping.find('\'') != std::string_view::npos;
    default:
      return false;
  }
}

// Appends the digits at end_; their number.
std::size_t Magnitude::read_group() {
  std::size_t count = 0;
  for (Glyph next = glyph(end_); next.mark == Mark::digit; next = glyph(end_)) {
    if (digits_.size() < kMaxDigits) digits_ += static_cast<char>('0' + next.digit);
    end_ += next.length;
    ++count;
  }
  if (digits_.size() >= kMaxDigits && !has_decimals_) refuse("it is too long");
  return count;
}

// "1 234 apples" is one number; "3 100-metre runs", "2 500/600" and "5 20" are
// two, and so is what follows more or less than one to three digits.
bool Magnitude::space_groups(std::size_t at) const {
  if (has_decimals_ || (groups_ > 1 && grouping_ != Mark::space)) return false;
  if (first_group_ > 3 || digits_.front() == '0') return false;
  for (int digits = 0; digits < 3; ++digits) {
    if (!digit_follows(at)) return false;
    at += glyph(at).length;
  }
  const Mark behind = glyph(at).mark;
  return behind != Mark::digit && behind != Mark::minus && behind != Mark::slash &&
         !(behind == Mark::letter && text_.substr(at).starts_with("x10"));
}

// The separator at end_, which has a digit behind it.
void Magnitude::read_separator(Glyph separator) {
  const Mark mark = separator.mark;
  if (has_decimals_) {
    // 3.141 592 653, with thin blanks
    if (mark != Mark::thin) {
      refuse(is_decimal_mark(mark, end_) ? kTwoDecimalMarks : kMixedMarks);
    } else if (decimal_group_ % 3 != 0) {
      refuse(kBadGroups);
    }
  } else if (is_decimal_mark(mark, end_)) {
    check_groups();
    has_decimals_ = true;
    if (digits_.empty()) digits_ = "0";
    digits_ += '.';
  } else if (!is_grouping_mark(mark)) {
    refuse(kNotInLocale);
  } else if (groups_ > 1 && mark != grouping_) {
    refuse(kMixedMarks);
  } else {
    grouping_ = mark;
    if (groups_ > 1) {
      middles_of_three_ &= last_group_ == 3;
      middles_of_two_ &= last_group_ == 2;
    }
  }
  end_ += separator.length;
}

// By threes, or by twos and a last three with commas (the Indian way).
void Magnitude::check_groups() {
  if (groups_ < 2) return;
  const bool is_indian =
      grouping_ == Mark::comma && groups_ > 2 && first_group_ <= 2 && middles_of_two_;
  const bool is_grouped = last_group_ == 3 && first_group_ <= 3 && digits_.front() != '0' &&
                          (middles_of_three_ || is_indian);
  if (!is_grouped) refuse(kBadGroups);
}

void Magnitude::read_digits() {
  // A decimal mark before the first digit is a separator behind nothing.
  Glyph next = glyph(end_);
  if (next.mark == Mark::digit) {
    first_group_ = last_group_ = read_group();
    groups_ = 1;
  }
  while (true) {
    next = glyph(end_);
    const std::size_t behind = end_ + next.length;
    const bool separates = is_blank(next.mark) || next.mark == Mark::comma ||
                           next.mark == Mark::point || next.mark == Mark::apostrophe ||
                           next.mark == Mark::underscore || next.mark == Mark::arabic_comma;
    if (!separates) break;
    // "1.e5" is an exponent behind a bare point.
    if (next.mark == Mark::point && !has_decimals_ && is_decimal_mark(next.mark, end_) &&
        (glyph(behind).mark == Mark::letter) && (text_[behind] == 'e' || text_[behind] == 'E') &&
        (digit_follows(behind + 1) ||
         (is_sign(glyph(behind + 1).mark) && digit_follows(behind + 2)))) {
      end_ = behind;
      break;
    }
    if (!digit_follows(behind)) break;
    if (next.mark == Mark::space && (text_[end_] == '\t' || !space_groups(behind))) break;
    read_separator(next);
    const std::size_t count = read_group();
    if (has_decimals_) {
      decimal_group_ = count;
    } else {
      last_group_ = count;
      ++groups_;
    }
  }
  if (!has_decimals_) check_groups();
}

bool Magnitude::read_letter_exponent() {
  const Glyph letter = glyph(end_);
  if (letter.mark != Mark::letter || (text_[end_] != 'e' && text_[end_] != 'E')) return false;
  std::size_t at = end_ + letter.length;
  const Glyph sign = glyph(at);
  if (is_sign(sign.mark)) at += sign.length;
  if (!digit_follows(at)) return false;
  int exponent = 0;
  for (Glyph next = glyph(at); next.mark == Mark::digit; next = glyph(at)) {
    exponent = std::min(kMaxExponent, exponent * 10 + next.digit);
    at += next.length;
  }
  exponent_ = sign.mark == Mark::minus ? -exponent : exponent;
  end_ = at;
  return true;
}

// The exponent at `at`: ^6, ^{-3}, ^(6), **6, ⁶. Moves end_ behind it.
bool Magnitude::read_power(std::size_t at) {
  int exponent = 0;
  int digits = 0;
  bool is_negative = false;
  Glyph next = glyph(at);
  if (glyph(behind_blanks(at)).mark == Mark::caret) next = glyph(at = behind_blanks(at));
  if (next.mark == Mark::superscript) {
    for (; next.mark == Mark::superscript; next = glyph(at)) {
      if (next.digit > 9) {
        if (digits > 0) return false;
        is_negative = next.negative;
      } else {
        exponent = std::min(kMaxExponent, exponent * 10 + next.digit);
        ++digits;
      }
      at += next.length;
    }
  } else {
    if (next.mark == Mark::times) {
      at += next.length;
      next = glyph(at);
      if (next.mark != Mark::times) return false;
    } else if (next.mark != Mark::caret) {
      return false;
    }
    at = behind_blanks(at + next.length);
    const bool is_enclosed = glyph(at).mark == Mark::open;
    if (is_enclosed) at = behind_blanks(at + glyph(at).length);
    if (is_sign(glyph(at).mark)) {
      is_negative = glyph(at).mark == Mark::minus;
      at = behind_blanks(at + glyph(at).length);
    }
    for (next = glyph(at); next.mark == Mark::digit; next = glyph(at)) {
      exponent = std::min(kMaxExponent, exponent * 10 + next.digit);
      ++digits;
      at += next.length;
    }
    if (is_enclosed) {
      at = behind_blanks(at);
      if (glyph(at).mark != Mark::close) return false;
      at += glyph(at).length;
    }
  }
  if (digits == 0) return false;
  exponent_ = is_negative ? -exponent : exponent;
  end_ = at;
  return true;
}

// Where the exponent begins in " x 10^3", " \times 10^{3}"; nothing without it.
std::optional<std::size_t> Magnitude::ten_behind_times(std::size_t at) const {
  at = behind_blanks(at);
  const std::string_view rest = text_.substr(std::min(at, text_.size()));
  if (rest.starts_with("\\times") || rest.starts_with("\\cdot")) {
    at += rest.starts_with("\\times") ? 6 : 5;
  } else if (rest.starts_with("times ")) {
    at += 5;
  } else if (glyph(at).mark == Mark::times || rest.starts_with("x") || rest.starts_with("X")) {
    at += glyph(at).length;
  } else {
    return std::nullopt;
  }
  at = behind_blanks(at);
  const Glyph one = glyph(at);
  const Glyph zero = glyph(at + one.length);
  if (one.mark != Mark::digit || one.digit != 1) return std::nullopt;
  if (zero.mark != Mark::digit || zero.digit != 0) return std::nullopt;
  return at + one.length + zero.length;
}

// Where a power of the number begins: ^3, "^ 3", **3, " ** 3", ³. Bold text, as
// in "10 **5**", is none.
std::optional<std::size_t> Magnitude::power_at_end() const {
  const std::size_t at = behind_blanks(end_);
  const bool is_spaced = at != end_;
  const Mark mark = glyph(at).mark;
  if (mark == Mark::caret || mark == Mark::superscript) return at;
  if (!text_.substr(std::min(at, text_.size())).starts_with("**")) return std::nullopt;
  const std::size_t behind = behind_blanks(at + 2);
  if (is_spaced != (behind != at + 2)) return std::nullopt;
  return digit_follows(behind) || is_sign(glyph(behind).mark) ? std::optional(at) : std::nullopt;
}

void Magnitude::read_exponent() {
  if (read_letter_exponent()) return;
  if (const std::optional<std::size_t> power = power_at_end()) {
    const std::size_t before = end_;
    const bool is_spaced = *power != end_;
    const Mark mark = glyph(*power).mark;
    const bool is_read = read_power(*power);
    if (digits_ == "10" && is_read && !(is_spaced && mark == Mark::superscript)) {
      digits_ = "1";
    } else if (is_read || mark != Mark::caret) {
      end_ = is_read ? end_ : before;
      refuse(kPower);
    }
    return;
  }
  if (const std::optional<std::size_t> power = ten_behind_times(end_)) read_power(*power);
}

std::optional<double> Magnitude::value(int scale) const {
  if (below_ != 0) {
    const double value = above_ / below_ * std::pow(10.0, scale);
    return std::isfinite(value) ? std::optional<double>(value) : std::nullopt;
  }
  double value = 0;
  const int exponent = exponent_ + scale;
  const std::string with_exponent =
      exponent == 0 ? std::string() : digits_ + 'e' + std::to_string(exponent);
  const std::string& written = exponent == 0 ? digits_ : with_exponent;
  const char* end = written.data() + written.size();
  const auto [stop, error] = std::from_chars(written.data(), end, value);
  if (error != std::errc() || stop != end || !std::isfinite(value)) return std::nullopt;
  return value;
}

}  // namespace assay
