// The words that stand at a number, as tables: currencies, units, words that
// scale it, LaTeX commands that leave it alone. To know one more is one row.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

#include "harness/score/number_locale.h"

namespace assay {

// "USD", "kr", "zł"; before or behind a number. Signs ($, €) are Unicode's.
bool is_currency_word(std::string_view word);
// What may stand before "$": "US", "R", "HK".
bool is_dollar_prefix(std::string_view letters);

// "km", "mL", "kWh", "°C", "th" (of an ordinal): what may follow digits without
// a blank, and what may end a text that is to be nothing but a number.
bool is_unit(std::string_view word);

// What a word behind a number makes of it.
struct Scale {
  int exponent = 0;         // "million": 6
  bool is_refused = false;  // changes the value in a way that is not read: "dozen"
};
// `word` in lower case as far as ASCII goes.
std::optional<Scale> find_scale(std::string_view word, const NumberLocale& locale);
// The longest scale that `text`, written without blanks, begins with: 万, 千克.
struct ScalePrefix {
  Scale scale;
  std::size_t length = 0;
};
ScalePrefix find_scale_prefix(std::string_view text);
// Letters that scale money, and may be units of anything else: "$5M".
std::optional<Scale> find_money_scale(std::string_view letters);

// What a text ends with that says minus in one of several languages, and its bytes.
struct MinusWord {
  enum class Kind { none, minus, or_less, plus_minus };  // or_less: menos 5, al menos 5
  Kind kind = Kind::none;
  std::size_t length = 0;
};
MinusWord find_minus_word(std::string_view text);
// "au moins 5": with it, the words that mean minus or less mean at least.
bool makes_at_least(std::string_view word);

// Whether a value may go on in `next` behind a part of it in `unit`: 5 ft 10 in.
bool is_smaller_unit(std::string_view unit, std::string_view next);

// "is - 7": words behind which a dash with a blank is a sign.
bool announces_value(std::string_view word);

// A LaTeX command (without its backslash) that is no part of a number's value:
// \text, \approx, \quad. All others next to a number make it an expression.
bool is_harmless_command(std::string_view name);
// The harmless ones whose braces hold words: \text, \mathrm.
bool is_text_command(std::string_view name);

}  // namespace assay
