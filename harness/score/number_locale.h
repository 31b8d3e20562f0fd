// Which mark divides and which groups digits, by the language an answer is in.
#pragma once

#include <string_view>

namespace assay {

struct NumberLocale {
  std::string_view name;      // "de"
  char decimal;               // '.' or ','
  std::string_view grouping;  // of . , ' those that group; blanks and _ always do
};

// What is understood when a suite names no locale: English.
const NumberLocale& default_locale();
// Nothing for a name without a row.
const NumberLocale* find_locale(std::string_view name);
// "en, in, de, ...": for messages.
std::string_view locale_names();

}  // namespace assay
