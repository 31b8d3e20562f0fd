#include "harness/base/duration.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <iterator>
#include <optional>
#include <string>

#include "harness/base/text.h"

namespace assay {
namespace {

struct Unit {
  std::string_view name;
  std::int64_t milliseconds;
};
constexpr Unit kUnits[] = {
    {"d", 86'400'000}, {"h", 3'600'000}, {"m", 60'000}, {"s", 1'000}, {"ms", 1}};
constexpr std::int64_t kLongest = 1000 * kUnits[0].milliseconds;
// A day is 2^10 * 5^5 * 27 ms: no decimal beyond the tenth can leave it whole.
constexpr std::size_t kMostDecimals = 10;

bool is_of_number(char c) {
  return is_ascii_digit(c) || c == '.';
}

std::string refusal(std::string_view text, std::string_view why) {
  return fmt::format("must be a duration such as 500ms, 1.5s, 30m, 1h30m or 2d, not '{}'{}",
                     excerpt(text, 40), why);
}

// `number` of `unit` in milliseconds, exactly; or what is wrong with it.
tl::expected<std::int64_t, std::string_view> exactly(std::string_view number, std::int64_t unit) {
  const std::size_t dot = std::min(number.find('.'), number.size());
  const std::string_view whole = number.substr(0, dot);
  std::string_view decimals = number.substr(std::min(dot + 1, number.size()));
  if (whole.empty() || dot + 1 == number.size() || decimals.find('.') != std::string_view::npos) {
    return tl::unexpected<std::string_view>("");
  }
  std::int64_t total = 0;
  for (const char digit : whole) {
    total = total * 10 + (digit - '0') * unit;
    if (total > kLongest) return tl::unexpected<std::string_view>("; the longest is 1000d");
  }
  decimals = decimals.substr(0, decimals.find_last_not_of('0') + 1);
  constexpr std::string_view kTooFine = "; the finest is a millisecond";
  if (decimals.size() > kMostDecimals) return tl::unexpected(kTooFine);
  std::int64_t scale = 1;
  std::int64_t numerator = 0;
  for (const char digit : decimals) {
    numerator = numerator * 10 + (digit - '0');
    scale *= 10;
  }
  if (numerator * unit % scale != 0) return tl::unexpected(kTooFine);
  return total + numerator * unit / scale;
}

}  // namespace

Result<std::chrono::milliseconds> parse_duration(std::string_view text) {
  std::string_view rest = trim(text);
  if (rest.empty()) return usage_error(refusal(text, ""));
  std::int64_t total = 0;
  std::size_t next_unit = 0;  // units fall, so each appears once
  while (!rest.empty()) {
    const std::string_view number(rest.begin(),
                                  std::find_if_not(rest.begin(), rest.end(), is_of_number));
    rest.remove_prefix(number.size());
    const std::string_view name(rest.begin(), std::find_if(rest.begin(), rest.end(), is_of_number));
    rest.remove_prefix(name.size());
    if (name.empty()) {
      const std::string why =
          fmt::format("; give the unit: {0}ms, {0}s or {0}m", excerpt(number, 20));
      return usage_error(refusal(text, why));
    }
    while (next_unit < std::size(kUnits) && kUnits[next_unit].name != name) ++next_unit;
    if (next_unit == std::size(kUnits)) {
      return usage_error(refusal(text, "; the units are d, h, m, s and ms, in this order"));
    }
    const auto part = exactly(number, kUnits[next_unit++].milliseconds);
    if (!part) return usage_error(refusal(text, part.error()));
    total += *part;
    if (total > kLongest) return usage_error(refusal(text, "; the longest is 1000d"));
  }
  if (total == 0) return usage_error(refusal(text, "; it must be longer than nothing"));
  return std::chrono::milliseconds(total);
}

}  // namespace assay
