// How fast one lane may ask: concurrency, requests and tokens a minute, the
// quotas its server tells of, and pauses after a 429. Pure functions of the time
// they are given, so that their tests are tables.
#pragma once

#include <cstdint>
#include <deque>
#include <optional>

#include "harness/base/clock.h"
#include "harness/provider/provider.h"
#include "harness/provider/rate_limits.h"

namespace assay {

inline constexpr Instant kNever = Instant::max();

// What a request takes of token quotas; output at its most.
struct TokenNeed {
  std::int64_t input = 0;
  std::int64_t output = 0;
  std::int64_t total() const { return input + output; }
};

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

// A quota that is known only from what the server says of it: a bucket that is
// refilled evenly, at the rate that limit, remaining and reset come to. Until the
// server has spoken it holds nobody back.
class LearnedQuota {
 public:
  // `at`: when the reply's head came. `taken_since`: what was sent after the
  // request that it answers: the server may have counted it already or not.
  // True when this is the first word of it, or another limit than before.
  bool observe(const RateWindow& window, Instant at, std::int64_t taken_since);
  // Never later than the reset: by then the server has forgotten everything.
  Instant allowed_at(std::int64_t amount) const;
  void take(std::int64_t amount) { level_ -= static_cast<double>(amount); }

  std::int64_t limit() const { return limit_; }  // 0: not known
  std::optional<double> per_minute() const;      // of its refill

 private:
  double level_at(Instant now) const;

  std::int64_t limit_ = 0;
  double per_nanosecond_ = 0;  // 0: not known
  double level_ = 0;           // as of `as_of_`, less what was taken since
  Instant as_of_{};
  Instant full_at_{};
};

// Concurrency that grows fast until the first 429 (slow start), then gives way
// to 429s and grows by one a full round of successes, or a second if that is
// sooner (additive increase, multiplicative decrease): one cut by a fifth per
// episode. It grows only while what is allowed is used.
class AdaptiveLimit {
 public:
  explicit AdaptiveLimit(int most);
  int limit() const { return static_cast<int>(limit_); }
  // An answer to a request of `sent_at`; those sent before the last cut say
  // nothing new. `accepted`: requests that the server has in work and has not
  // refused; it can do so many at a time, so the cut goes no lower. True: the
  // limit was cut.
  bool rate_limited(Instant sent_at, Instant now, int accepted);
  void succeeded(int in_flight);
  // Refusals come at once and answers take their time: a while without a 429
  // counts as a round of successes. It grows in small steps, so that the new slots
  // are not all filled in one burst.
  void pass_time(Instant now, int in_flight);
  // When pass_time() may have something to do.
  Instant grows_at() const { return limit_ < most_ ? grown_at_ + kStep : kNever; }

 private:
  static constexpr Nanoseconds kRound = milliseconds{1000};  // slow start doubles in
  static constexpr Nanoseconds kStep = milliseconds{5};
  bool is_used(int in_flight) const;
  void grow_to(double limit);

  double most_;
  double limit_;
  bool slow_start_;
  Instant grown_at_{};
  std::optional<Instant> cut_at_;
};

// Which of the requests sent, numbered from 1, are still in flight. Constant time
// a request; memory for the span from the oldest of them on.
class OpenRequests {
 public:
  std::int64_t sent();  // its number
  void ended(std::int64_t number);
  int before(std::int64_t number) const;

 private:
  std::int64_t first_ = 1;  // the number of is_open_[0]
  std::deque<bool> is_open_;
};

enum class Ending { succeeded, rate_limited, failed };

// What the pacer has to know of a request when it has ended.
struct Departure {
  Instant sent_at{};
  // Since when the lane would have let it go: from then on the wait was the
  // client's own.
  Instant allowed_since{};
  TokenNeed need;
  std::int64_t number = 0;  // of the lane's requests, from 1
  TokenNeed tokens_before;  // sent by the lane, this one's included
};

class Pacer {
 public:
  explicit Pacer(const ProviderLimits& limits);

  // The first instant, not before `now`, at which a request may leave; kNever
  // while every slot is taken: ask again after ended() or at grows_at(). An answer
  // after `now` is remembered: until then it is not the client that waits.
  Instant ready_at(Instant now, TokenNeed need);
  // Whether a pause or a quota keeps even the smallest request back.
  bool held(Instant now) const { return allowed_at({}) > now; }
  // It leaves.
  Departure sent(Instant now, TokenNeed need);
  // The request's end: frees its slot. `used`: tokens, as the reply says. True
  // when a rate limit cut the concurrency.
  bool ended(const Departure& departure, Instant now, Ending ending,
             std::optional<std::int64_t> used);
  // What the server said of its quotas in a reply whose head came at `head_at`.
  // True when something new was learned.
  bool learn(const RateLimits& limits, const Departure& departure, Instant head_at);
  // Nothing leaves before `until`. True if that begins a pause, false if one
  // was under way (it ends at the later of the two).
  bool pause(Instant now, Instant until);
  // Lets the concurrency grow where time alone allows it.
  void pass_time(Instant now);

  bool has_slot() const { return in_flight_ < adaptive_.limit(); }
  bool paused(Instant now) const { return now < paused_until_; }
  int in_flight() const { return in_flight_; }
  std::int64_t requests_sent() const { return requests_sent_; }
  int limit() const { return adaptive_.limit(); }
  Instant grows_at() const { return has_slot() ? kNever : adaptive_.grows_at(); }

  // Learned from the server.
  const LearnedQuota& request_quota() const { return learned_requests_; }
  const LearnedQuota& token_quota() const { return learned_tokens_; }
  const LearnedQuota& input_quota() const { return learned_input_; }
  const LearnedQuota& output_quota() const { return learned_output_; }

 private:
  Instant allowed_at(TokenNeed need) const;
  void fit_free_slots(Instant now);

  AdaptiveLimit adaptive_;
  std::optional<TokenBucket> requests_;
  std::optional<TokenBucket> tokens_;
  LearnedQuota learned_requests_;
  LearnedQuota learned_tokens_;
  LearnedQuota learned_input_;
  LearnedQuota learned_output_;
  Instant paused_until_{};
  Instant held_until_{};  // what ready_at() said last of a wait
  int in_flight_ = 0;
  OpenRequests open_;
  std::int64_t requests_sent_ = 0;
  TokenNeed tokens_sent_;
  std::deque<Instant> free_since_;  // one a free slot, oldest first
};

}  // namespace assay
