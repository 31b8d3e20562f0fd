// The event loop behind run_jobs(). Internal to the runner.
#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <queue>
#include <string>
#include <vector>

#include "harness/run/budget.h"
#include "harness/run/circuit.h"
#include "harness/run/flight.h"
#include "harness/run/lag_histogram.h"
#include "harness/run/lane_queue.h"
#include "harness/run/refusals.h"
#include "harness/run/runner.h"

namespace assay {

class RunLoop {
 public:
  RunLoop(const RunnerSetup& setup, const JobSource& next, const CellScorer& score,
          Transport& transport, StoreWriter& writer, const Clock& clock, Progress& progress);
  Result<RunnerResult> run();

 private:
  using End = RunnerResult::End;
  struct Retry {
    Instant due;
    Flight* flight;
    bool operator>(const Retry& other) const { return due > other.due; }
  };

  // A cell's way, in order.
  void write_intents();
  void write_intents(LaneQueue& lane);
  std::optional<Job> pull(LaneQueue& lane);
  void take_stored(Flight& flight);
  void intend(Flight& flight, Instant wanted_at);
  void on_intended(Flight& flight);
  void send_ready();
  void send_ready(LaneQueue& lane);
  void send_all_but(LaneQueue& lane, std::vector<Flight*>& waiting);
  bool reserve(Flight& flight, LaneQueue& lane);
  std::string why_capped(const Flight& flight) const;
  void send(Flight& flight, LaneQueue& lane);
  void take_ended();
  std::optional<Money> known_cost(const Reply& reply, const Flight& flight) const;
  std::optional<Money> cost_in_tier(const Reply& reply, const Flight& flight) const;
  void settle(Flight& flight);
  void ask_in_session(Flight& flight, LaneQueue& lane);
  void settle(Flight& flight, tl::expected<Reply, Failure> result);
  void after_failure(Flight& flight, Failure failure);
  bool take_refusal(Flight& flight, const Failure& failure);
  void intend_anew(Flight& flight);
  void see_heads();
  void learn(LaneQueue& lane, const Flight& flight);
  void pause_lane(LaneQueue& lane, const Failure& failure, std::optional<Nanoseconds> delay);
  void start_due_retries();
  void refuse(Flight& flight);
  void conclude(Flight& flight, std::variant<Reply, Failure> result);
  void on_stored(Flight& flight);
  void count(const CellScore& score);
  void take_settled();

  // Ends.
  void watch();
  void pass_time();
  void close_done_lanes();
  void stop(End end, std::string detail);
  void drop_unsent(Flight& flight);
  void cancel_all();
  bool stopping() const { return stopped_.has_value(); }
  bool finished() const;
  Ledger cut_off() const;
  RunnerResult result();

  Flight& take_flight();
  void release(Flight& flight);
  std::size_t index_of(const LaneQueue& lane) const;
  const JobVariant& variant_of(const Flight& flight) const;  // as it is asked by now
  Circuit& circuit_of(const Flight& flight);
  LaneQueue& lane_of(const Flight& flight);
  Instant next_wake() const;
  void tell_progress();
  ProgressState current_state() const;

  const RunnerSetup& setup_;
  const JobSource& next_;
  const CellScorer& score_;
  Transport& transport_;
  StoreWriter& writer_;
  const Clock& clock_;
  Progress& progress_;

  const Instant started_at_;
  Instant now_;  // of this turn of the loop
  std::vector<LaneQueue> lanes_;
  std::vector<Circuit> circuits_;  // one a variant
  Refusals refusals_;
  Budget budget_;
  Random random_;
  LagHistogram lag_;           // of the loop
  LagHistogram client_delay_;  // of requests

  std::deque<std::unique_ptr<Flight>> flights_;  // all there are
  std::vector<Flight*> idle_;                    // of these, to be used again
  std::vector<Flight*> ended_;                   // reported by the transport, not settled yet
  std::priority_queue<Retry, std::vector<Retry>, std::greater<>> retries_;
  std::size_t in_flight_ = 0;  // with the transport
  std::size_t storing_ = 0;    // outcomes on their way to disk
  std::uint64_t pulled_ = 0;
  std::int64_t next_attempt_id_;

  std::optional<End> stopped_;
  std::string stop_detail_;
  std::optional<Error> source_error_;
  std::optional<Instant> abandon_at_;  // what is in flight then is cancelled
  bool abandoned_ = false;
  std::optional<Instant> told_at_;
  Instant next_send_ = kNever;
  ProgressState counts_;
};

}  // namespace assay
