#include "harness/simulate/rate_limiter.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace assay {
namespace {

// OpenAI writes Go durations, Anthropic instants (docs/protocols.md, "Quota headers").
Header reset_header(WireShape shape, std::string_view what, double minutes, WallTime wall) {
  const auto seconds = std::chrono::seconds(static_cast<std::int64_t>(std::ceil(minutes * 60)));
  if (shape == WireShape::anthropic) {
    return {fmt::format("anthropic-ratelimit-{}-reset", what), to_rfc3339(wall + seconds)};
  }
  const auto milliseconds_left = static_cast<std::int64_t>(std::ceil(minutes * 60'000));
  const std::string text = milliseconds_left >= 60'000
                               ? fmt::format("{}m{}s", seconds.count() / 60, seconds.count() % 60)
                               : fmt::format("{}ms", milliseconds_left);
  return {fmt::format("x-ratelimit-reset-{}", what), text};
}

Header count_header(WireShape shape, std::string_view what, std::string_view name, double count) {
  const auto whole = static_cast<std::int64_t>(std::max(0.0, std::floor(count)));
  const std::string header = shape == WireShape::anthropic
                                 ? fmt::format("anthropic-ratelimit-{}-{}", what, name)
                                 : fmt::format("x-ratelimit-{}-{}", name, what);
  return {header, std::to_string(whole)};
}

}  // namespace

void RateLimiter::Bucket::refill(double minutes) {
  level = std::min(per_minute, level + per_minute * minutes);
}

double RateLimiter::Bucket::minutes_until(double amount) const {
  return std::max(0.0, (amount - level) / per_minute);
}

RateLimiter::RateLimiter(const RateLimit& limit, Instant now) : refilled_(now) {
  if (limit.requests_per_minute) {
    const auto rate = static_cast<double>(*limit.requests_per_minute);
    requests_ = Bucket{rate, rate};
  }
  if (limit.tokens_per_minute) {
    const auto rate = static_cast<double>(*limit.tokens_per_minute);
    tokens_ = Bucket{rate, rate};
  }
}

void RateLimiter::refill(Instant now) {
  const double minutes = std::chrono::duration<double, std::ratio<60>>(now - refilled_).count();
  if (minutes <= 0) return;
  refilled_ = now;
  if (requests_) requests_->refill(minutes);
  if (tokens_) tokens_->refill(minutes);
}

RateLimiter::Verdict RateLimiter::admit(WireShape shape, std::int64_t input_tokens, Instant now,
                                        WallTime wall) {
  const std::lock_guard lock(mutex_);
  refill(now);
  // A request larger than the whole bucket is let through when it is full.
  const double tokens =
      tokens_ ? std::min(static_cast<double>(input_tokens), tokens_->per_minute) : 0;
  double wait = 0;
  if (requests_) wait = std::max(wait, requests_->minutes_until(1));
  if (tokens_) wait = std::max(wait, tokens_->minutes_until(tokens));
  Verdict verdict;
  verdict.allowed = wait <= 0;
  if (verdict.allowed) {
    if (requests_) requests_->level -= 1;
    if (tokens_) tokens_->level -= tokens;
  } else {
    verdict.retry_after_seconds = std::max<std::int64_t>(1, std::llround(std::ceil(wait * 60)));
  }
  const std::pair<const char*, const std::optional<Bucket>*> buckets[] = {{"requests", &requests_},
                                                                          {"tokens", &tokens_}};
  for (const auto& [what, bucket] : buckets) {
    if (!*bucket) continue;
    const Bucket& state = **bucket;
    verdict.headers.push_back(count_header(shape, what, "limit", state.per_minute));
    verdict.headers.push_back(count_header(shape, what, "remaining", state.level));
    verdict.headers.push_back(
        reset_header(shape, what, state.minutes_until(state.per_minute), wall));
  }
  return verdict;
}

void RateLimiter::charge_output(std::int64_t tokens) {
  const std::lock_guard lock(mutex_);
  if (tokens_) tokens_->level -= static_cast<double>(tokens);
}

}  // namespace assay
