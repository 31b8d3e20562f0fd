// What JavaScript says of the text of an answer, as expectations.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "harness/import/promptfoo/javascript_pattern.h"
#include "harness/import/promptfoo/verdict_formula.h"

namespace assay {

// The answer, `output.trim().toLowerCase()`.
struct TextForm {
  bool is_trimmed = false;
  enum class Case : std::uint8_t { as_it_is, lower, upper } letters = Case::as_it_is;
};

// A whole number's bounds, inclusive.
struct CountBounds {
  std::optional<long long> least;
  std::optional<long long> most;
};

// `count SIGN number`: its bounds, and whether it is what lies outside of them that holds.
// Nothing for a sign that is none, or a number beyond a thousand million.
struct CountTest {
  CountBounds bounds;
  bool is_negated = false;
  bool is_never = false;  // no whole number is 2.5
};
std::optional<CountTest> read_count_test(std::string_view sign, double number);
// The sign with its sides changed: "<" for ">".
std::string mirrored(std::string_view sign);

enum class Within : std::uint8_t { whole, anywhere, start, end };
// Nothing where no expectation says exactly that.
std::optional<Formula> text_has(const TextForm& form, std::string_view literal, Within within);
std::optional<Formula> text_length(const TextForm& form, const CountTest& comparison);
// How often a pattern or a text is found, plus `offset`.
std::optional<Formula> text_count(const Json& what, const CountTest& comparison, int offset);

// What a note says of `toLowerCase()`.
inline constexpr std::string_view kCaseNote = "case is folded here, so that \xC3\x9F is ss";

bool has_javascript_space_at_ends(std::string_view text);

}  // namespace assay
