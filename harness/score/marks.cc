#include "harness/score/marks.h"

#include <fmt/format.h>

#include <charconv>
#include <cstdint>
#include <map>

#include "harness/score/arguments.h"

namespace assay {
namespace {

// Judges agree with people best on few marks (arXiv:2601.03444).
constexpr int kMostMarks = 11;

std::optional<int> whole_number(const Json& value) {
  const std::string text = value.is_string() ? value.get<std::string>() : dump_json(value);
  int number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

}  // namespace

Result<Marks> read_marks(const Json& json) {
  constexpr const char* kForm =
      "'scale' is two whole numbers, [1, 5], or what marks mean: {1: ..., 5: ...}";
  if (!json.is_structured() || json.size() < 2 || (json.is_array() && json.size() != 2))
    return usage_error(kForm);
  std::map<int, std::string> marks;
  for (const auto& [key, value] : json.items()) {
    const std::optional<int> mark = whole_number(json.is_array() ? value : Json(key));
    if (!mark || (json.is_object() && !value.is_string())) return usage_error(kForm);
    marks[*mark] = json.is_object() ? value.get<std::string>() : std::string();
  }
  const std::int64_t low = marks.begin()->first;
  const std::int64_t high = marks.rbegin()->first;
  if (low == high || high - low >= kMostMarks)
    return usage_error(fmt::format(
        "'scale' goes from a low mark to a high one, with at most {} marks", kMostMarks));
  Marks scale{{marks.begin()->first, marks.rbegin()->first}, {}};
  for (const auto& [mark, meaning] : marks)
    if (!meaning.empty()) scale.meanings += fmt::format("\n{}: {}", mark, meaning);
  return scale;
}

Result<double> read_threshold(const Json& arguments,
                              const std::optional<std::pair<int, int>>& scale) {
  ASSAY_TRY(const std::optional<double> at_least, number_argument(arguments, "at_least"));
  if (!scale) {
    if (!at_least) return 0;
    return usage_error("'at_least' is for a 'scale'; without one an answer passes or fails");
  }
  const auto [low, high] = *scale;
  if (!at_least)
    return usage_error("a 'scale' needs 'at_least': from which mark on does an answer pass?");
  if (*at_least <= low)
    return usage_error(fmt::format("always passes: every mark is at least {}", low));
  if (*at_least > high) return usage_error(fmt::format("never passes: no mark is above {}", high));
  return *at_least;
}

}  // namespace assay
