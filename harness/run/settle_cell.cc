// What comes of a cell that was sent, in order: settled or asked again, stored, scored.
#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "harness/base/mark.h"
#include "harness/provider/endpoint.h"
#include "harness/run/run_loop.h"

namespace assay {
namespace {

std::optional<std::int64_t> tokens_used(const Reply& reply) {
  if (!reply.usage.input || !reply.usage.output) return std::nullopt;
  return *reply.usage.input + *reply.usage.output;
}

Ending ending_of(const tl::expected<Reply, Failure>& result) {
  if (result) return Ending::succeeded;
  return result.error().kind == FailureKind::rate_limited ? Ending::rate_limited : Ending::failed;
}

}  // namespace

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
