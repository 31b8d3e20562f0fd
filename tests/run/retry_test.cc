#include "harness/run/retry.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

namespace assay {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

Failure failure_of(FailureKind kind, bool retryable,
                   std::optional<Nanoseconds> retry_after = std::nullopt) {
  Failure failure;
  failure.kind = kind;
  failure.retryable = retryable;
  failure.retry_after = retry_after;
  return failure;
}

struct RetryRow {
  const char* what;
  Failure failure;
  int attempts_made;
  Nanoseconds elapsed;
  std::optional<milliseconds> least;  // nothing: give up
  milliseconds most;
};

TEST(RetryDelay, FollowsTheTable) {
  const Failure overloaded = failure_of(FailureKind::overloaded, true);
  const Failure limited = failure_of(FailureKind::rate_limited, true);
  const auto told = [](Nanoseconds after) {
    return failure_of(FailureKind::rate_limited, true, after);
  };
  const RetryRow rows[] = {
      {"first delay", overloaded, 1, {}, milliseconds{375}, milliseconds{500}},
      {"doubles", overloaded, 2, {}, milliseconds{750}, milliseconds{1000}},
      {"and again", overloaded, 4, {}, milliseconds{3000}, milliseconds{4000}},
      {"six attempts are enough", overloaded, 6, {}, std::nullopt, {}},
      {"one is enough where it is pointless",
       failure_of(FailureKind::auth, false),
       1,
       {},
       std::nullopt,
       {}},
      {"being told to wait may go on", limited, 30, {}, milliseconds{45'000}, milliseconds{60'000}},
      {"but not for ever", limited, 60, {}, std::nullopt, {}},
      {"Retry-After is a minimum", told(seconds{7}), 1, {}, milliseconds{7000}, milliseconds{7125}},
      {"a small one does not shorten",
       told(milliseconds{1}),
       3,
       {},
       milliseconds{1500},
       milliseconds{2000}},
      {"zero counts as none", told(seconds{0}), 1, {}, milliseconds{375}, milliseconds{500}},
      {"negative counts as none", told(seconds{-5}), 1, {}, milliseconds{375}, milliseconds{500}},
      {"too long a demand gives up", told(minutes{11}), 1, {}, std::nullopt, {}},
      {"an absurd one too", told(hours{24 * 365 * 30}), 1, {}, std::nullopt, {}},
      {"the longest allowed",
       told(minutes{10}),
       1,
       {},
       milliseconds{600'000},
       milliseconds{600'125}},
      {"time is up", overloaded, 1, minutes{30}, std::nullopt, {}},
      {"it would be up before the next", told(minutes{2}), 1, minutes{29}, std::nullopt, {}},
  };
  for (const RetryRow& row : rows) {
    SCOPED_TRACE(row.what);
    Random random(7);
    for (int draw = 0; draw < 50; ++draw) {
      const auto delay = retry_delay({}, row.failure, row.attempts_made, row.elapsed, random);
      ASSERT_EQ(delay.has_value(), row.least.has_value());
      if (!delay) break;
      EXPECT_GE(*delay, *row.least);
      EXPECT_LE(*delay, row.most);
    }
  }
}

TEST(RetryDelay, JitterSpreadsThoseWhoWereToldTheSame) {
  Random random(1);
  const Failure failure = failure_of(FailureKind::rate_limited, true, seconds{5});
  const auto first = retry_delay({}, failure, 3, {}, random);
  const auto second = retry_delay({}, failure, 3, {}, random);
  EXPECT_NE(*first, *second);
}

TEST(RetryDelay, IsTheSameForTheSameSeed) {
  Random one(42), other(42);
  const Failure failure = failure_of(FailureKind::overloaded, true);
  EXPECT_EQ(retry_delay({}, failure, 1, {}, one), retry_delay({}, failure, 1, {}, other));
}

RC_GTEST_PROP(RetryDelay, NeverBreaksItsBounds, ()) {
  RetryPolicy policy;
  const auto after = *rc::gen::inRange<std::int64_t>(-1'000, 2'000'000);
  const auto attempts = *rc::gen::inRange(1, 80);
  const auto elapsed = milliseconds{*rc::gen::inRange<std::int64_t>(0, 3'000'000)};
  const auto kind = *rc::gen::element(FailureKind::rate_limited, FailureKind::overloaded);
  Random random(*rc::gen::arbitrary<std::uint64_t>());
  const auto delay =
      retry_delay(policy, failure_of(kind, true, milliseconds{after}), attempts, elapsed, random);
  if (!delay) return;
  RC_ASSERT(*delay > Nanoseconds{0});
  RC_ASSERT(*delay >= milliseconds{after});
  RC_ASSERT(*delay <= milliseconds{std::max<std::int64_t>(after, 0)} + policy.max_delay);
  RC_ASSERT(elapsed + *delay <= policy.max_elapsed);
}

}  // namespace
}  // namespace assay
