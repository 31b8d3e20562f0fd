// Expectations about how much was said. White space at the ends does not count.
#include <fmt/format.h>
#include <algorithm>

#include "harness/base/spelling.h"
#include "harness/base/text.h"
#include "harness/score/arguments.h"
#include "harness/score/bounds.h"
#include "harness/score/families.h"
#include "harness/score/words.h"

namespace assay {
namespace {

// An empty answer has none; blank lines inside count.
std::size_t count_lines(std::string_view text) {
  text = trim(text);
  if (text.empty()) return 0;
  return 1 + static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n'));
}

std::size_t count_characters(std::string_view text) {
  text = trim(text);
  return is_ascii(text) ? text.size() : count_code_points(text);
}

using Count = std::size_t (*)(std::string_view);

Judge judge_count(const Bounds& bounds, Count count, std::string_view unit) {
  return [bounds, count, unit](const Subject& subject) {
    return judge_bounds(bounds, static_cast<double>(count(subject.text)), unit);
  };
}

Result<Judge> compile_words(const Json& arguments) {
  ASSAY_TRY(const Bounds bounds, require_bounds(arguments));
  return judge_count(bounds, count_words, "words");
}

// UTF-16 units, as JavaScript and Java count: a character beyond the first 65,536 is two.
std::size_t count_units(std::string_view text) {
  if (is_ascii(text)) return text.size();
  std::size_t units = 0;
  for (std::size_t at = 0; at < text.size();) {
    const CodePoint read = code_point_at(text, at);
    units += read.value >= 0x10000 ? 2 : 1;
    at += read.length;
  }
  return units;
}

std::size_t count_all_characters(std::string_view text) {
  return is_ascii(text) ? text.size() : count_code_points(text);
}
std::size_t count_trimmed_units(std::string_view text) {
  return count_units(trim(text));
}

Result<Judge> compile_characters(const Json& arguments) {
  ASSAY_TRY(const Bounds bounds, require_bounds(arguments));
  ASSAY_TRY(const bool exact, flag_argument(arguments, "exact", false));
  const std::string unit = text_argument(arguments, "unit").value_or("character");
  if (unit == "utf16") {
    return judge_count(bounds, exact ? count_units : count_trimmed_units, "UTF-16 units");
  }
  if (unit != "character") {
    return usage_error(
        fmt::format("'unit' is character or utf16{}", did_you_mean(unit, {"character", "utf16"})));
  }
  return judge_count(bounds, exact ? count_all_characters : count_characters, "characters");
}

Result<Judge> compile_lines(const Json& arguments) {
  ASSAY_TRY(const Bounds bounds, require_count(arguments));
  return judge_count(bounds, count_lines, "lines");
}

constexpr ArgumentShape kAtMost[] = {{"at_most", ValueType::integer, true, "inclusive"}};
constexpr ArgumentShape kAtLeast[] = {{"at_least", ValueType::integer, true, "inclusive"}};
constexpr std::string_view kUnitHelp = "character (default, a code point) or utf16";
constexpr std::string_view kEndsHelp = "white space at the ends counts (default false)";
constexpr ArgumentShape kMostCharacters[] = {
    {"at_most", ValueType::integer, true, "inclusive"},
    {"unit", ValueType::text, false, kUnitHelp},
    {"exact", ValueType::boolean, false, kEndsHelp},
};
constexpr ArgumentShape kLeastCharacters[] = {
    {"at_least", ValueType::integer, true, "inclusive"},
    {"unit", ValueType::text, false, kUnitHelp},
    {"exact", ValueType::boolean, false, kEndsHelp},
};
constexpr ArgumentShape kLines[] = {
    {"equals", ValueType::integer, false, "exactly so many"},
    {"at_least", ValueType::integer, false, "inclusive"},
    {"at_most", ValueType::integer, false, "inclusive"},
};

constexpr ExpectationRow kLengthRows[] = {
    make_row<compile_words>("max_words", "the answer has at most so many words", "at_most",
                            kAtMost),
    make_row<compile_words>("min_words", "the answer has at least so many words", "at_least",
                            kAtLeast),
    make_row<compile_characters>("max_chars", "at most so many characters (code points)", "at_most",
                                 kMostCharacters),
    make_row<compile_characters>("min_chars", "at least so many characters (code points)",
                                 "at_least", kLeastCharacters),
    make_row<compile_lines>("lines", "the answer has so many lines", "equals", kLines),
};

}  // namespace

std::span<const ExpectationRow> length_rows() {
  return kLengthRows;
}

}  // namespace assay
