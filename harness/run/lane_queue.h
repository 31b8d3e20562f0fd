// What one lane has in hand: cells whose intent is being written, and cells that
// may leave. Internal to the runner.
#pragma once

#include <algorithm>
#include <queue>
#include <vector>

#include "harness/run/flight.h"
#include "harness/run/lane_log.h"
#include "harness/run/pacer.h"
#include "harness/run/runner.h"

namespace assay {

struct OldestFirst {
  bool operator()(const Flight* a, const Flight* b) const { return a->order > b->order; }
};

class LaneQueue {
 public:
  explicit LaneQueue(const Lane& lane)
      : pacer(lane.limits), log(lane.name, lane.limits), lane_(&lane) {}

  const Lane& lane() const { return *lane_; }

  // How many more intents to write now: one for every free slot, and more
  // (`ahead`) where slots were seen to stand free while intents were being
  // committed. None in a pause, and none while a quota holds back cells that
  // are ready: an intent that is not sent looks billed after a crash.
  int wanted(Instant now) const {
    if (waiting >= most_waiting() || pacer.paused(now)) return 0;
    if (!ready.empty() && pacer.has_slot() && pacer.held(now)) return 0;
    const int slots = std::max(0, pacer.limit() - pacer.in_flight());
    return slots + ahead_ - writing - static_cast<int>(ready.size());
  }

  // A slot came free and nobody was ready to take it: write further ahead, or the
  // commit of an intent becomes a part of every measured time.
  void note_starved() { ahead_ = std::min(ahead_ + 1 + ahead_ / 4, most_ahead()); }

  // Every cell it will ever have has its outcome, or is left to another run.
  bool is_done() const { return is_dry && cells == 0; }

  Pacer pacer;
  LaneLog log;
  std::priority_queue<Flight*, std::vector<Flight*>, OldestFirst> ready;
  int cells = 0;            // under way, in whatever state
  int writing = 0;          // intents on their way to disk
  int waiting = 0;          // for a retry
  bool is_dry = false;      // the source has no more for it
  bool is_waiting = false;  // it has none now, and may have later
  bool is_capped = false;   // its share of the cost cap is used up
  bool is_closed = false;   // the budget knows that it is done

 private:
  const Lane* lane_;
  int ahead_ = 0;

  int most_ahead() const { return std::clamp(4 * lane_->limits.concurrency, 16, 1024); }
  // A lane that always fails must not gather the whole plan as retries.
  int most_waiting() const { return std::max(64, 4 * lane_->limits.concurrency); }
};

}  // namespace assay
