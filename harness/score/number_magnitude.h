// The value of a number without its sign, currency and unit: digits and their
// groups, decimals, fractions and exponents. Part of the grammar in number.h.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "harness/score/number_glyph.h"
#include "harness/score/number_locale.h"

namespace assay {

class Magnitude {
 public:
  // Both must outlive it.
  Magnitude(std::string_view text, const NumberLocale& locale) : text_(text), locale_(&locale) {}

  // Reads what begins at byte `at`: a digit, a decimal mark before a digit, ½ or
  // \frac. May be called again, for another number of the text.
  void read(std::size_t at);

  // Behind the last character that was read.
  std::size_t end() const { return end_; }
  // Why there is no value, for a message; empty when there is one.
  std::string_view trouble() const { return trouble_; }
  // A date or a time of day: no number.
  bool is_calendar() const { return is_calendar_; }
  // \frac{a}{b}: without a digit, no number either.
  bool is_symbolic() const { return is_symbolic_; }
  bool is_whole() const { return below_ == 0 && !has_decimals_; }
  bool is_proper_fraction() const { return trouble_.empty() && above_ < below_; }
  // The value, times 10 to the power of `scale`; nothing when a double cannot
  // hold it. Requires that there is no trouble.
  std::optional<double> value(int scale) const;

 private:
  Glyph glyph(std::size_t at) const { return glyph_at(text_, at); }
  bool digit_follows(std::size_t at) const { return glyph(at).mark == Mark::digit; }
  std::size_t behind_blanks(std::size_t at) const;
  void refuse(std::string_view trouble) {
    if (trouble_.empty()) trouble_ = trouble;
  }

  std::size_t read_group();
  bool space_groups(std::size_t at) const;
  void read_separator(Glyph separator);
  void check_groups();
  void read_digits();
  void read_fraction();
  void read_mixed();
  bool read_small_fraction(std::size_t at);
  std::optional<double> latex_argument(std::size_t& at, bool& has_digits) const;
  bool read_latex_fraction(std::size_t at);
  void read_exponent();
  bool read_letter_exponent();
  std::optional<std::size_t> ten_behind_times(std::size_t at) const;
  std::optional<std::size_t> power_at_end() const;
  bool read_power(std::size_t at);
  bool is_decimal_mark(Mark mark, std::size_t at) const;
  bool is_grouping_mark(Mark mark) const;

  std::string_view text_;
  const NumberLocale* locale_;
  std::size_t end_ = 0;
  std::string_view trouble_;
  bool is_calendar_ = false;
  bool is_symbolic_ = false;

  std::string digits_;  // as from_chars reads them: "1234.5"
  int exponent_ = 0;
  bool has_decimals_ = false;
  Mark grouping_ = Mark::end;
  std::size_t groups_ = 0;
  std::size_t first_group_ = 0;
  std::size_t last_group_ = 0;
  bool middles_of_three_ = true;
  bool middles_of_two_ = true;
  std::size_t decimal_group_ = 0;  // digits behind the decimal mark or the last thin blank

  double above_ = 0;
  double below_ = 0;  // 0: no fraction
};

// Bytes of the date or time of day at `at`, 0 when there is none: 2024-01-02,
// 1/2/2024, 2.1.2024, 12:30, 12:30:59.
std::size_t calendar_length(std::string_view text, std::size_t at);

// Is `at` the start of \frac, \dfrac and the like? Bytes of the command, else 0.
std::size_t fraction_command(std::string_view text, std::size_t at);

}  // namespace assay
