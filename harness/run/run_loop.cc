#include "harness/run/run_loop.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "harness/base/mark.h"
#include "harness/base/text.h"

namespace assay {
namespace {

using std::chrono::seconds;

// How often the loop looks up from waiting: for signals, the clock, progress.
constexpr Nanoseconds kTick = milliseconds{100};
// What is in flight when the time cap comes is paid for: it gets this long.
constexpr Nanoseconds kGraceAfterTimeCap = seconds{30};

std::vector<Money> expected_costs(const std::vector<Lane>& lanes) {
  std::vector<Money> costs;
  for (const Lane& lane : lanes) costs.push_back(lane.expected);
  return costs;
}

}  // namespace

RunLoop::RunLoop(const RunnerSetup& setup, const JobSource& next, const CellScorer& score,
                 Transport& transport, StoreWriter& writer, const Clock& clock, Progress& progress)
    : setup_(setup),
      next_(next),
      score_(score),
      transport_(transport),
      writer_(writer),
      clock_(clock),
      progress_(progress),
      started_at_(clock.now()),
      now_(started_at_),
      lanes_(setup.lanes.begin(), setup.lanes.end()),
      circuits_(setup.variants.size()),
      refusals_(setup.variants, setup.refused),
      budget_(setup.max_cost, setup.ledger, expected_costs(setup.lanes)),
      random_(setup.seed),
      next_attempt_id_(setup.first_attempt_id),
      counts_(setup.before) {
  counts_.planned = setup.planned;
  counts_.max_cost = setup.max_cost;
}

// The loop: let cells go on whose records are on disk, write intents for as
// many as the lanes want, send those whose intents are on disk, then wait for
// the network and settle what came. Every cell moves on this thread only:
// pulled -> intended -> in flight -> settled -> stored -> scored.
Result<RunnerResult> RunLoop::run() {
  while (true) {
    now_ = clock_.now();
    watch();
    if (abandoned_) break;
    for (const StoreWriter::Durable& go_on : writer_.take_durable()) go_on();
    take_settled();
    if (!stopping() && setup_.is_decided && setup_.is_decided())
      stop(End::decided, "decided: nothing more is asked");
    start_due_retries();
    see_heads();
    pass_time();
    write_intents();
    send_ready();
    tell_progress();
    if (finished()) break;

    transport_.drive(next_wake());
    for (const Nanoseconds late : transport_.lateness()) lag_.note(late);
    take_ended();
  }
  cancel_all();
  RunnerResult ended = result();
  if (source_error_) return tl::unexpected(*source_error_);
  return ended;
}

void RunLoop::watch() {
  if (const auto error = writer_.error()) {
    ASSAY_MARK("run.store_failed");
    stop(End::store_failed, error->message);
    abandoned_ = true;  // what comes back could not be kept
    return;
  }
  // What is in flight comes home: it can still be stored, in the copy.
  if (const auto displaced = writer_.displaced()) stop(End::store_failed, displaced->error.message);
  const int signals = setup_.interrupt ? setup_.interrupt->load(std::memory_order_relaxed) : 0;
  if (signals > 0) {
    ASSAY_MARK("run.drained");
    stop(End::interrupted, "interrupted");
  }
  if (signals > 1) {
    ASSAY_MARK("run.abandoned");
    abandoned_ = true;
  }

  if (setup_.max_duration && !stopping() && now_ - started_at_ >= *setup_.max_duration) {
    const double cap = to_milliseconds(*setup_.max_duration) / 1e3;
    stop(End::time_cap, fmt::format("time cap of {} s reached", format_number(cap)));
    abandon_at_ = now_ + kGraceAfterTimeCap;
  }
  if (abandon_at_ && now_ >= *abandon_at_) abandoned_ = true;
}

void RunLoop::pass_time() {
  for (LaneQueue& lane : lanes_) lane.pacer.pass_time(now_);
  close_done_lanes();
}

// What a lane leaves of its share of the cap is the others' to spend.
void RunLoop::close_done_lanes() {
  for (LaneQueue& lane : lanes_) {
    if (lane.is_closed || !lane.is_done()) continue;
    lane.is_closed = true;
    budget_.close(index_of(lane));
    for (LaneQueue& other : lanes_) other.is_capped = false;
  }
}

// Beyond this point nothing is sent; what is in flight comes home.
void RunLoop::stop(End end, std::string detail) {
  const bool first = !stopping();
  // A signal outranks a cap, and a broken Store everything.
  if (first || end == End::store_failed ||
      (end == End::interrupted && *stopped_ != End::store_failed)) {
    stopped_ = end;
    stop_detail_ = std::move(detail);
  }
  if (!first) return;
  for (LaneQueue& lane : lanes_) {
    for (; !lane.ready.empty(); lane.ready.pop()) drop_unsent(*lane.ready.top());
  }
  for (; !retries_.empty(); retries_.pop()) {
    --lane_of(*retries_.top().flight).waiting;
    release(*retries_.top().flight);
  }
}

// Its intent is on disk, but it is known that nothing was sent or billed. The
// cell has no outcome: a resumed run asks it.
void RunLoop::drop_unsent(Flight& flight) {
  Failure failure;
  failure.kind = FailureKind::cancelled;
  failure.code = kNotSent;
  failure.message = "not sent: " + stop_detail_;
  writer_.settle(flight.attempt_id, flight.unsent_record(failure));
  release(flight);
}

// What is cut off here stays on the ledger as possibly billed: its intent is
// never settled.
void RunLoop::cancel_all() {
  for (const auto& flight : flights_)
    if (flight->in_flight) transport_.cancel(static_cast<std::uint64_t>(flight->attempt_id));
}

// The same in money: at worst it was billed.
Ledger RunLoop::cut_off() const {
  Ledger ledger;
  for (const auto& flight : flights_)
    if (flight->in_flight) ledger = ledger + Ledger{{}, flight->worst, 1};
  return ledger;
}

bool RunLoop::finished() const {
  const auto is_dry = [](const LaneQueue& lane) { return lane.is_dry; };
  const bool no_more = stopping() || std::all_of(lanes_.begin(), lanes_.end(), is_dry);
  if (!no_more || idle_.size() != flights_.size()) return false;
  const bool is_in_haste =
      stopping() && (*stopped_ == End::interrupted || *stopped_ == End::store_failed);
  return is_in_haste || !setup_.awaits_settled || !setup_.awaits_settled();
}

RunnerResult RunLoop::result() {
  RunnerResult result;
  if (stopped_) {
    result.end = *stopped_;
    result.detail = stop_detail_;
  } else {
    for (const Circuit& circuit : circuits_) {
      if (!circuit.is_open() || result.end == End::circuit_open) continue;
      result.end = End::circuit_open;
      result.detail = circuit.refusal().message;
      result.is_told = circuit.is_refused();
    }
  }
  // An abandoned run does not wait for the disk; the writer drains on its own.
  if (!abandoned_) {
    if (const auto flushed = writer_.flush(); !flushed) {
      result.end = End::store_failed;
      result.detail = flushed.error().message;
    }
  }
  result.state = current_state();
  result.state.spending = result.state.spending + cut_off();
  // Now that nothing is in flight, and as every report of the run says it.
  if (result.end == End::cost_cap)
    result.detail += "; spent " + spending_text(result.state.spending);
  result.loop_lag_p99 = lag_.p99();
  result.client_delay_p99 = client_delay_.p99();
  for (const LaneQueue& lane : lanes_)
    if (lane.pacer.requests_sent() > 0) result.lanes.push_back(lane.log.to_json(lane.pacer));
  progress_.finish(result.state);
  return result;
}

Flight& RunLoop::take_flight() {
  if (idle_.empty()) {
    flights_.push_back(std::make_unique<Flight>(clock_, ended_));
    return *flights_.back();
  }
  Flight& flight = *idle_.back();
  idle_.pop_back();
  return flight;
}

void RunLoop::release(Flight& flight) {
  --lane_of(flight).cells;
  idle_.push_back(&flight);
}

std::size_t RunLoop::index_of(const LaneQueue& lane) const {
  return static_cast<std::size_t>(&lane - lanes_.data());
}

Circuit& RunLoop::circuit_of(const Flight& flight) {
  return circuits_[variant_of(flight).given_up_with.value_or(flight.job.variant)];
}

const JobVariant& RunLoop::variant_of(const Flight& flight) const {
  return refusals_.asked(flight.job.variant);
}

LaneQueue& RunLoop::lane_of(const Flight& flight) {
  return lanes_[variant_of(flight).lane];
}

Instant RunLoop::next_wake() const {
  Instant wake = std::min({now_ + kTick, next_send_, refusals_.waits_until(now_)});
  if (!retries_.empty()) wake = std::min(wake, retries_.top().due);
  for (const LaneQueue& lane : lanes_)
    if (!lane.ready.empty()) wake = std::min(wake, lane.pacer.grows_at());
  return wake;
}

void RunLoop::tell_progress() {
  if (told_at_ && now_ - *told_at_ < kTick) return;
  told_at_ = now_;
  progress_.update(current_state());
}

ProgressState RunLoop::current_state() const {
  ProgressState state = counts_;
  state.in_flight = in_flight_;
  state.waiting = retries_.size();
  for (const LaneQueue& lane : lanes_)
    if (lane.pacer.paused(now_)) state.waiting += lane.ready.size();
  if (!retries_.empty()) state.next_retry = std::max(retries_.top().due - now_, Nanoseconds{0});
  state.spending = budget_.ledger();
  state.elapsed = clock_.now() - started_at_;
  return state;
}

}  // namespace assay
