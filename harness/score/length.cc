// Expectations about how much was said. White space at the ends does not count.
#include <fmt/format.h>
#include <algorithm>

#include "harness/base/text.h"
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

Result<Judge> compile_characters(const Json& arguments) {
  ASSAY_TRY(const Bounds bounds, require_bounds(arguments));
  return judge_count(bounds, count_characters, "characters");
}

Result<Judge> compile_lines(const Json& arguments) {
  ASSAY_TRY(const Bounds bounds, require_count(arguments));
  return judge_count(bounds, count_lines, "lines");
}

constexpr ArgumentShape kAtMost[] = {{"at_most", ValueType::integer, true, "inclusive"}};
constexpr ArgumentShape kAtLeast[] = {{"at_least", ValueType::integer, true, "inclusive"}};
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
                                 kAtMost),
    make_row<compile_characters>("min_chars", "at least so many characters (code points)",
                                 "at_least", kAtLeast),
    make_row<compile_lines>("lines", "the answer has so many lines", "equals", kLines),
};

}  // namespace

std::span<const ExpectationRow> length_rows() {
  return kLengthRows;
}

}  // namespace assay
