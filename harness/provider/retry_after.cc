#include "harness/provider/retry_after.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <string>
#include <vector>

#include "harness/base/mark.h"
#include "harness/base/text.h"
#include "harness/provider/rate_limits.h"

namespace assay {
namespace {

constexpr std::array<std::string_view, 12> kMonths = {"jan", "feb", "mar", "apr", "may", "jun",
                                                      "jul", "aug", "sep", "oct", "nov", "dec"};

std::optional<unsigned> month_number(std::string_view word) {
  const std::string lower = to_lower_ascii(word);
  const auto* const found = std::find(kMonths.begin(), kMonths.end(), lower);
  if (found == kMonths.end()) return std::nullopt;
  return static_cast<unsigned>(found - kMonths.begin()) + 1;
}

std::vector<std::string_view> words_of(std::string_view text) {
  std::vector<std::string_view> words;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find_first_of(" ,-:"), text.size());
    if (end > 0) words.push_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return words;
}

std::optional<int> small_number(std::string_view word, int most) {
  const std::optional<long long> value = parse_integer(word);
  if (!value || *value < 0 || *value > most) return std::nullopt;
  return static_cast<int>(*value);
}

struct Civil {
  std::string_view year, month, day, hour, minute, second;
};

std::optional<WallTime> wall_time_of(const Civil& text) {
  std::optional<int> year = small_number(text.year, 9999);
  const std::optional<unsigned> month = month_number(text.month);
  const std::optional<int> day = small_number(text.day, 31);
  const std::optional<int> hour = small_number(text.hour, 23);
  const std::optional<int> minute = small_number(text.minute, 59);
  const std::optional<int> second = small_number(text.second, 60);  // a leap second
  if (!year || !month || !day || !hour || !minute || !second) return std::nullopt;
  if (text.year.size() == 2) *year += *year < 70 ? 2000 : 1900;
  const std::chrono::year_month_day date{std::chrono::year{*year}, std::chrono::month{*month},
                                         std::chrono::day{static_cast<unsigned>(*day)}};
  if (!date.ok()) return std::nullopt;
  return std::chrono::sys_days{date} + std::chrono::hours{*hour} + std::chrono::minutes{*minute} +
         std::chrono::seconds{*second};
}

std::optional<Nanoseconds> retry_after_header(std::string_view value,
                                              const std::optional<WallTime>& wall) {
  if (std::optional<Nanoseconds> seconds = parse_seconds(value)) {
    ASSAY_MARK("retry_after.seconds");
    return seconds;
  }
  const std::optional<WallTime> date = parse_http_date(value);
  ASSAY_MARK_IF(date, "retry_after.date");
  ASSAY_MARK_IF(!date, "retry_after.no_sense");
  return wait_until(date, wall);
}

}  // namespace

std::optional<Nanoseconds> wait_until(const std::optional<WallTime>& then,
                                      const std::optional<WallTime>& wall) {
  if (!then || !wall) return std::nullopt;
  // In whole seconds first: nanoseconds of a hostile year 9999 would overflow.
  const auto wait =
      std::clamp(*then - *wall, std::chrono::seconds{0},
                 std::chrono::duration_cast<std::chrono::seconds>(kLongestRetryAfter));
  return Nanoseconds{wait};
}

std::optional<Nanoseconds> duration_from_seconds(double seconds) {
  if (!std::isfinite(seconds) || seconds < 0) return std::nullopt;
  const double longest = std::chrono::duration<double>(kLongestRetryAfter).count();
  if (seconds >= longest) {
    ASSAY_MARK("retry_after.too_long");
    return kLongestRetryAfter;
  }
  return std::chrono::duration_cast<Nanoseconds>(std::chrono::duration<double>(seconds));
}

std::optional<Nanoseconds> parse_seconds(std::string_view text) {
  const std::optional<double> seconds = parse_number(trim(text));
  return seconds ? duration_from_seconds(*seconds) : std::nullopt;
}

std::optional<Nanoseconds> parse_go_duration(std::string_view text) {
  double seconds = 0;
  bool any = false;
  while (!text.empty()) {
    const std::size_t digits = std::min(text.find_first_not_of("0123456789."), text.size());
    const std::optional<double> value = parse_number(text.substr(0, digits));
    text.remove_prefix(digits);
    const std::size_t letters = std::min(text.find_first_of("0123456789."), text.size());
    const std::string_view unit = text.substr(0, letters);
    text.remove_prefix(letters);
    if (!value) return std::nullopt;
    if (unit == "h")
      seconds += *value * 3600;
    else if (unit == "m")
      seconds += *value * 60;
    else if (unit == "s")
      seconds += *value;
    else if (unit == "ms")
      seconds += *value / 1e3;
    else if (unit == "us" || unit == "\u00B5s")
      seconds += *value / 1e6;
    else if (unit == "ns")
      seconds += *value / 1e9;
    else
      return std::nullopt;
    any = true;
  }
  return any ? duration_from_seconds(seconds) : std::nullopt;
}

std::optional<WallTime> parse_http_date(std::string_view text) {
  const std::vector<std::string_view> words = words_of(trim(text));
  if (words.size() < 7) return std::nullopt;
  if (month_number(words[1])) {  // asctime: Sun Nov  6 08:49:37 1994
    return wall_time_of({words[6], words[1], words[2], words[3], words[4], words[5]});
  }
  if (words.size() < 8 || words[7] != "GMT") return std::nullopt;
  return wall_time_of({words[3], words[2], words[1], words[4], words[5], words[6]});
}

std::optional<WallTime> parse_epoch(std::string_view text) {
  const std::optional<long long> value = parse_integer(trim(text));
  constexpr long long kYear2001 = 1'000'000'000;
  constexpr long long kYear2286 = 10'000'000'000;
  if (!value) return std::nullopt;
  if (*value >= kYear2001 && *value < kYear2286) return WallTime{std::chrono::seconds{*value}};
  if (*value >= kYear2001 * 1000 && *value < kYear2286 * 1000) {
    return WallTime{std::chrono::seconds{(*value + 999) / 1000}};
  }
  return std::nullopt;
}

std::optional<Nanoseconds> retry_after_in(const Headers& headers,
                                          const std::optional<WallTime>& wall) {
  if (const Header* const header = find_header(headers, "retry-after-ms")) {
    const std::optional<double> value = parse_number(trim(header->value));
    if (value) {
      if (const auto wait = duration_from_seconds(*value / 1e3)) return wait;
    }
  }
  if (const Header* const header = find_header(headers, "retry-after")) {
    if (const auto wait = retry_after_header(header->value, wall)) return wait;
  }
  return std::nullopt;
}

std::optional<Nanoseconds> rate_limit_reset_in(const Headers& headers,
                                               const std::optional<WallTime>& wall) {
  if (const Header* const header = find_header(headers, "x-ratelimit-reset")) {
    if (const auto wait = wait_until(parse_epoch(header->value), wall)) return wait;
    if (const auto wait = parse_go_duration(trim(header->value))) return wait;
  }
  // Every reply has these headers: the limit that was hit, the one with nothing
  // left, is the one to wait for.
  return exhausted_for(headers, wall);
}

}  // namespace assay
