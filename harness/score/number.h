// Numbers as people and models write them, read by a grammar: "$1,234.50",
// "-3", "3/4", "2½", "6.02 \times 10^{23}". docs/expectations.md says the same
// for users, with the reasons.
//
//   number    = [sign] [currency] [sign] magnitude [scale] [unit | currency]
//             | "(" currency magnitude ")"              negative, as in accounts
//   magnitude = integer [exponent] | decimal [exponent] | fraction
//             | "10" power
//   integer   = digits | 1-3 digits, then groups of three, one mark throughout;
//               or, with commas, groups of two and a last one of three
//   decimal   = [integer] point digits
//   fraction  = integer "/" digits | \frac{..}{..} | ½
//             | integer [blank] proper fraction
//   exponent  = ("e" | "E") [sign] digits | times "10" power
//   power     = ("^" | "**") [sign] digits, also in braces | superscripts
//   digits    = decimal digits of any one script
//   scale     = "million", "lakh", 万, ...; a unit or currency: number_words.cc
//
// Points and grouping marks are a locale's (number_locale.cc). LaTeX's spellings
// of marks, blanks and signs count as the mark.
//
// Text is first cut into tokens: the longest runs that look like a number. A
// token is a number as a whole, or it is unreadable as a whole: no piece of it
// is ever a value. Digits in names (GPT4, v1.2.3, x_1), references (42.[1]),
// dates and times of day are no tokens.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "harness/score/number_locale.h"
#include "harness/score/number_magnitude.h"

namespace assay {

// Troubles that several parts of the grammar find.
inline constexpr std::string_view kExpression = "it is part of an expression that is not evaluated";
inline constexpr std::string_view kGoesOn = "it goes on in a way that is no number";
inline constexpr std::string_view kRange = "it may be a range, a difference or a name";
inline constexpr std::string_view kSignApart =
    "a sign stands before the marks around it, not before it";

// Bytes [begin, end) of a text. Without trouble, `value` is finite.
struct NumberToken {
  std::size_t begin = 0;
  std::size_t end = 0;
  double value = 0;
  std::string_view trouble;  // why it cannot be read: "it has two decimal marks"
  bool is_term = false;      // "2x", in trouble: algebra around numbers, no candidate for one
};

// The tokens of a text from left to right, in linear time.
class NumberScanner {
 public:
  // `text` must outlive it.
  explicit NumberScanner(std::string_view text, const NumberLocale& locale = default_locale())
      : text_(text), locale_(&locale), magnitude_(text, locale) {}

  std::optional<NumberToken> next();

 private:
  // What stands before the digits, and behind them.
  struct Left {
    std::size_t begin = 0;   // of the token
    std::size_t digits = 0;  // of the magnitude
    bool has_sign = false;
    bool is_negative = false;
    bool has_currency = false;
    bool is_name = false;      // the digits are a part of it: no number
    std::size_t name_end = 0;  // of a name that goes on behind the digits
    std::string_view trouble;
  };
  struct Right {
    std::size_t end = 0;
    int scale = 0;
    bool has_currency = false;
    bool is_term = false;
    std::string_view trouble;
  };

  // number.cc: finding tokens.
  bool find_start();
  std::optional<NumberToken> read_token();
  std::optional<NumberToken> read_number_token();
  std::optional<NumberToken> read_command();
  std::optional<NumberToken> read_power();
  std::optional<NumberToken> pass_over(std::size_t end);
  NumberToken unreadable(std::size_t begin, std::size_t end, std::string_view trouble);
  std::size_t run_end(std::size_t at, std::string_view connectors) const;

  // number_latex.cc: commands and powers.
  std::size_t group_end(std::size_t open) const;
  std::size_t power_end(std::size_t at) const;
  std::size_t command_end(std::size_t backslash) const;
  std::string_view command_name(std::size_t backslash) const;
  bool has_digits(std::size_t begin, std::size_t end) const;

  // number_left.cc
  Left look_left(std::size_t start) const;
  void take_decimal_mark(Left& left) const;
  void look_at_neighbour(Left& left) const;
  void take_currency(Left& left) const;
  bool take_currency_part(Left& left) const;
  void take_sign(Left& left) const;
  void take_minus_word(Left& left, std::size_t end) const;
  void take_attached_sign(Left& left, std::size_t sign, bool is_minus) const;
  void take_spaced_sign(Left& left, std::size_t sign, bool is_minus) const;
  void read_dash_at_line_start(Left& left, std::size_t sign) const;
  void read_parentheses(Left& left, Right& right) const;
  bool is_list() const;

  // number_around.cc
  void look_for_sign_apart(Left& left) const;
  std::size_t reference_end(std::size_t open) const;

  // number_right.cc
  Right look_right(std::size_t start, bool is_money) const;
  bool take_scale(Right& right, bool is_money) const;
  std::size_t fraction_end(std::size_t at) const;
  void take_unit(Right& right) const;
  void take_unit_tail(Right& right) const;
  void check_parts(Right& right, std::string_view unit) const;

  // number_tail.cc
  void check_tail(Right& right) const;
  void take_base_ten(Right& right) const;
  void check_joint(Right& right) const;
  void check_repeating(Right& right, std::size_t behind) const;
  void check_factor(Right& right) const;

  Glyph glyph(std::size_t at) const { return glyph_at(text_, at); }
  Glyph before(std::size_t end) const { return glyph_before(text_, end, floor_); }
  Mark mark_before(std::size_t end) const;
  std::size_t skip_blanks(std::size_t at) const;
  std::size_t skip_blanks_back(std::size_t end) const;
  std::string_view word_at(std::size_t at) const;
  std::string_view word_before(std::size_t end) const;
  bool is_command(std::string_view word) const;

  std::string_view text_;
  const NumberLocale* locale_;
  Magnitude magnitude_;
  std::size_t position_ = 0;
  std::size_t floor_ = 0;                          // what stands before belongs to another token
  std::size_t argument_ = std::string_view::npos;  // a number there is a function's: \sqrt3
  mutable std::optional<bool> is_list_;
};

// `text` as one number from end to end, blanks around it aside; nothing when it
// is anything else, a text with a number in it included.
std::optional<double> read_number(std::string_view text,
                                  const NumberLocale& locale = default_locale());

// What the last complete \boxed{...} or \fbox{...} holds; nothing without one.
std::optional<std::string_view> last_boxed(std::string_view text);

}  // namespace assay
