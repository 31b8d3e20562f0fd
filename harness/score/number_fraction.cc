// Fractions: 3/4, 2 1/2, 2½, \\frac{3}{4}.
#include <algorithm>

#include "harness/score/number_magnitude.h"

namespace assay {
namespace {

constexpr std::string_view kOddFraction = "it is a fraction of something else than whole numbers";

}  // namespace

// Goes on behind a number: 3/4, 2 1/2, 2½, 2\frac{1}{2}.
void Magnitude::read_fraction() {
  std::size_t slash = end_;
  const bool is_spaced = is_blank(glyph(slash).mark);
  if (is_spaced) slash += glyph(slash).length;
  if (glyph(slash).mark != Mark::slash) {
    if (!has_decimals_) read_mixed();
    return;
  }
  std::size_t below = slash + glyph(slash).length;
  if (is_spaced != is_blank(glyph(below).mark)) return;
  if (is_spaced) below += glyph(below).length;
  if (is_sign(glyph(below).mark) && digit_follows(below + glyph(below).length)) {
    refuse(kOddFraction);
  }
  if (!digit_follows(below)) return;  // "5/day"
  if (has_decimals_) refuse(kOddFraction);
  const std::optional<double> above = value(0);
  digits_.clear();
  end_ = below;
  read_group();
  const Mark behind = glyph(end_).mark;
  const bool goes_on = behind == Mark::slash || ((behind == Mark::point || behind == Mark::comma) &&
                                                 digit_follows(end_ + glyph(end_).length));
  if (goes_on && digit_follows(end_ + glyph(end_).length)) refuse(kOddFraction);
  const std::optional<double> divisor = value(0);
  if (!above || !divisor) return refuse("it is too long");
  if (*divisor == 0) return refuse("it is a division by zero");
  above_ = *above;
  below_ = *divisor;
}

void Magnitude::read_mixed() {
  std::size_t part = end_;
  const bool is_spaced = is_blank(glyph(part).mark) && text_[part] != '\t';
  if (is_spaced) part += glyph(part).length;
  const Glyph next = glyph(part);
  const bool is_small = next.mark == Mark::vulgar || fraction_command(text_, part) > 0;
  if (!is_small && !(is_spaced && next.mark == Mark::digit)) return;

  Magnitude fraction(text_, *locale_);
  if (is_small) {
    fraction.read(part);
    if (fraction.is_symbolic_ || !fraction.trouble_.empty() || fraction.above_ < 0 ||
        fraction.above_ >= fraction.below_) {
      end_ = fraction.end_;
      return refuse("a number and a fraction stand side by side");
    }
  } else {
    // "2 1/2"; but "2 5" and "2 500/60" are two numbers.
    std::size_t slash = part;
    int digits = 0;
    for (; digits < 4 && digit_follows(slash); ++digits) slash += glyph(slash).length;
    const Glyph line = glyph(slash);
    if (digits > 3 || line.mark != Mark::slash || !digit_follows(slash + line.length)) return;
    if (calendar_length(text_, part) > 0) return;
    fraction.end_ = part;
    fraction.read_digits();
    fraction.read_fraction();
    if (!fraction.trouble_.empty() || fraction.above_ >= fraction.below_) return;
  }
  const std::optional<double> whole = value(0);
  if (!whole) return refuse("it is too long");
  end_ = fraction.end_;
  above_ = *whole * fraction.below_ + fraction.above_;
  below_ = fraction.below_;
}

bool Magnitude::read_small_fraction(std::size_t at) {
  const SmallFraction fraction = vulgar_fraction(text_, at);
  end_ = at + glyph(at).length;
  if (fraction.below == 0) {
    refuse(kOddFraction);
    return false;
  }
  above_ = fraction.above;
  below_ = fraction.below;
  return true;
}

// An argument of \frac: a braced one, or the next character. Moves behind it.
std::optional<double> Magnitude::latex_argument(std::size_t& at, bool& has_digits) const {
  constexpr std::size_t kMaxArgument = 100;
  at = behind_blanks(at);
  std::string_view inside;
  if (at < text_.size() && text_[at] == '{') {
    std::size_t depth = 0;
    std::size_t close = at;
    const std::size_t limit = std::min(text_.size(), at + kMaxArgument);
    for (; close < limit; ++close) {
      if (text_[close] == '{') ++depth;
      if (text_[close] == '}' && --depth == 0) break;
    }
    inside = text_.substr(at + 1, close - at - 1);
    at = std::min(close + 1, text_.size());
  } else {
    inside = text_.substr(at, glyph(at).length);
    at += inside.size();
  }
  for (std::size_t i = 0; i < inside.size(); i += glyph_at(inside, i).length) {
    has_digits |= glyph_at(inside, i).mark == Mark::digit;
  }

  Magnitude number(inside, *locale_);
  std::size_t start = number.behind_blanks(0);
  const Mark sign = number.glyph(start).mark;
  if (is_sign(sign)) start = number.behind_blanks(start + number.glyph(start).length);
  if (!number.digit_follows(start)) return std::nullopt;
  number.end_ = start;
  number.read_digits();
  if (!number.trouble_.empty() || number.behind_blanks(number.end_) != inside.size()) {
    return std::nullopt;
  }
  const std::optional<double> magnitude = number.value(0);
  return magnitude && sign == Mark::minus ? -*magnitude : magnitude;
}

bool Magnitude::read_latex_fraction(std::size_t at) {
  bool has_digits = false;
  end_ = at + fraction_command(text_, at);
  const std::optional<double> above = latex_argument(end_, has_digits);
  const std::optional<double> below = latex_argument(end_, has_digits);
  is_symbolic_ = !has_digits;
  if (is_symbolic_) return false;
  if (!above || !below) {
    refuse(kOddFraction);
  } else if (*below == 0) {
    refuse("it is a division by zero");
  } else {
    above_ = *above;
    below_ = *below;
  }
  return trouble_.empty();
}

}  // namespace assay
