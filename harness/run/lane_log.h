// What a lane decided, and when: for the run's manifest and every report. A run
// that was slow because its account was throttled should say so.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "harness/base/clock.h"
#include "harness/base/json.h"
#include "harness/run/pacer.h"

namespace assay {

struct LaneEvent {
  WallTime at{};
  std::string what;  // one line, safe to print
};

class LaneLog {
 public:
  LaneLog(std::string name, const ProviderLimits& limits);

  void cut(WallTime at, int from, int to);
  void paused(WallTime at, Nanoseconds pause, const std::string& why);
  void learned(WallTime at, const Pacer& pacer);
  void rate_limited() { ++rate_limited_; }

  // {"name", "concurrency", "lowest_concurrency", "rpm", "tpm", "rate_limited",
  //  "pauses", "paused_ms", "learned": {"requests": {"limit", "per_minute"}, ...},
  //  "events": [{"at", "what"}], "events_left_out"}; `pacer` as it is at the end.
  Json to_json(const Pacer& pacer) const;

 private:
  void note(WallTime at, std::string what);

  std::string name_;
  ProviderLimits limits_;
  int lowest_;
  std::uint64_t rate_limited_ = 0;
  std::uint64_t pauses_ = 0;
  Nanoseconds paused_{};
  std::vector<LaneEvent> events_;
  std::uint64_t events_left_out_ = 0;  // a storm must not fill the Store
};

}  // namespace assay
