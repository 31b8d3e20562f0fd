#include "harness/base/clock.h"

#include <ctime>

namespace assay {
namespace {

std::string format_utc(WallTime time, const char* format) {
  const std::time_t seconds = std::chrono::system_clock::to_time_t(time);
  std::tm utc{};
  gmtime_r(&seconds, &utc);
  char buffer[32];
  return {buffer, std::strftime(buffer, sizeof buffer, format, &utc)};
}

}  // namespace

Instant SystemClock::now() const {
  return std::chrono::time_point_cast<Nanoseconds>(std::chrono::steady_clock::now());
}

WallTime SystemClock::wall() const {
  return std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
}

std::string to_rfc3339(WallTime time) {
  return format_utc(time, "%Y-%m-%dT%H:%M:%SZ");
}

std::optional<WallTime> from_rfc3339(std::string_view text) {
  using std::chrono::day, std::chrono::month, std::chrono::year;
  constexpr std::string_view kShape = "0000-00-00T00:00:00Z";
  if (text.size() != kShape.size()) return std::nullopt;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool is_digit = text[i] >= '0' && text[i] <= '9';
    if (kShape[i] == '0' ? !is_digit : text[i] != kShape[i]) return std::nullopt;
  }
  const auto number = [&](std::size_t from, std::size_t length) {
    int value = 0;
    for (const char digit : text.substr(from, length)) value = value * 10 + (digit - '0');
    return value;
  };
  const std::chrono::year_month_day date{year(number(0, 4)),
                                         month(static_cast<unsigned>(number(5, 2))),
                                         day(static_cast<unsigned>(number(8, 2)))};
  // Later years overflow the nanoseconds of std::chrono::system_clock.
  constexpr year kFirst{1970};
  constexpr year kLast{2261};
  if (date.year() < kFirst || date.year() > kLast) return std::nullopt;
  if (!date.ok() || number(11, 2) > 23 || number(14, 2) > 59 || number(17, 2) > 60) {
    return std::nullopt;
  }
  return std::chrono::sys_days(date) + std::chrono::hours(number(11, 2)) +
         std::chrono::minutes(number(14, 2)) + std::chrono::seconds(number(17, 2));
}

std::string to_basic_iso8601(WallTime time) {
  return format_utc(time, "%Y%m%dT%H%M%SZ");
}

}  // namespace assay
