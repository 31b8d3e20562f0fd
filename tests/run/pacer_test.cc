#include "harness/run/pacer.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <vector>

namespace assay {
namespace {

using std::chrono::minutes;
using std::chrono::seconds;

Instant at(Nanoseconds since_start) { return Instant{} + since_start; }

ProviderLimits limits(int concurrency, std::optional<std::int64_t> rpm = std::nullopt,
                      std::optional<std::int64_t> tpm = std::nullopt) {
  return {concurrency, rpm, tpm};
}

// The instants at which `count` requests of `amount` leave, each as soon as it may.
std::vector<Nanoseconds> departures(TokenBucket bucket, int count, std::int64_t amount) {
  std::vector<Nanoseconds> times;
  Instant now{};
  for (int i = 0; i < count; ++i) {
    now = std::max(now, bucket.allowed_at(amount));
    bucket.take(now, amount);
    times.push_back(now - Instant{});
  }
  return times;
}

struct BucketRow {
  const char* what;
  std::int64_t per_minute;
  Nanoseconds burst;
  std::int64_t amount;
  std::vector<Nanoseconds> departures;
};

TEST(TokenBucket, FollowsTheTable) {
  const BucketRow rows[] = {
      {"sixty a minute is one a second", 60, seconds{1}, 1,
       {seconds{0}, seconds{1}, seconds{2}, seconds{3}}},
      {"a burst goes at once, then the rate rules", 120, seconds{1}, 1,
       {seconds{0}, seconds{0}, milliseconds{500}, milliseconds{1000}}},
      {"without a burst nothing is early", 120, seconds{0}, 1,
       {seconds{0}, milliseconds{500}, milliseconds{1000}}},
      {"more than the burst waits until nothing is owed", 60, seconds{1}, 10,
       {seconds{0}, seconds{10}, seconds{20}}},
  };
  for (const BucketRow& row : rows) {
    SCOPED_TRACE(row.what);
    EXPECT_EQ(departures(TokenBucket(row.per_minute, row.burst),
                         static_cast<int>(row.departures.size()), row.amount),
              row.departures);
  }
}

TEST(TokenBucket, GivesBackWhatWasNotUsed) {
  TokenBucket bucket(60, seconds{1});
  bucket.take(at({}), 30);
  EXPECT_EQ(bucket.allowed_at(1), at(seconds{30}));
  bucket.correct(-25);
  EXPECT_EQ(bucket.allowed_at(1), at(seconds{5}));
  bucket.correct(10);
  EXPECT_EQ(bucket.allowed_at(1), at(seconds{15}));
}

RC_GTEST_PROP(TokenBucket, NeverExceedsTheRateAndUsesAllOfIt, ()) {
  const auto per_minute = *rc::gen::inRange<std::int64_t>(1, 100'000);
  const auto burst = seconds{*rc::gen::inRange(0, 5)};
  const auto amounts =
      *rc::gen::container<std::vector<std::int64_t>>(50, rc::gen::inRange<std::int64_t>(1, 50));
  TokenBucket bucket(per_minute, burst);
  Instant now{};
  double taken_before = 0;
  double largest = 0;
  for (const std::int64_t amount : amounts) {
    now = std::max(now, bucket.allowed_at(amount));
    bucket.take(now, amount);
    const double minutes_gone = to_milliseconds(now - Instant{}) / 60'000;
    const double refilled = minutes_gone * static_cast<double>(per_minute);
    const double burst_worth =
        static_cast<double>(burst.count()) / 60 * static_cast<double>(per_minute);
    largest = std::max(largest, static_cast<double>(amount));
    // At its departure a request finds everything before it paid for, but for the burst...
    RC_ASSERT(taken_before <= refilled + burst_worth + 1);
    // ...and never waits longer than for that and itself.
    RC_ASSERT(refilled <= taken_before + largest + 1);
    taken_before += static_cast<double>(amount);
  }
}

TEST(AdaptiveLimit, OneEpisodeIsOneCut) {
  AdaptiveLimit limit(10);
  for (int answer = 0; answer < 10; ++answer) limit.rate_limited(at(seconds{1}), at(seconds{2}));
  EXPECT_EQ(limit.limit(), 8);
  limit.rate_limited(at(seconds{3}), at(seconds{4}));  // sent after the cut: still too many
  EXPECT_EQ(limit.limit(), 6);
}

TEST(AdaptiveLimit, NeverFallsBelowOne) {
  AdaptiveLimit limit(3);
  for (int episode = 1; episode < 50; ++episode)
    limit.rate_limited(at(seconds{2 * episode}), at(seconds{2 * episode + 1}));
  EXPECT_EQ(limit.limit(), 1);
}

TEST(AdaptiveLimit, GrowsBackByOneARoundButOnlyWhileUsed) {
  AdaptiveLimit limit(10);
  limit.rate_limited(at(seconds{1}), at(seconds{2}));
  ASSERT_EQ(limit.limit(), 8);
  for (int i = 0; i < 100; ++i) limit.succeeded(2);  // most slots stand free: says nothing
  EXPECT_EQ(limit.limit(), 8);
  for (int i = 0; i < 9; ++i) limit.succeeded(8);
  EXPECT_EQ(limit.limit(), 9);
  for (int i = 0; i < 1000; ++i) limit.succeeded(10);
  EXPECT_EQ(limit.limit(), 10);  // never above what was asked for
}

TEST(Pacer, AllowsAsManyAsConcurrencySays) {
  Pacer pacer(limits(2));
  EXPECT_EQ(pacer.ready_at(at({}), 0), at({}));
  pacer.sent(at({}), 0);
  pacer.sent(at({}), 0);
  EXPECT_EQ(pacer.ready_at(at({}), 0), kNever);
  pacer.ended(at({}), at(seconds{1}), Ending::succeeded, 0, std::nullopt);
  EXPECT_EQ(pacer.ready_at(at(seconds{1}), 0), at(seconds{1}));
}

TEST(Pacer, SaysSinceWhenARequestCouldHaveLeft) {
  Pacer pacer(limits(2));
  EXPECT_EQ(pacer.sent(at(seconds{1}), 0), at({}));  // slots were free from the start
  EXPECT_EQ(pacer.sent(at(seconds{1}), 0), at({}));
  pacer.ended(at(seconds{1}), at(seconds{5}), Ending::succeeded, 0, std::nullopt);
  pacer.ended(at(seconds{1}), at(seconds{6}), Ending::succeeded, 0, std::nullopt);
  EXPECT_EQ(pacer.sent(at(seconds{7}), 0), at(seconds{5}));
  EXPECT_EQ(pacer.sent(at(seconds{7}), 0), at(seconds{6}));
}

TEST(Pacer, DoesNotBlameTheClientForAPauseOrAQuota) {
  Pacer paused(limits(1));
  paused.pause(at({}), at(seconds{9}));
  EXPECT_EQ(paused.sent(at(seconds{9}), 0), at(seconds{9}));

  Pacer quota(limits(5, 60));
  quota.sent(at({}), 0);
  EXPECT_EQ(quota.sent(at(seconds{1}), 0), at(seconds{1}));
}

TEST(Pacer, APauseHoldsEverybodyUntilItsLatestEnd) {
  Pacer pacer(limits(5));
  EXPECT_TRUE(pacer.pause(at({}), at(seconds{7})));
  EXPECT_FALSE(pacer.pause(at(seconds{1}), at(seconds{3})));
  EXPECT_EQ(pacer.ready_at(at(seconds{1}), 0), at(seconds{7}));
  EXPECT_FALSE(pacer.paused(at(seconds{7})));
  EXPECT_TRUE(pacer.pause(at(seconds{8}), at(seconds{9})));  // a new one
}

TEST(Pacer, TakesTheStrictestOfItsLimits) {
  Pacer pacer(limits(5, 60, 6'000));  // a request a second; 100 tokens a second, 1,500 at once
  pacer.sent(at({}), 1'500);
  EXPECT_EQ(pacer.ready_at(at({}), 10), at(seconds{1}));           // requests rule
  EXPECT_EQ(pacer.ready_at(at({}), 1'000), at(seconds{10}));       // tokens rule
  pacer.ended(at({}), at(seconds{1}), Ending::succeeded, 1'500, 300);
  EXPECT_EQ(pacer.ready_at(at(seconds{1}), 1'000), at(seconds{1}));  // 1,200 came back
}

TEST(Pacer, ConcurrencyFallsWith429AndOnlyThen) {
  Pacer pacer(limits(10));
  for (int i = 0; i < 10; ++i) pacer.sent(at({}), 0);
  pacer.ended(at({}), at(seconds{1}), Ending::failed, 0, std::nullopt);
  EXPECT_EQ(pacer.limit(), 10);
  pacer.ended(at({}), at(seconds{1}), Ending::rate_limited, 0, std::nullopt);
  EXPECT_EQ(pacer.limit(), 8);
  EXPECT_EQ(pacer.in_flight(), 8);
  EXPECT_EQ(pacer.ready_at(at(seconds{1}), 0), kNever);
}

// A server with a token bucket, 64 allowed at once: every second it has room for
// ten and answers 429 to the rest.
TEST(Pacer, FindsTheRateOfAServerThatNamesNone) {
  Pacer pacer(limits(64));
  int served = 0;
  int refused_late = 0;
  for (int second = 0; second < 120; ++second) {
    const Instant now = at(seconds{second});
    int wave = 0;
    while (pacer.ready_at(now, 0) == now) {
      pacer.sent(now, 0);
      ++wave;
    }
    for (int i = 0; i < wave; ++i) {
      const bool room = i < 10;
      served += room;
      refused_late += !room && second >= 20;
      pacer.ended(now, now + milliseconds{100}, room ? Ending::succeeded : Ending::rate_limited, 0,
                  std::nullopt);
    }
  }
  EXPECT_GE(served, 120 * 10 * 95 / 100);
  EXPECT_LE(refused_late, 100 * 4);
}

}  // namespace
}  // namespace assay
