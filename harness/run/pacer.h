// How fast one lane may ask: concurrency, requests and tokens a minute, and
// pauses after a 429. Pure functions of the time they are given, so that their
// tests are tables.
#pragma once

#include <cstdint>
#include <deque>
#include <optional>

#include "harness/base/clock.h"
#include "harness/provider/provider.h"

namespace assay {

inline constexpr Instant kNever = Instant::max();

// A rate limit as the generic cell rate algorithm (ITU-T I.371): the bucket is
// one instant, the time at which it will be empty of debt again.
class TokenBucket {
 public:
  // `per_minute` > 0. `burst` is how much time's worth may go at once.
  TokenBucket(std::int64_t per_minute, Nanoseconds burst)
      : per_minute_(per_minute), burst_(burst) {}

  // The first instant at which `amount` may go, maybe past. What is larger than
  // the burst goes when nothing is owed.
  Instant allowed_at(std::int64_t amount) const;
  void take(Instant now, std::int64_t amount);
  // What was taken turned out to be `by` more (or less, negative).
  void correct(std::int64_t by) { settled_at_ += time_of(by); }

 private:
  Nanoseconds time_of(std::int64_t amount) const;

  std::int64_t per_minute_;
  Nanoseconds burst_;
  Instant settled_at_{};
};

// Concurrency that gives way to 429s (additive increase, multiplicative
// decrease): one cut by a fifth per episode, growth by one a full round of
// successes, and only when what is allowed is used.
class AdaptiveLimit {
 public:
  explicit AdaptiveLimit(int most) : most_(most), limit_(most) {}
  int limit() const { return static_cast<int>(limit_); }
  // An answer to a request of `sent_at`; those sent before the last cut say
  // nothing new.
  void rate_limited(Instant sent_at, Instant now);
  void succeeded(int in_flight);

 private:
  double most_;
  double limit_;
  std::optional<Instant> cut_at_;
};

enum class Ending { succeeded, rate_limited, failed };

class Pacer {
 public:
  explicit Pacer(const ProviderLimits& limits);

  // The first instant, not before `now`, at which a request of about `tokens`
  // may leave; kNever while every slot is taken: ask again after ended().
  Instant ready_at(Instant now, std::int64_t tokens) const;
  // It leaves. Returns since when the lane would have let it: from then on the
  // wait was the client's own.
  Instant sent(Instant now, std::int64_t tokens);
  // The request's end: frees its slot. `tokens` is what sent() was told,
  // `used` what the reply says it took.
  void ended(Instant sent_at, Instant now, Ending ending, std::int64_t tokens,
             std::optional<std::int64_t> used);
  // Nothing leaves before `until`. True if that begins a pause, false if one
  // was under way (it ends at the later of the two).
  bool pause(Instant now, Instant until);

  bool has_slot() const { return in_flight_ < adaptive_.limit(); }
  bool paused(Instant now) const { return now < paused_until_; }
  int in_flight() const { return in_flight_; }
  int limit() const { return adaptive_.limit(); }
  bool counts_tokens() const { return tokens_.has_value(); }

 private:
  Instant allowed_at(std::int64_t tokens) const;

  AdaptiveLimit adaptive_;
  std::optional<TokenBucket> requests_;
  std::optional<TokenBucket> tokens_;
  Instant paused_until_{};
  int in_flight_ = 0;
  std::deque<Instant> free_since_;  // one a free slot, oldest first
};

}  // namespace assay
