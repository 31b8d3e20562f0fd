// When to ask again (docs/runner.md, "Retries and pauses"): a pure function of what
// happened.
#pragma once

#include <optional>

#include "harness/base/clock.h"
#include "harness/base/random.h"
#include "harness/provider/outcome.h"

namespace assay {

struct RetryPolicy {
  int max_attempts = 6;
  // Being told to wait is not the same as failing: answers of kind rate_limited
  // are counted apart and may be more, within max_elapsed.
  int max_rate_limited = 60;
  Nanoseconds first_delay = milliseconds{500};
  Nanoseconds max_delay = std::chrono::seconds{60};
  Nanoseconds max_retry_after = std::chrono::minutes{10};  // a longer demand gives up
  Nanoseconds max_elapsed = std::chrono::minutes{30};
};

// The delay before the next attempt, or nothing: give up. `attempts_made` are
// those that ended as `failure` did (rate_limited, or anything else), at least
// 1; `elapsed` is since the first. The server's Retry-After is a minimum;
// jitter is uniform in [0.75, 1] of the exponential delay and only ever added
// to a server's minimum.
std::optional<Nanoseconds> retry_delay(const RetryPolicy& policy, const Failure& failure,
                                       int attempts_made, Nanoseconds elapsed, Random& random);

}  // namespace assay
