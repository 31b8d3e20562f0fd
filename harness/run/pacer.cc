#include "harness/run/pacer.h"

#include <algorithm>
#include <cmath>

#include "harness/base/mark.h"

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
constexpr double kGrowthPerRound = 1;  // where answers are slower than a round
// Where slow start begins: what the providers' smallest plans allow at once.
constexpr int kFirstLimit = 8;
// A quota that says "tomorrow" is asked all the same after this long: its 429
// is what tells the runner to give up.
constexpr Nanoseconds kLongestLearnedWait = std::chrono::minutes{10};

std::optional<TokenBucket> bucket(std::optional<std::int64_t> per_minute, Nanoseconds burst) {
  if (!per_minute || *per_minute <= 0) return std::nullopt;
  return TokenBucket(*per_minute, burst);
}

Nanoseconds to_nanoseconds(double count) {
  const double most = static_cast<double>(kLongestLearnedWait.count());
  return Nanoseconds(static_cast<std::int64_t>(std::clamp(std::ceil(count), 0.0, most)));
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

double LearnedQuota::level_at(Instant now) const {
  const double refilled = per_nanosecond_ * static_cast<double>((now - as_of_).count());
  return std::min(static_cast<double>(limit_), level_ + std::max(0.0, refilled));
}

// The server's word bounds the truth: at most `remaining` is left, if it wrote
// its head just now; at least `remaining` less what has left since, if it wrote
// it on admission. Within these bounds our own account is the better one.
bool LearnedQuota::observe(const RateWindow& window, Instant at, std::int64_t taken_since) {
  const bool is_news = window.limit != limit_;
  if (!is_news && at < as_of_) return false;  // older than what is known
  const double most = static_cast<double>(window.remaining);
  const double least = most - static_cast<double>(taken_since);
  const double level = is_news ? least : std::clamp(level_at(at), least, most);
  limit_ = window.limit;
  level_ = level;
  as_of_ = std::max(as_of_, at);
  full_at_ = at + std::min(window.reset, kLongestLearnedWait);
  const auto used = static_cast<double>(window.limit - window.remaining);
  if (used > 0 && window.reset > Nanoseconds{0})
    per_nanosecond_ = used / static_cast<double>(window.reset.count());
  return is_news;
}

Instant LearnedQuota::allowed_at(std::int64_t amount) const {
  if (limit_ == 0) return Instant{};
  // What is larger than the quota goes when the quota is full.
  const double missing = static_cast<double>(std::min(amount, limit_)) - level_;
  if (missing <= 0) return Instant{};
  if (per_nanosecond_ <= 0) return full_at_;
  return std::min(as_of_ + to_nanoseconds(missing / per_nanosecond_), std::max(as_of_, full_at_));
}

std::optional<double> LearnedQuota::per_minute() const {
  if (per_nanosecond_ <= 0) return std::nullopt;
  return per_nanosecond_ * 60e9;
}

AdaptiveLimit::AdaptiveLimit(int most)
    : most_(most), limit_(std::min(most, kFirstLimit)), slow_start_(most > kFirstLimit) {}

bool AdaptiveLimit::is_used(int in_flight) const {
  return static_cast<double>(in_flight) >= kSaturated * limit_;
}

void AdaptiveLimit::grow_to(double limit) {
  limit_ = std::min(most_, limit);
  if (limit_ >= most_) slow_start_ = false;
}

bool AdaptiveLimit::rate_limited(Instant sent_at, Instant now, int accepted) {
  if (cut_at_ && sent_at <= *cut_at_) {
    ASSAY_MARK("pacer.same_episode");
    return false;
  }
  ASSAY_MARK("pacer.cut");
  cut_at_ = now;
  slow_start_ = false;
  const int before = limit();
  limit_ = std::min(limit_, std::max({1.0, limit_ * kCut, static_cast<double>(accepted)}));
  return limit() < before;
}

void AdaptiveLimit::succeeded(int in_flight) {
  if (is_used(in_flight)) grow_to(limit_ + (slow_start_ ? 1.0 : 1.0 / limit_));
}

void AdaptiveLimit::pass_time(Instant now, int in_flight) {
  if (limit_ >= most_ || now < grown_at_ + kStep) return;
  const Nanoseconds passed = grown_at_ == Instant{} ? kStep : std::min(now - grown_at_, kRound);
  grown_at_ = now;
  if (!is_used(in_flight) || (cut_at_ && now < *cut_at_ + kRound)) return;
  const double rounds = to_milliseconds(passed) / to_milliseconds(kRound);
  grow_to(slow_start_ ? limit_ * std::exp2(rounds) : limit_ + rounds * kGrowthPerRound);
}

std::int64_t OpenRequests::sent() {
  is_open_.push_back(true);
  return first_ + static_cast<std::int64_t>(is_open_.size()) - 1;
}

void OpenRequests::ended(std::int64_t number) {
  is_open_[static_cast<std::size_t>(number - first_)] = false;
  for (; !is_open_.empty() && !is_open_.front(); ++first_) is_open_.pop_front();
}

int OpenRequests::before(std::int64_t number) const {
  const auto end = is_open_.begin() + std::max<std::int64_t>(0, number - first_);
  return static_cast<int>(std::count(is_open_.begin(), end, true));
}

Pacer::Pacer(const ProviderLimits& limits)
    : adaptive_(std::max(1, limits.concurrency)),
      requests_(bucket(limits.rpm, kRequestBurst)),
      tokens_(bucket(limits.tpm, kTokenBurst)),
      free_since_(static_cast<std::size_t>(adaptive_.limit())) {}

Instant Pacer::allowed_at(TokenNeed need) const {
  Instant at = paused_until_;
  if (requests_) at = std::max(at, requests_->allowed_at(1));
  if (tokens_) at = std::max(at, tokens_->allowed_at(need.total()));
  at = std::max(at, learned_requests_.allowed_at(1));
  at = std::max(at, learned_tokens_.allowed_at(need.total()));
  at = std::max(at, learned_input_.allowed_at(need.input));
  return std::max(at, learned_output_.allowed_at(need.output));
}

Instant Pacer::ready_at(Instant now, TokenNeed need) {
  if (!has_slot()) return kNever;
  const Instant at = allowed_at(need);
  if (at <= now) return now;
  held_until_ = at;
  return at;
}

Departure Pacer::sent(Instant now, TokenNeed need) {
  Departure departure;
  departure.sent_at = now;
  // A quota that was learned only knows its present state: what it held back was
  // told by ready_at(), and may have been let go sooner by a word of the server.
  departure.allowed_since =
      std::max({free_since_.front(), allowed_at(need), std::min(held_until_, now)});
  departure.need = need;
  free_since_.pop_front();
  ++in_flight_;
  departure.number = open_.sent();
  requests_sent_ = departure.number;
  tokens_sent_ = {tokens_sent_.input + need.input, tokens_sent_.output + need.output};
  departure.tokens_before = tokens_sent_;
  if (requests_) requests_->take(now, 1);
  if (tokens_) tokens_->take(now, need.total());
  learned_requests_.take(1);
  learned_tokens_.take(need.total());
  learned_input_.take(need.input);
  learned_output_.take(need.output);
  return departure;
}

bool Pacer::ended(const Departure& departure, Instant now, Ending ending,
                  std::optional<std::int64_t> used) {
  bool cut = false;
  if (ending == Ending::succeeded) adaptive_.succeeded(in_flight_);
  --in_flight_;
  open_.ended(departure.number);
  // Refusals come in the order of sending: what was sent before this one and has
  // not come back was accepted.
  if (ending == Ending::rate_limited)
    cut = adaptive_.rate_limited(departure.sent_at, now, open_.before(departure.number));
  if (tokens_ && used) tokens_->correct(*used - departure.need.total());
  free_since_.push_back(now);
  fit_free_slots(now);
  return cut;
}

void Pacer::fit_free_slots(Instant now) {
  const auto free_slots = static_cast<std::size_t>(std::max(0, limit() - in_flight_));
  while (free_since_.size() > free_slots) free_since_.pop_front();  // the limit was cut
  while (free_since_.size() < free_slots) free_since_.push_back(now);
}

bool Pacer::learn(const RateLimits& limits, const Departure& departure, Instant head_at) {
  const std::int64_t input = tokens_sent_.input - departure.tokens_before.input;
  const std::int64_t output = tokens_sent_.output - departure.tokens_before.output;
  bool news = false;
  const auto observe = [&](LearnedQuota& quota, const std::optional<RateWindow>& window,
                           std::int64_t taken_since) {
    if (window && quota.observe(*window, head_at, taken_since)) news = true;
  };
  observe(learned_requests_, limits.requests, requests_sent_ - departure.number);
  observe(learned_tokens_, limits.tokens, input + output);
  observe(learned_input_, limits.input_tokens, input);
  observe(learned_output_, limits.output_tokens, output);
  return news;
}

bool Pacer::pause(Instant now, Instant until) {
  const bool begins = !paused(now) && now < until;
  paused_until_ = std::max(paused_until_, until);
  return begins;
}

void Pacer::pass_time(Instant now) {
  const int before = limit();
  adaptive_.pass_time(now, in_flight_);
  if (limit() != before) fit_free_slots(now);
}

}  // namespace assay
