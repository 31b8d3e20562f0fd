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

std::string to_rfc3339(WallTime time) { return format_utc(time, "%Y-%m-%dT%H:%M:%SZ"); }

std::string to_basic_iso8601(WallTime time) { return format_utc(time, "%Y%m%dT%H%M%SZ"); }

}  // namespace assay
