// A cell's way through the loop, in order: pulled, intended, sent, settled,
// stored, scored.
#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "harness/base/mark.h"
#include "harness/provider/endpoint.h"
#include "harness/run/run_loop.h"

namespace assay {
namespace {

// Outcomes that wait for the disk. A Store slower than the network holds the
// network back here, before memory grows.
constexpr std::size_t kMostUnstored = 4096;

std::optional<std::int64_t> tokens_used(const Reply& reply) {
  if (!reply.usage.input || !reply.usage.output) return std::nullopt;
  return *reply.usage.input + *reply.usage.output;
}

Ending ending_of(const tl::expected<Reply, Failure>& result) {
  if (result) return Ending::succeeded;
  return result.error().kind == FailureKind::rate_limited ? Ending::rate_limited : Ending::failed;
}

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
    if (const Circuit& circuit = circuit_of(flight); circuit.is_open())
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

void RunLoop::take_ended() {
  now_ = clock_.now();
  // The transport is not called from here, so the list does not grow.
  for (Flight* flight : ended_) settle(*flight);
  ended_.clear();
}

// A usage that was counted from the reply's text says nothing of what was hidden
// or thrown away: what such a reply cost is not known.
std::optional<Money> RunLoop::known_cost(const Reply& reply, const Flight& flight) const {
  if (reply.usage.estimated && !reply.billed_cost) return std::nullopt;
  return cost_in_tier(reply, flight);
}

// Of a tier that was asked for, and that the reply does not name, nobody knows whether it was.
std::optional<Money> RunLoop::cost_in_tier(const Reply& reply, const Flight& flight) const {
  const bool is_other = !variant_of(flight).request.bound.tier.value_or("").empty();
  if (is_other && reply.service_tier.empty() && !reply.billed_cost) {
    ASSAY_MARK("cost.of_a_tier_that_is_not_named");
    return std::nullopt;
  }
  return cost_of(reply, variant_of(flight).price);
}

void RunLoop::settle(Flight& flight) {
  flight.in_flight = false;
  --in_flight_;
  LaneQueue& lane = lane_of(flight);
  if (flight.is_opening()) {
    std::optional<Failure> refusal = flight.take_session(variant_of(flight));
    if (!refusal) return ask_in_session(flight, lane);
    return settle(flight, tl::unexpected(std::move(*refusal)));
  }
  settle(flight, flight.take_result());
}

// What it was for leaves by the rules for every request: limits, the cap, a signal.
void RunLoop::ask_in_session(Flight& flight, LaneQueue& lane) {
  budget_.settle(index_of(lane), flight.worst, Money{});
  learn(lane, flight);
  lane.pacer.ended(flight.departure, now_, Ending::succeeded, std::nullopt);
  flight.wanted_at = now_;  // opening the session is not the answer's time
  if (!stopping()) return lane.ready.push(&flight);
  drop_unsent(flight);
}

void RunLoop::settle(Flight& flight, tl::expected<Reply, Failure> result) {
  LaneQueue& lane = lane_of(flight);
  std::optional<Failure> failure;
  std::optional<Money> cost;
  std::optional<RawReply> raw;
  if (!result) {
    failure = result.error();
    const PreparedRequest& asked = variant_of(flight).request;
    name_endpoint(*failure, asked.asked, asked.is_application() ? Advice::none : Advice::version);
    if (flight.is_later_turn())
      flight.withhold_turn(*failure, asked.may_repeat());
    else if (asked.is_application())
      withhold_repeat(*failure, asked.may_repeat());
    raw = flight.take_raw();
    if (const Reply* reply = flight.broken_off()) cost = known_cost(*reply, flight);
  }
  if (result) {
    for (const std::string& name : flight.dropped) note_dropped(*result, name);
    estimate_missing_usage(*result, flight.job.messages);
    cost = known_cost(*result, flight);
    flight.reply_cost = cost_in_tier(*result, flight);
    failure = flight.divide(*variant_of(flight).request.dialect, *result);
    if (failure) name_endpoint(*failure, variant_of(flight).request.asked);
  }
  // An application promises nothing of what its errors cost.
  const bool is_application = variant_of(flight).request.is_application();
  if (failure && surely_unbilled(*failure) && !(is_application && may_have_acted(*failure)))
    cost = Money{};
  ASSAY_MARK_IF(failure && !cost, "attempt.possibly_billed");

  budget_.settle(index_of(lane), flight.worst, cost);
  learn(lane, flight);
  const int limit_before = lane.pacer.limit();
  if (lane.pacer.ended(flight.departure, now_, ending_of(result),
                       result ? tokens_used(*result) : std::nullopt))
    lane.log.cut(clock_.wall(), limit_before, lane.pacer.limit());
  if (lane.ready.empty() && !lane.is_dry && !lane.is_waiting) lane.note_starved();

  Attempt attempt = flight.attempt_record(failure, cost);
  flight.outcome.attempts.push_back(attempt);
  writer_.settle(flight.attempt_id, std::move(attempt), std::move(raw));

  if (failure) {
    after_failure(flight, std::move(*failure));
    return;
  }
  circuit_of(flight).succeeded();
  refusals_.took(flight.job.variant, flight.attempt_id);
  counts_.output_tokens += result->usage.output.value_or(0);
  conclude(flight, flight.parts.empty() ? std::move(*result) : flight.parts.front());
}

// Every reply may tell how much the account has left.
void RunLoop::learn(LaneQueue& lane, const Flight& flight) {
  if (!flight.head_at()) return;
  const RateLimits limits = flight.rate_limits();
  if (limits == RateLimits{}) return;
  if (lane.pacer.learn(limits, flight.departure, *flight.head_at()))
    lane.log.learned(clock_.wall(), lane.pacer);
}

// Whether it failed for a parameter that its model refuses, and what follows was done.
bool RunLoop::take_refusal(Flight& flight, const Failure& failure) {
  Refusals::Ruling ruling =
      refusals_.rule(flight.job.variant, flight.attempt_id, flight.revision, failure);
  if (ruling.what == Refusals::Ruling::What::none) return false;
  if (ruling.what == Refusals::Ruling::What::ask_again) {
    if (stopping())
      release(flight);  // without an outcome: a resumed run asks again
    else
      intend(flight, now_);
    return true;
  }
  for (const std::size_t variant : ruling.variants)
    circuits_[setup_.variants[variant].given_up_with.value_or(variant)].give_up(failure,
                                                                                ruling.why);
  progress_.note(ruling.why);
  conclude(flight, failure);
  return true;
}

// Its intent is of a request that will not leave.
void RunLoop::intend_anew(Flight& flight) {
  Failure failure;
  failure.kind = FailureKind::cancelled;
  failure.code = kNotSent;
  failure.message = "not sent: its model refuses a parameter, and is asked otherwise";
  writer_.settle(flight.attempt_id, flight.unsent_record(failure));
  intend(flight, now_);
}

// A model that begins to answer takes what it was sent.
void RunLoop::see_heads() {
  if (refusals_.waits_until(now_) == kNever) return;
  for (const auto& flight : flights_)
    if (flight->in_flight && flight->has_begun_well())
      refusals_.took(flight->job.variant, flight->attempt_id);
}

void RunLoop::after_failure(Flight& flight, Failure failure) {
  if (take_refusal(flight, failure)) return;
  const auto delay = retry_delay(setup_.retry, failure, flight.attempts_like(failure.kind),
                                 now_ - flight.first_wanted_at, random_);
  Circuit& circuit = circuit_of(flight);
  if (circuit.failed(failure, delay.has_value())) {
    ASSAY_MARK("circuit.opened");
    progress_.note(circuit.refusal().message);
  }

  LaneQueue& lane = lane_of(flight);
  if (failure.kind == FailureKind::rate_limited) lane.log.rate_limited();
  pause_lane(lane, failure, delay);
  if (!delay || circuit.is_open()) {
    conclude(flight, std::move(failure));
  } else if (stopping()) {
    release(flight);  // without an outcome: a resumed run asks again
  } else {
    retries_.push({now_ + *delay, &flight});
    ++lane.waiting;
  }
}

// Being told to wait is meant for the account, not for one request: also where this one is
// not asked again (`delay` is nothing). Nobody waits longer than for a request.
void RunLoop::pause_lane(LaneQueue& lane, const Failure& failure,
                         std::optional<Nanoseconds> delay) {
  if (failure.kind != FailureKind::rate_limited && !failure.retry_after) return;
  const std::optional<Nanoseconds> pause = failure.retry_after ? failure.retry_after : delay;
  if (!failure.retryable || !pause || *pause > setup_.retry.max_retry_after) return;
  if (!lane.pacer.pause(now_, now_ + *pause)) return;
  ASSAY_MARK("lane.paused");
  lane.log.paused(clock_.wall(), *pause, failure.message);
  progress_.note(fmt::format("{} paused {:.1f} s: {}", lane.lane().name,
                             to_milliseconds(*pause) / 1000, failure.message));
}

void RunLoop::start_due_retries() {
  while (!retries_.empty() && retries_.top().due <= now_) {
    const Retry retry = retries_.top();
    retries_.pop();
    LaneQueue& lane = lane_of(*retry.flight);
    --lane.waiting;
    if (const Circuit& circuit = circuit_of(*retry.flight); circuit.is_open())
      conclude(*retry.flight, circuit.refusal());
    else
      intend(*retry.flight, retry.due);
  }
}

// Its intent is on disk, but its variant was given up meanwhile.
void RunLoop::refuse(Flight& flight) {
  Failure refusal = circuit_of(flight).refusal();
  writer_.settle(flight.attempt_id, flight.unsent_record(refusal));
  conclude(flight, std::move(refusal));
}

void RunLoop::conclude(Flight& flight, std::variant<Reply, Failure> result) {
  flight.outcome.result = std::move(result);
  const Job& job = flight.job;
  const Outcome& outcome = flight.outcome;

  CellRecord cell;
  cell.id = job.cell;
  cell.key = job.key;
  cell.attempts = static_cast<int>(outcome.attempts.size());
  cell.spent = flight.spent();
  if (const Failure* failure = outcome.failure()) cell.failure = *failure;

  CellOutcome ended{.cell = std::move(cell),
                    .cost = flight.reply_cost,
                    .prompt = variant_of(flight).prompt,
                    .messages_json = job.messages_json};
  if (outcome.reply()) ended.reply = *outcome.reply();
  if (!outcome.attempts.empty()) ended.timings = outcome.attempts.back().timings;
  flight.add_others(ended);
  ++storing_;
  writer_.outcome(std::move(ended), [this, &flight] { on_stored(flight); });
}

// Only from here on may it be judged: its reply is on disk.
void RunLoop::on_stored(Flight& flight) {
  --storing_;
  for (ScoreRecord& record : score_(flight.job, flight.outcome, flight.reply_cost)) {
    count(record.score);
    writer_.score(std::move(record));
  }
  release(flight);
}

void RunLoop::count(const CellScore& score) {
  ++counts_.done;
  counts_.add(score.verdict);
}

void RunLoop::take_settled() {
  if (!setup_.take_settled) return;
  Result<std::vector<ScoreRecord>> scores = setup_.take_settled();
  if (!scores) {
    source_error_ = scores.error();
    return stop(End::interrupted, scores.error().message);
  }
  for (ScoreRecord& each : *scores) {
    count(each.score);
    writer_.score(std::move(each));
  }
}

}  // namespace assay
