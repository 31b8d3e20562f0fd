#include "harness/run/retry.h"

#include <algorithm>

#include "harness/base/mark.h"

namespace assay {
namespace {

Nanoseconds exponential_delay(const RetryPolicy& policy, int attempts_made) {
  Nanoseconds delay = policy.first_delay;
  for (int made = 1; made < attempts_made && delay < policy.max_delay; ++made) delay *= 2;
  return std::min(delay, policy.max_delay);
}

Nanoseconds scale(Nanoseconds duration, double factor) {
  return Nanoseconds(static_cast<std::int64_t>(static_cast<double>(duration.count()) * factor));
}

}  // namespace

std::optional<Nanoseconds> retry_delay(const RetryPolicy& policy, const Failure& failure,
                                       int attempts_made, Nanoseconds elapsed, Random& random) {
  const int allowed = failure.kind == FailureKind::rate_limited
                          ? std::max(policy.max_attempts, policy.max_rate_limited)
                          : policy.max_attempts;
  if (!failure.retryable || attempts_made >= allowed) return std::nullopt;

  const Nanoseconds minimum = failure.retry_after.value_or(Nanoseconds{0});
  if (minimum > policy.max_retry_after) {
    ASSAY_MARK("retry.wait_too_long");
    return std::nullopt;
  }

  const Nanoseconds full = exponential_delay(policy, attempts_made);
  const Nanoseconds jittered = scale(full, 0.75 + 0.25 * random.uniform());
  // Where the server's minimum rules, what jitter took off is put on top, so
  // that those told the same second do not all come back in it.
  ASSAY_MARK_IF(minimum > jittered, "retry.as_told");
  const Nanoseconds delay = jittered >= minimum ? jittered : minimum + (full - jittered);
  if (elapsed + delay > policy.max_elapsed) return std::nullopt;
  return delay;
}

}  // namespace assay
