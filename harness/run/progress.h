// What a run tells while it goes on. Abstract so that the terminal, a heartbeat
// and tests can all listen.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "harness/base/clock.h"
#include "harness/base/money.h"
#include "harness/base/verdict.h"

namespace assay {

struct ProgressState : VerdictCounts {
  std::uint64_t planned = 0;
  std::uint64_t done = 0;  // cells with an outcome, cached ones among them
  std::uint64_t cached = 0;
  std::uint64_t in_flight = 0;
  std::uint64_t waiting = 0;  // for a retry or a paused lane
  std::int64_t output_tokens = 0;
  Ledger spending;  // on this run's attempts, in all its sessions
  std::optional<Money> max_cost;
  std::optional<Nanoseconds> next_retry;  // until the first waiting one goes
  Nanoseconds elapsed{};
};

class Progress {
 public:
  virtual ~Progress() = default;
  virtual void update(const ProgressState& state) = 0;  // at most some times a second
  virtual void finish(const ProgressState& state) = 0;  // once, the last state
  virtual void note(const std::string& line) = 0;       // e.g. "lane modelslab paused 30 s: 429"
};

}  // namespace assay
