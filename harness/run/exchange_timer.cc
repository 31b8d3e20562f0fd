#include "harness/run/exchange_timer.h"

#include <fmt/format.h>

#include <algorithm>
#include <string>

#include "harness/base/mark.h"
#include "harness/run/transport.h"

namespace assay {
namespace {

struct Limit {
  Instant at;
  milliseconds after;
  const char* what;
};

// The limit of the phase that the exchange is in.
Limit phase_limit(const ExchangeState& state, const Timeouts& timeouts) {
  if (state.whole_since)
    return {*state.whole_since + kAfterTheEnd, kAfterTheEnd,
            "the response went on after its end for"};
  if (state.last_payload)
    return {*state.last_payload + timeouts.idle, timeouts.idle, "the answer stopped coming for"};
  if (!state.connected)
    return {state.started + timeouts.connect, timeouts.connect, "no connection within"};
  return {state.started + timeouts.first_byte, timeouts.first_byte,
          state.got_head ? "nothing but headers and keep-alives within" : "no answer within"};
}

Limit nearest_limit(const ExchangeState& state, const Timeouts& timeouts) {
  const Limit total{state.started + timeouts.total, timeouts.total, "the whole took longer than"};
  const Limit phase = phase_limit(state, timeouts);
  return phase.at <= total.at ? phase : total;
}

std::string describe(milliseconds duration) {
  if (duration.count() % 1000 == 0) return fmt::format("{} s", duration.count() / 1000);
  return fmt::format("{} ms", duration.count());
}

}  // namespace

Instant deadline(const ExchangeState& state, const Timeouts& timeouts) {
  return nearest_limit(state, timeouts).at;
}

Instant next_look(const ExchangeState& state, const Timeouts& timeouts, Instant now) {
  Instant look = std::min(deadline(state, timeouts), now + timeouts.idle);
  // first_byte may be the shorter of the two before the connection is there.
  if (!state.connected) look = std::min(look, state.started + timeouts.first_byte);
  return look;
}

std::optional<Failure> expired(const ExchangeState& state, const Timeouts& timeouts, Instant now) {
  const Limit limit = nearest_limit(state, timeouts);
  if (now < limit.at) return std::nullopt;
  ASSAY_MARK("exchange.timed_out");
  Failure failure;
  failure.kind = FailureKind::timeout;
  failure.retryable = true;
  failure.message = fmt::format("timeout: {} {}", limit.what, describe(limit.after));
  if (!state.has_left) failure.code = kNotSent;
  return failure;
}

}  // namespace assay
