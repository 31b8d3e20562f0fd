// Time as an argument. Durations come from the monotonic clock; the wall clock
// only labels.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace assay {

using std::chrono::milliseconds;
using Nanoseconds = std::chrono::nanoseconds;
using Instant = std::chrono::time_point<std::chrono::steady_clock, Nanoseconds>;
using WallTime = std::chrono::time_point<std::chrono::system_clock, std::chrono::seconds>;

// Abstract so that tests can move time by hand (ManualClock).
class Clock {
 public:
  virtual ~Clock() = default;
  virtual Instant now() const = 0;
  virtual WallTime wall() const = 0;
};

class SystemClock final : public Clock {
 public:
  Instant now() const override;
  WallTime wall() const override;
};

// Stands still until told to move. For tests. Like any clock it may be read on one
// thread while another moves it.
class ManualClock final : public Clock {
 public:
  Instant now() const override { return Instant{Nanoseconds{now_.load()}}; }
  WallTime wall() const override { return WallTime{std::chrono::seconds{wall_.load()}}; }
  void advance(Nanoseconds by) {
    now_ += by.count();
    wall_ += std::chrono::duration_cast<std::chrono::seconds>(by).count();
  }
  void set_wall(WallTime wall) { wall_ = wall.time_since_epoch().count(); }

 private:
  std::atomic<std::int64_t> now_ = 0;   // nanoseconds
  std::atomic<std::int64_t> wall_ = 0;  // seconds since 1970
};

std::string to_rfc3339(WallTime time);  // 2026-11-23T14:53:08Z
// The inverse for the years 1970 to 2261; nothing for other text.
std::optional<WallTime> from_rfc3339(std::string_view text);
std::string to_basic_iso8601(WallTime time);  // 20261123T145308Z

inline double to_milliseconds(Nanoseconds duration) {
  return static_cast<double>(duration.count()) / 1e6;
}
inline std::optional<double> to_milliseconds(const std::optional<Nanoseconds>& duration) {
  return duration ? std::optional(to_milliseconds(*duration)) : std::nullopt;
}

}  // namespace assay
