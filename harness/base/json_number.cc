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

// Too near to 0 is 0 to every parser.
bool is_too_long(std::string_view token) {
  constexpr std::size_t kAlwaysFits = 15;
  const std::optional<Spelling> spelling =
      token.size() <= kAlwaysFits && token.find_first_of("eE") == std::string_view::npos
          ? std::nullopt
          : spelling_of(token);
  if (!spelling || spelling->exponent.starts_with('-')) return false;
  if (!spelling->is_integer) {
    const std::optional<double> value = parse_number(token);
    return !value || !std::isfinite(*value);
  }
  std::uint64_t value = 0;
  const char* end = token.data() + token.size();
  const bool is_unsigned = std::from_chars(token.data(), end, value).ec == std::errc();
  return !parse_integer(token) && !is_unsigned;
}

}  // namespace

std::optional<std::string> long_numbers_as_texts(std::string_view json) {
  std::optional<std::string> out;
  std::size_t copied = 0;
  bool in_string = false;
  for (std::size_t i = 0; i < json.size(); ++i) {
    const char c = json[i];
    if (c == '"') in_string = !in_string;
    if (in_string && c == '\\') ++i;
    if (in_string || !(c == '-' || is_ascii_digit(c))) continue;
    const std::size_t end = std::min(json.find_first_not_of("0123456789+-.eE", i), json.size());
    const std::string_view token = json.substr(i, end - i);
    if (is_too_long(token)) {
      if (!out) out.emplace();
      out->append(json.substr(copied, i - copied)).append(1, '"').append(token).append(1, '"');
      copied = end;
    }
    i = end - 1;
  }
  if (out) out->append(json.substr(copied));
  return out;
}

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
