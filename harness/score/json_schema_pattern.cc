#include "harness/score/json_schema_pattern.h"

#include <fmt/format.h>

#include <algorithm>
#include <string>

#include "harness/score/arguments.h"

namespace assay {
namespace {

// ECMA-262, "WhiteSpace" and "LineTerminator": what \s is.
constexpr std::string_view kSpace =
    "\\t-\\r \\x{a0}\\x{1680}\\x{2000}-\\x{200a}\\x{2028}\\x{2029}\\x{202f}\\x{205f}\\x{3000}"
    "\\x{feff}";
constexpr std::string_view kNoSpace =
    "\\x{0}-\\x{8}\\x{e}-\\x{1f}!-\\x{9f}\\x{a1}-\\x{167f}\\x{1681}-\\x{1fff}\\x{200b}-\\x{2027}"
    "\\x{202a}-\\x{202e}\\x{2030}-\\x{205e}\\x{2060}-\\x{2fff}\\x{3001}-\\x{fefe}"
    "\\x{ff00}-\\x{10ffff}";
constexpr std::string_view kNoLineEnd = "[^\\n\\r\\x{2028}\\x{2029}]";

bool is_four_hex_digits(std::string_view text) {
  return text.size() == 4 && text.find_first_not_of("0123456789abcdefABCDEF") == text.npos;
}

// What stands for the escape at the start of `rest`; `length` is how much of it.
std::string translate_escape(std::string_view rest, bool in_class, std::size_t& length) {
  length = std::min<std::size_t>(2, rest.size());
  const std::string_view escape = rest.substr(0, length);
  if (escape == "\\s" || escape == "\\S") {
    const std::string_view members = escape == "\\s" ? kSpace : kNoSpace;
    return in_class ? std::string(members) : fmt::format("[{}]", members);
  }
  if (escape == "\\u" && is_four_hex_digits(rest.substr(2, 4))) {
    length = 6;
    return fmt::format("\\x{{{}}}", rest.substr(2, 4));
  }
  return std::string(escape);
}

}  // namespace

Result<Pattern> compile_schema_pattern(std::string_view source) {
  std::string translated;
  bool in_class = false;
  for (std::size_t i = 0; i < source.size();) {
    const std::string_view rest = source.substr(i);
    std::size_t length = 1;
    if (rest.front() == '\\') {
      translated += translate_escape(rest, in_class, length);
    } else if (!in_class && (rest.starts_with("[]") || rest.starts_with("[^]"))) {
      return usage_error(fmt::format("the pattern {} has an empty class, which RE2 reads otherwise",
                                     quote(source)));
    } else if (!in_class && rest.front() == '.') {
      translated += kNoLineEnd;
    } else {
      if (rest.front() == '[') in_class = true;
      if (rest.front() == ']') in_class = false;
      translated += rest.front();
    }
    i += length;
  }
  Result<Pattern> pattern = Pattern::compile(translated);
  // An error names what the author wrote, where that is as wrong.
  if (pattern) return pattern;
  Result<Pattern> as_written = Pattern::compile(source);
  return as_written ? std::move(pattern) : std::move(as_written);
}

}  // namespace assay
