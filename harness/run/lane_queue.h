// What waits in one lane: cells whose intent is being written, and cells that
// may leave. Internal to the runner.
#pragma once

#include <algorithm>
#include <deque>
#include <queue>
#include <vector>

#include "harness/run/flight.h"
#include "harness/run/pacer.h"
#include "harness/run/runner.h"

namespace assay {

struct OldestFirst {
  bool operator()(const Flight* a, const Flight* b) const { return a->order > b->order; }
};

class LaneQueue {
 public:
  explicit LaneQueue(const Lane& lane) : pacer(lane.limits), lane_(&lane) {}

  const Lane& lane() const { return *lane_; }

  // How many more intents to write now: one for every free slot, and more
  // (`ahead`) where slots were seen to stand free while intents were being
  // committed. None in a pause, and none while a quota holds back cells that
  // are ready: an intent that is not sent looks billed after a crash.
  int wanted(Instant now) const {
    if (waiting >= most_waiting() || pacer.paused(now)) return 0;
    if (!ready.empty() && pacer.has_slot() && pacer.ready_at(now, 0) > now) return 0;
    const int slots = std::max(0, pacer.limit() - pacer.in_flight());
    return slots + ahead_ - writing - static_cast<int>(ready.size());
  }

  // A slot came free and nobody was ready to take it: write further ahead.
  // Instant servers need it, slow ones never do.
  void note_starved() { ahead_ = std::min(ahead_ + 1 + ahead_ / 4, most_ahead()); }

  Pacer pacer;
  std::deque<Job> backlog;  // pulled, no intent yet
  std::priority_queue<Flight*, std::vector<Flight*>, OldestFirst> ready;
  int writing = 0;          // intents on their way to disk
  int waiting = 0;          // for a retry

 private:
  const Lane* lane_;
  int ahead_ = 0;

  int most_ahead() const { return std::clamp(4 * lane_->limits.concurrency, 16, 1024); }
  // A lane that always fails must not gather the whole plan as retries.
  int most_waiting() const { return std::max(64, 4 * lane_->limits.concurrency); }
};

}  // namespace assay
