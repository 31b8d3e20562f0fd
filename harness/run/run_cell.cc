// A cell's way into the network, in order: pulled, intended, sent. What comes of it is in
// settle_cell.cc.
#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "harness/base/mark.h"
#include "harness/run/run_loop.h"

namespace assay {
namespace {

// Outcomes that wait for the disk. A Store slower than the network holds the
// network back here, before memory grows.
constexpr std::size_t kMostUnstored = 4096;

}  // namespace

void RunLoop::write_intents() {
  for (LaneQueue& lane : lanes_) write_intents(lane);
}

void RunLoop::write_intents(LaneQueue& lane) {
  while (!lane.is_dry && !stopping() && storing_ < kMostUnstored && lane.wanted(now_) > 0) {
    std::optional<Job> job = pull(lane);
    if (!job) return;
    Flight& flight = take_flight();
    flight.load(std::move(*job), pulled_++);
    ++lane.cells;
    if (flight.job.stored)
      take_stored(flight);
    else if (const Circuit& circuit = circuit_of(flight); circuit.is_open())
      conclude(flight, circuit.refusal());
    else
      intend(flight, now_);
  }
}

// Nothing: there is no more for this lane, or the source is broken.
std::optional<Job> RunLoop::pull(LaneQueue& lane) {
  Result<std::optional<Job>> job = next_(index_of(lane));
  if (!job) {
    source_error_ = job.error();
    stop(End::interrupted, job.error().message);
    return std::nullopt;
  }
  lane.is_waiting = !job->has_value() && setup_.may_follow && setup_.may_follow(index_of(lane));
  lane.is_dry = !job->has_value() && !lane.is_waiting;
  return std::move(*job);
}

// Nothing leaves, so there is no intent, no attempt and nothing to be paid; a model that was
// given up has said it before.
void RunLoop::take_stored(Flight& flight) {
  const Job& job = flight.job;
  flight.outcome.result = job.stored->reply;
  flight.reply_cost = job.stored->cost;
  ++storing_;
  writer_.outcome({.cell = {.id = job.cell,
                            .key = job.key,
                            .reply_id = job.stored->id,
                            .cached = true,
                            .spent = Money{0}},
                   .timings = job.stored->timings,
                   .cost = job.stored->cost,
                   .prompt = variant_of(flight).prompt,
                   .messages_json = job.messages_json},
                  [this, &flight] { on_stored(flight); });
}

void RunLoop::intend(Flight& flight, Instant wanted_at) {
  const std::size_t variant = flight.job.variant;
  if (const int revision = refusals_.revision(variant); flight.revision != revision)
    flight.ask_as(revision);
  flight.dropped = refusals_.dropped(variant);
  flight.begin_attempt(variant_of(flight), setup_.run_id, next_attempt_id_++, wanted_at);
  ++lane_of(flight).writing;
  writer_.intent(flight.intent(), [this, &flight] { on_intended(flight); });
}

// Only from here on may it leave: its intent is on disk.
void RunLoop::on_intended(Flight& flight) {
  --lane_of(flight).writing;
  if (stopping())
    drop_unsent(flight);
  else
    lane_of(flight).ready.push(&flight);
}

void RunLoop::send_ready() {
  next_send_ = kNever;
  for (LaneQueue& lane : lanes_) {
    if (stopping()) return;
    send_ready(lane);
  }
}

void RunLoop::send_ready(LaneQueue& lane) {
  std::vector<Flight*> waiting;  // for another request of their model (refusals.h)
  send_all_but(lane, waiting);
  for (Flight* flight : waiting) lane.ready.push(flight);
}

void RunLoop::send_all_but(LaneQueue& lane, std::vector<Flight*>& waiting) {
  while (!lane.ready.empty() && storing_ < kMostUnstored) {
    Flight& flight = *lane.ready.top();
    if (circuit_of(flight).is_open()) {
      lane.ready.pop();
      refuse(flight);
      continue;
    }
    if (flight.revision != refusals_.revision(flight.job.variant)) {
      lane.ready.pop();
      intend_anew(flight);
      continue;
    }
    if (refusals_.must_wait(flight.job.variant, now_)) {
      lane.ready.pop();
      flight.is_held = true;
      waiting.push_back(&flight);
      continue;
    }
    if (std::exchange(flight.is_held, false)) flight.wanted_at = now_;  // not the client's doing
    if (const Instant at = lane.pacer.ready_at(now_, flight.need); at > now_) {
      next_send_ = std::min(next_send_, at);
      return;
    }
    if (!reserve(flight, lane)) return;
    lane.ready.pop();
    send(flight, lane);
  }
}

// False: the cap has no room for it now, or never will.
bool RunLoop::reserve(Flight& flight, LaneQueue& lane) {
  const std::size_t index = index_of(lane);
  if (budget_.reserve(index, flight.worst)) return true;
  flight.wanted_at = now_;  // the cap's doing, not the client's
  lane.is_capped = !budget_.could_fit(index, flight.worst);
  // What other lanes leave over may still be enough.
  const auto hopes = [](const LaneQueue& each) { return !each.is_done() && !each.is_capped; };
  const auto is_idle = [](const LaneQueue& each) { return each.is_waiting && each.cells == 0; };
  const auto leaves_over = [&](const LaneQueue& each) { return hopes(each) && !is_idle(each); };
  if (std::none_of(lanes_.begin(), lanes_.end(), leaves_over)) {
    // What waits for this lane will leave nothing over before it has gone on.
    if (std::any_of(lanes_.begin(), lanes_.end(), is_idle) && budget_.borrow(index, flight.worst))
      return true;
    ASSAY_MARK("cap.reached");
    stop(End::cost_cap, why_capped(flight));
  }
  return false;
}

// What was spent is told at the end: requests are still in flight.
std::string RunLoop::why_capped(const Flight& flight) const {
  std::string why = fmt::format("cost cap of ${} reached: the next request may cost {}",
                                to_usd(*setup_.max_cost), usd_text(flight.worst));
  if (!variant_of(flight).request.bound.max_tokens)
    why += fmt::format(" (without max_tokens, {} tokens of output are assumed: set it)",
                       kAssumedOutputTokens);
  return why;
}

// Beyond this point money is spent.
void RunLoop::send(Flight& flight, LaneQueue& lane) {
  const Departure departure = lane.pacer.sent(now_, flight.need);
  flight.mark_sent(variant_of(flight), departure, clock_.now());
  client_delay_.note(flight.client_delay());
  refusals_.sent(flight.job.variant, flight.attempt_id, now_);
  flight.in_flight = true;
  ++in_flight_;
  transport_.start(static_cast<std::uint64_t>(flight.attempt_id), flight.request,
                   variant_of(flight).timeouts.value_or(lane.lane().timeouts), flight);
}

}  // namespace assay
