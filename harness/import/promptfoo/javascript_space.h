// White space as JavaScript has it.
#pragma once

#include <string_view>

namespace assay {

// ECMA-262, "WhiteSpace" and "LineTerminator", as members of a class of RE2 and of PCRE2:
// what \s is, and what trim() takes away.
inline constexpr std::string_view kJavascriptSpace =
    "\\t-\\r \\x{a0}\\x{1680}\\x{2000}-\\x{200a}\\x{2028}\\x{2029}\\x{202f}\\x{205f}\\x{3000}"
    "\\x{feff}";
// The others. No class of PCRE2 negates a class inside itself.
inline constexpr std::string_view kJavascriptNoSpace =
    "\\x{0}-\\x{8}\\x{e}-\\x{1f}!-\\x{9f}\\x{a1}-\\x{167f}\\x{1681}-\\x{1fff}\\x{200b}-\\x{2027}"
    "\\x{202a}-\\x{202e}\\x{2030}-\\x{205e}\\x{2060}-\\x{2fff}\\x{3001}-\\x{fefe}"
    "\\x{ff00}-\\x{10ffff}";
// What `.` does not match.
inline constexpr std::string_view kJavascriptLineEnd = "\\n\\r\\x{2028}\\x{2029}";

// What trimStart() and trim() leave of a text in UTF-8.
std::string_view without_javascript_space_before(std::string_view text);
std::string_view trim_javascript(std::string_view text);

}  // namespace assay
