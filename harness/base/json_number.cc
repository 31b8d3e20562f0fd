#include "harness/base/json_number.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <string>
#include <system_error>

#include "harness/base/text.h"

namespace assay {
namespace {

// The digits that `text` begins with, taken from it.
std::string_view take_digits(std::string_view& text) {
  const auto end = std::find_if_not(text.begin(), text.end(), is_ascii_digit);
  const std::string_view digits(text.begin(), end);
  text.remove_prefix(digits.size());
  return digits;
}

// A number as its spelling has it.
struct Spelling {
  bool negative = false;
  std::string_view whole;
  std::string_view decimals;
  std::string_view exponent;  // with its sign, "" for none
  bool is_integer = false;    // no point and no exponent
};

std::optional<Spelling> spelling_of(std::string_view text) {
  Spelling out;
  out.negative = text.starts_with('-');
  if (out.negative) text.remove_prefix(1);
  out.whole = take_digits(text);
  if (out.whole.empty() || (out.whole.front() == '0' && out.whole.size() > 1)) return std::nullopt;
  out.is_integer = text.empty();
  if (text.starts_with('.')) {
    text.remove_prefix(1);
    out.decimals = take_digits(text);
    if (out.decimals.empty()) return std::nullopt;
  }
  if (text.starts_with('e') || text.starts_with('E')) {
    text.remove_prefix(1);
    out.exponent = text;
    if (text.starts_with('+') || text.starts_with('-')) text.remove_prefix(1);
    if (take_digits(text).empty()) return std::nullopt;
  }
  if (!text.empty()) return std::nullopt;
  return out;
}

// The value, digit for digit: 0.digits times ten to the exponent. No digits for 0.
struct ExactValue {
  std::string digits;  // no zeros at either end
  std::int64_t exponent = 0;

  bool operator==(const ExactValue&) const = default;
};

// Nothing when the exponent itself is out of all bounds.
std::optional<ExactValue> exact_value_of(const Spelling& spelling) {
  ExactValue out;
  out.digits.append(spelling.whole).append(spelling.decimals);
  const std::size_t zeros = std::min(out.digits.find_first_not_of('0'), out.digits.size());
  out.digits.erase(0, zeros);
  out.digits.erase(out.digits.find_last_not_of('0') + 1);
  if (out.digits.empty()) return out;
  std::string_view exponent = spelling.exponent;
  if (exponent.starts_with('+')) exponent.remove_prefix(1);
  std::int32_t power = 0;
  const char* end = exponent.data() + exponent.size();
  if (!exponent.empty() && std::from_chars(exponent.data(), end, power).ec != std::errc()) {
    return std::nullopt;
  }
  out.exponent =
      power + static_cast<std::int64_t>(spelling.whole.size()) - static_cast<std::int64_t>(zeros);
  return out;
}

bool is_exactly(const Spelling& spelling, double value) {
  const std::string text = format_number(value);
  const std::optional<Spelling> shortest = spelling_of(text);
  if (!shortest) return false;
  const std::optional<ExactValue> wanted = exact_value_of(spelling);
  return wanted && wanted == exact_value_of(*shortest);
}

}  // namespace

std::optional<Json> json_number(std::string_view text) {
  const std::optional<Spelling> spelling = spelling_of(text);
  if (!spelling) return std::nullopt;
  if (spelling->is_integer) {
    if (const std::optional<long long> value = parse_integer(text)) return Json(*value);
    std::uint64_t value = 0;
    const char* end = text.data() + text.size();
    if (std::from_chars(text.data(), end, value).ec == std::errc() && !spelling->negative) {
      return Json(value);
    }
  } else if (const std::optional<double> value = parse_number(text)) {
    if (is_exactly(*spelling, *value)) return Json(*value);
  }
  return Json(std::string(text));
}

Json canonical_number(double value) {
  constexpr double kExactIntegers = 9007199254740992.0;  // 2^53
  if (std::trunc(value) == value && std::fabs(value) < kExactIntegers) {
    return static_cast<std::int64_t>(value);
  }
  return value;
}

}  // namespace assay
