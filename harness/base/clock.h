// Time as an argument. Durations come from the monotonic clock; the wall clock
// only labels.
#pragma once

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

// Stands still until told to move. For tests.
class ManualClock final : public Clock {
 public:
  Instant now() const override { return now_; }
  WallTime wall() const override { return wall_; }
  void advance(Nanoseconds by) {
    now_ += by;
    wall_ += std::chrono::duration_cast<std::chrono::seconds>(by);
  }
  void set_wall(WallTime wall) { wall_ = wall; }

 private:
  Instant now_{};
  WallTime wall_{};
};

std::string to_rfc3339(WallTime time);      // 2026-11-23T14:53:08Z
// The inverse for the years 1970 to 2261; nothing for other text.
std::optional<WallTime> from_rfc3339(std::string_view text);
std::string to_basic_iso8601(WallTime time);  // 20261123T145308Z

inline double to_milliseconds(Nanoseconds duration) {
  return static_cast<double>(duration.count()) / 1e6;
}

}  // namespace assay
