// A provider's rate limit as token buckets: a minute's allowance to begin with,
// refilled evenly.
#pragma once

#include <cstdint>
#include <mutex>
#include <optional>

#include "harness/base/clock.h"
#include "harness/provider/http.h"
#include "harness/simulate/models_file/models_file.h"
#include "harness/simulate/wire/served_request.h"

namespace assay {

// Thread-safe.
class RateLimiter {
 public:
  RateLimiter(const RateLimit& limit, Instant now);

  struct Verdict {
    bool allowed = true;
    std::int64_t retry_after_seconds = 0;  // when not allowed: at least 1
    Headers headers;                       // x-ratelimit-* or anthropic-ratelimit-*
  };
  // Charges one request and `input_tokens` if there is room for both.
  Verdict admit(WireShape shape, std::int64_t input_tokens, Instant now, WallTime wall);
  // Charges what the answer came to; the bucket may go below zero, and later
  // requests wait for it.
  void charge_output(std::int64_t tokens);

 private:
  struct Bucket {
    double per_minute = 0;
    double level = 0;
    void refill(double minutes);
    double minutes_until(double amount) const;
  };
  void refill(Instant now);

  std::mutex mutex_;
  std::optional<Bucket> requests_;
  std::optional<Bucket> tokens_;
  Instant refilled_;
};

}  // namespace assay
