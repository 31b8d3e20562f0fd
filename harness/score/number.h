// Numbers as people and models write them: "$1,234.50", "1 234", "-3", "3/4",
// "2 1/2", "1e3", "18.", "A: 42 eggs". Rules and their limits are in
// docs/expectations.md; this is the whole grammar:
//
//   number    = [sign] [currency] (mixed | fraction | decimal)
//   decimal   = grouped ["." digits] ["e" [sign] digits] | "." digits
//   grouped   = digits | 1-3 digits, then groups of exactly three, one separator
//               throughout: a comma, a space (also no-break and thin), "{,}"
//   fraction  = digits "/" digits           without spaces, not part of a date
//   mixed     = digits " " fraction         with a proper fraction
//
// A minus after a letter, a digit or a bracket is an operator or a hyphen, not
// a sign. Digits after a letter ("GPT4") or in a dotted run ("1.2.3") are names.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace assay {

std::optional<double> first_number(std::string_view text);
std::optional<double> last_number(std::string_view text);

// `text` itself when it is a plain number, else the last number in it: how
// expected values are read, so that GSM8K's "... #### 18" can be given whole.
std::optional<double> read_number(std::string_view text);

// What the last complete \boxed{...} or \fbox{...} holds; nothing without one.
std::optional<std::string_view> last_boxed(std::string_view text);

// Rewrites LaTeX that stands inside numbers: \frac{3}{4} is 3/4, 1{,}234 and
// 1,\!234 are 1,234. Returns `text` itself, unchanged and without a copy, when
// there is no such thing; otherwise a view of `storage`.
std::string_view plain_numbers(std::string_view text, std::string& storage);

}  // namespace assay
