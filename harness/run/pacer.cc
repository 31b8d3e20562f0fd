#include "harness/run/pacer.h"

#include <algorithm>

namespace assay {
namespace {

using std::chrono::seconds;

// Providers refill request quotas by the second or finer ("60 a minute" may
// mean one a second), so requests are spread; token quotas are reserved at
// their worst and mostly given back, which needs room.
constexpr Nanoseconds kRequestBurst = seconds{1};
constexpr Nanoseconds kTokenBurst = seconds{15};

constexpr double kCut = 0.8;
constexpr double kSaturated = 0.8;

std::optional<TokenBucket> bucket(std::optional<std::int64_t> per_minute, Nanoseconds burst) {
  if (!per_minute || *per_minute <= 0) return std::nullopt;
  return TokenBucket(*per_minute, burst);
}

}  // namespace

Nanoseconds TokenBucket::time_of(std::int64_t amount) const {
  // A billion tokens at once would pass 64 bits; a quota is never that large.
  constexpr std::int64_t kMost = 100'000'000;
  return Nanoseconds(std::clamp(amount, -kMost, kMost) * 60'000'000'000 / per_minute_);
}

Instant TokenBucket::allowed_at(std::int64_t amount) const {
  return settled_at_ + std::min(time_of(amount) - burst_, Nanoseconds{0});
}

void TokenBucket::take(Instant now, std::int64_t amount) {
  settled_at_ = std::max(settled_at_, now) + time_of(amount);
}

void AdaptiveLimit::rate_limited(Instant sent_at, Instant now) {
  if (cut_at_ && sent_at <= *cut_at_) return;
  cut_at_ = now;
  limit_ = std::max(1.0, limit_ * kCut);
}

void AdaptiveLimit::succeeded(int in_flight) {
  if (static_cast<double>(in_flight) < kSaturated * limit_) return;
  limit_ = std::min(most_, limit_ + 1.0 / limit_);
}

Pacer::Pacer(const ProviderLimits& limits)
    : adaptive_(std::max(1, limits.concurrency)),
      requests_(bucket(limits.rpm, kRequestBurst)),
      tokens_(bucket(limits.tpm, kTokenBurst)),
      free_since_(static_cast<std::size_t>(adaptive_.limit())) {}

Instant Pacer::allowed_at(std::int64_t tokens) const {
  Instant at = paused_until_;
  if (requests_) at = std::max(at, requests_->allowed_at(1));
  if (tokens_) at = std::max(at, tokens_->allowed_at(tokens));
  return at;
}

Instant Pacer::ready_at(Instant now, std::int64_t tokens) const {
  return has_slot() ? std::max(now, allowed_at(tokens)) : kNever;
}

Instant Pacer::sent(Instant now, std::int64_t tokens) {
  const Instant since = std::max(free_since_.front(), allowed_at(tokens));
  free_since_.pop_front();
  ++in_flight_;
  if (requests_) requests_->take(now, 1);
  if (tokens_) tokens_->take(now, tokens);
  return since;
}

void Pacer::ended(Instant sent_at, Instant now, Ending ending, std::int64_t tokens,
                  std::optional<std::int64_t> used) {
  if (ending == Ending::rate_limited) adaptive_.rate_limited(sent_at, now);
  if (ending == Ending::succeeded) adaptive_.succeeded(in_flight_);
  --in_flight_;
  if (tokens_ && used) tokens_->correct(*used - tokens);

  free_since_.push_back(now);
  const auto free_slots = static_cast<std::size_t>(std::max(0, limit() - in_flight_));
  while (free_since_.size() > free_slots) free_since_.pop_front();  // the limit was cut
  while (free_since_.size() < free_slots) free_since_.push_back(now);
}

bool Pacer::pause(Instant now, Instant until) {
  const bool begins = !paused(now) && now < until;
  paused_until_ = std::max(paused_until_, until);
  return begins;
}

}  // namespace assay
