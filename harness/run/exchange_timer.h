// The four clocks of one exchange: connect, first byte, payload idle, total
// (docs/runner.md, "Time"). Pure: what is known goes in, what is due comes out.
// curl's own low-speed limit is not used, keep-alive comments defeat it.
#pragma once

#include <optional>

#include "harness/base/clock.h"
#include "harness/provider/outcome.h"
#include "harness/provider/provider.h"

namespace assay {

struct ExchangeState {
  Instant started{};
  bool connected = false;
  bool has_left = false;  // a byte of the request has: it may have been read
  bool got_head = false;
  // Until it comes, `first_byte` rules: a queued model sends its head, or blank
  // lines, long before an answer.
  std::optional<Instant> last_payload;
  std::optional<Instant> whole_since;  // ExchangeSink::is_whole()
};

// How long a response may go on whose answer is whole.
inline constexpr milliseconds kAfterTheEnd{1000};

// The instant at which the exchange has waited too long, as far as is known now.
Instant deadline(const ExchangeState& state, const Timeouts& timeouts);

// When to look again: at the deadline or earlier, since payload seen between
// now and then may bring the deadline nearer. That way nothing is re-armed per
// byte.
Instant next_look(const ExchangeState& state, const Timeouts& timeouts, Instant now);

// The timeout that has passed by `now`, if one has; its message says which.
std::optional<Failure> expired(const ExchangeState& state, const Timeouts& timeouts, Instant now);

}  // namespace assay
