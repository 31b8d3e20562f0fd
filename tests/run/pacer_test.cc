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

Instant at(Nanoseconds since_start) {
  return Instant{} + since_start;
}

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
      {"sixty a minute is one a second",
       60,
       seconds{1},
       1,
       {seconds{0}, seconds{1}, seconds{2}, seconds{3}}},
      {"a burst goes at once, then the rate rules",
       120,
       seconds{1},
       1,
       {seconds{0}, seconds{0}, milliseconds{500}, milliseconds{1000}}},
      {"without a burst nothing is early",
       120,
       seconds{0},
       1,
       {seconds{0}, milliseconds{500}, milliseconds{1000}}},
      {"more than the burst waits until nothing is owed",
       60,
       seconds{1},
       10,
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
  AdaptiveLimit limit(8);
  for (int answer = 0; answer < 10; ++answer) limit.rate_limited(at(seconds{1}), at(seconds{2}), 0);
  EXPECT_EQ(limit.limit(), 6);
  limit.rate_limited(at(seconds{3}), at(seconds{4}), 0);  // sent after the cut: still too many
  EXPECT_EQ(limit.limit(), 5);
}

TEST(AdaptiveLimit, IsNotCutBelowWhatTheServerHasAccepted) {
  AdaptiveLimit limit(8);
  EXPECT_TRUE(limit.rate_limited(at(seconds{1}), at(seconds{2}), 7));
  EXPECT_EQ(limit.limit(), 7);
  EXPECT_FALSE(limit.rate_limited(at(seconds{3}), at(seconds{4}), 7));
  EXPECT_EQ(limit.limit(), 7);
}

TEST(AdaptiveLimit, SlowAnswersDoNotKeepItDown) {
  AdaptiveLimit limit(100);
  limit.rate_limited(at(seconds{1}), at(seconds{2}), 0);
  ASSERT_EQ(limit.limit(), 6);
  for (int step = 0; step <= 2'000; ++step)  // ten seconds without any answer
    limit.pass_time(at(seconds{2} + milliseconds{5 * step}), limit.limit());
  EXPECT_GE(limit.limit(), 15);
  EXPECT_LE(limit.limit(), 17);
}

TEST(AdaptiveLimit, NeverFallsBelowOne) {
  AdaptiveLimit limit(3);
  for (int episode = 1; episode < 50; ++episode)
    limit.rate_limited(at(seconds{2 * episode}), at(seconds{2 * episode + 1}), 0);
  EXPECT_EQ(limit.limit(), 1);
}

TEST(AdaptiveLimit, GrowsBackByOneARoundButOnlyWhileUsed) {
  AdaptiveLimit limit(8);
  limit.rate_limited(at(seconds{1}), at(seconds{2}), 0);
  ASSERT_EQ(limit.limit(), 6);
  for (int i = 0; i < 100; ++i) limit.succeeded(2);  // most slots stand free: says nothing
  EXPECT_EQ(limit.limit(), 6);
  for (int i = 0; i < 7; ++i) limit.succeeded(6);
  EXPECT_EQ(limit.limit(), 7);
  for (int i = 0; i < 1000; ++i) limit.succeeded(8);
  EXPECT_EQ(limit.limit(), 8);  // never above what was asked for
}

// What the server says of one quota in a reply.
RateLimits requests_left(std::int64_t limit, std::int64_t remaining, Nanoseconds reset) {
  RateLimits limits;
  limits.requests = RateWindow{limit, remaining, reset};
  return limits;
}

TEST(AdaptiveLimit, BeginsSmallAndDoublesARoundUntilTheFirst429) {
  AdaptiveLimit limit(100);
  EXPECT_EQ(limit.limit(), 8);
  for (int i = 0; i < 8; ++i) limit.succeeded(limit.limit());
  EXPECT_EQ(limit.limit(), 16);
  for (int i = 0; i < 16; ++i) limit.succeeded(limit.limit());
  EXPECT_EQ(limit.limit(), 32);
  limit.rate_limited(at(seconds{1}), at(seconds{2}), 0);
  EXPECT_EQ(limit.limit(), 25);
  for (int i = 0; i < 26; ++i) limit.succeeded(limit.limit());
  EXPECT_EQ(limit.limit(), 26);  // from here on one a round
}

TEST(AdaptiveLimit, ASlowServerIsNotWaitedForInSlowStart) {
  AdaptiveLimit limit(64);
  int in_flight = 8;
  for (int step = 0; step <= 605; ++step) {  // three seconds without an answer: three rounds
    limit.pass_time(at(seconds{1} + milliseconds{5 * step}), in_flight);
    EXPECT_LE(limit.limit() - in_flight, 3) << "a burst, at step " << step;
    in_flight = limit.limit();
  }
  EXPECT_EQ(limit.limit(), 64);
  EXPECT_EQ(limit.grows_at(), kNever);
}

TEST(AdaptiveLimit, TimeAloneGrowsNothingThatIsNotUsed) {
  AdaptiveLimit limit(64);
  for (int step = 0; step <= 200; ++step) limit.pass_time(at(milliseconds{5 * step}), 2);
  EXPECT_EQ(limit.limit(), 8);
}

TEST(AdaptiveLimit, AFewAtATimeNeedNoSlowStart) {
  EXPECT_EQ(AdaptiveLimit(5).limit(), 5);
}

struct QuotaRow {
  const char* what;
  RateWindow said;
  std::int64_t taken_since;
  std::int64_t amount;
  Nanoseconds allowed;  // after the word of it
};

TEST(LearnedQuota, FollowsTheTable) {
  const QuotaRow rows[] = {
      {"while some are left they go at once", {600, 3, seconds{60}}, 0, 1, seconds{0}},
      {"with none left, at the rate of the refill", {600, 0, seconds{60}}, 0, 1, milliseconds{100}},
      {"a day's quota refills by the day", {50, 49, std::chrono::seconds{1728}}, 0, 1, seconds{0}},
      {"what left since may have been counted", {600, 3, seconds{60}}, 5, 1, milliseconds{302}},
      {"nothing later than the reset", {10, 0, seconds{2}}, 100, 1, seconds{2}},
      {"more than the quota goes when it is full", {100, 50, seconds{30}}, 0, 900, seconds{30}},
      {"a full quota holds nobody back", {600, 600, seconds{0}}, 0, 600, seconds{0}},
      {"tomorrow is asked in ten minutes", {50, 0, std::chrono::hours{20}}, 0, 1, minutes{10}},
  };
  for (const QuotaRow& row : rows) {
    SCOPED_TRACE(row.what);
    LearnedQuota quota;
    EXPECT_LE(quota.allowed_at(1'000'000), at({})) << "nothing said yet";
    EXPECT_TRUE(quota.observe(row.said, at(seconds{100}), row.taken_since));
    const Nanoseconds wait =
        std::max(quota.allowed_at(row.amount), at(seconds{100})) - at(seconds{100});
    EXPECT_NEAR(to_milliseconds(wait), to_milliseconds(row.allowed), 1.0);
  }
}

TEST(LearnedQuota, OlderWordsAreNotBelieved) {
  LearnedQuota quota;
  quota.observe({600, 0, seconds{60}}, at(seconds{10}), 0);
  EXPECT_FALSE(quota.observe({600, 500, seconds{10}}, at(seconds{9}), 0));
  EXPECT_GT(quota.allowed_at(1), at(seconds{10}));
}

// The server may have written its head on admission or at the end: neither makes
// us send what it has no room for, nor starves the lane.
TEST(LearnedQuota, KeepsItsOwnAccountBetweenTheServersWords) {
  LearnedQuota quota;
  quota.observe({600, 100, seconds{50}}, at(seconds{1}), 0);
  for (int i = 0; i < 60; ++i) quota.take(1);
  quota.observe({600, 100, seconds{50}}, at(seconds{1}), 60);  // of before these 60
  for (int i = 0; i < 40; ++i) quota.take(1);
  EXPECT_GT(quota.allowed_at(1), at(seconds{1}));
  quota.observe({600, 0, seconds{60}}, at(seconds{2}), 0);
  EXPECT_NEAR(to_milliseconds(quota.allowed_at(1) - at(seconds{2})), 100, 1);
}

TEST(Pacer, AllowsAsManyAsConcurrencySays) {
  Pacer pacer(limits(2));
  EXPECT_EQ(pacer.ready_at(at({}), {}), at({}));
  const Departure first = pacer.sent(at({}), {});
  pacer.sent(at({}), {});
  EXPECT_EQ(pacer.ready_at(at({}), {}), kNever);
  pacer.ended(first, at(seconds{1}), Ending::succeeded, std::nullopt);
  EXPECT_EQ(pacer.ready_at(at(seconds{1}), {}), at(seconds{1}));
}

TEST(Pacer, SaysSinceWhenARequestCouldHaveLeft) {
  Pacer pacer(limits(2));
  const Departure first = pacer.sent(at(seconds{1}), {});
  const Departure second = pacer.sent(at(seconds{1}), {});
  EXPECT_EQ(first.allowed_since, at({}));  // slots were free from the start
  EXPECT_EQ(second.allowed_since, at({}));
  pacer.ended(first, at(seconds{5}), Ending::succeeded, std::nullopt);
  pacer.ended(second, at(seconds{6}), Ending::succeeded, std::nullopt);
  EXPECT_EQ(pacer.sent(at(seconds{7}), {}).allowed_since, at(seconds{5}));
  EXPECT_EQ(pacer.sent(at(seconds{7}), {}).allowed_since, at(seconds{6}));
}

TEST(Pacer, DoesNotBlameTheClientForAPauseOrAQuota) {
  Pacer paused(limits(1));
  paused.pause(at({}), at(seconds{9}));
  EXPECT_EQ(paused.sent(at(seconds{9}), {}).allowed_since, at(seconds{9}));

  Pacer quota(limits(5, 60));
  quota.sent(at({}), {});
  EXPECT_EQ(quota.sent(at(seconds{1}), {}).allowed_since, at(seconds{1}));

  // A quota that the server told of, and lifts sooner than it had said.
  Pacer told(limits(5));
  const Departure first = told.sent(at({}), {});
  told.learn(requests_left(60, 0, minutes{1}), first, at(seconds{1}));
  EXPECT_EQ(told.ready_at(at(seconds{1}), {}), at(seconds{2}));
  EXPECT_EQ(told.sent(at(seconds{2}), {}).allowed_since, at(seconds{2}));
  EXPECT_EQ(told.ready_at(at(seconds{2}), {}), at(seconds{3}));
  told.learn(requests_left(60, 30, seconds{30}), first, at(milliseconds{2'500}));
  EXPECT_EQ(told.sent(at(milliseconds{2'500}), {}).allowed_since, at(milliseconds{2'500}));
  EXPECT_EQ(told.sent(at(milliseconds{2'600}), {}).allowed_since, at(milliseconds{2'600}));
}

TEST(Pacer, APauseHoldsEverybodyUntilItsLatestEnd) {
  Pacer pacer(limits(5));
  EXPECT_TRUE(pacer.pause(at({}), at(seconds{7})));
  EXPECT_FALSE(pacer.pause(at(seconds{1}), at(seconds{3})));
  EXPECT_EQ(pacer.ready_at(at(seconds{1}), {}), at(seconds{7}));
  EXPECT_FALSE(pacer.paused(at(seconds{7})));
  EXPECT_TRUE(pacer.pause(at(seconds{8}), at(seconds{9})));  // a new one
}

// What was sent before the refused one, and has not come back, was accepted.
TEST(Pacer, IsNotCutBelowWhatIsBeingAnswered) {
  Pacer pacer(limits(8));
  std::vector<Departure> sent;
  for (int i = 0; i < 8; ++i) sent.push_back(pacer.sent(at(milliseconds{i}), {}));
  EXPECT_TRUE(pacer.ended(sent[7], at(seconds{1}), Ending::rate_limited, std::nullopt));
  EXPECT_EQ(pacer.limit(), 7);
}

TEST(OpenRequests, KnowsWhichCameBefore) {
  OpenRequests open;
  for (int i = 1; i <= 5; ++i) EXPECT_EQ(open.sent(), i);
  open.ended(2);
  EXPECT_EQ(open.before(1), 0);
  EXPECT_EQ(open.before(4), 2);
  open.ended(1);
  open.ended(3);
  EXPECT_EQ(open.before(5), 1);
  open.ended(4);
  open.ended(5);
  EXPECT_EQ(open.sent(), 6);
  EXPECT_EQ(open.before(6), 0);
}

TEST(Pacer, TakesTheStrictestOfItsLimits) {
  Pacer pacer(limits(5, 60, 6'000));  // a request a second; 100 tokens a second, 1,500 at once
  const Departure first = pacer.sent(at({}), {500, 1'000});
  EXPECT_EQ(pacer.ready_at(at({}), {5, 5}), at(seconds{1}));       // requests rule
  EXPECT_EQ(pacer.ready_at(at({}), {500, 500}), at(seconds{10}));  // tokens rule
  pacer.ended(first, at(seconds{1}), Ending::succeeded, 300);
  EXPECT_EQ(pacer.ready_at(at(seconds{1}), {500, 500}), at(seconds{1}));  // 1,200 came back
}

TEST(Pacer, KeepsToTheQuotasOfItsServer) {
  Pacer pacer(limits(100));
  const Departure first = pacer.sent(at({}), {10, 100});
  RateLimits said;
  said.input_tokens = RateWindow{6'000, 50, seconds{60}};  // about 99 a second
  said.output_tokens = RateWindow{60'000, 59'000, seconds{1}};
  EXPECT_TRUE(pacer.learn(said, first, at(seconds{1})));
  EXPECT_FALSE(pacer.learn(said, first, at(seconds{1})));  // nothing new
  EXPECT_EQ(pacer.ready_at(at(seconds{1}), {50, 100}), at(seconds{1}));
  EXPECT_NEAR(to_milliseconds(pacer.ready_at(at(seconds{1}), {149, 100}) - at(seconds{1})), 1'000,
              20);
  EXPECT_EQ(pacer.ready_at(at(seconds{1}), {10, 59'000}), at(seconds{1}));
}

TEST(Pacer, ConcurrencyFallsWith429AndOnlyThen) {
  Pacer pacer(limits(8));
  std::vector<Departure> sent;
  for (int i = 0; i < 8; ++i) sent.push_back(pacer.sent(at({}), {}));
  EXPECT_FALSE(pacer.ended(sent[0], at(seconds{1}), Ending::failed, std::nullopt));
  EXPECT_EQ(pacer.limit(), 8);
  EXPECT_TRUE(pacer.ended(sent[1], at(seconds{1}), Ending::rate_limited, std::nullopt));
  EXPECT_EQ(pacer.limit(), 6);
  EXPECT_EQ(pacer.in_flight(), 6);
  EXPECT_EQ(pacer.ready_at(at(seconds{1}), {}), kNever);
  EXPECT_FALSE(pacer.ended(sent[3], at(seconds{1}), Ending::rate_limited, std::nullopt));
  EXPECT_EQ(pacer.limit(), 6);
}

// A server with a token bucket, 64 allowed at once: every second it has room for
// ten and answers 429 to the rest.
TEST(Pacer, FindsTheRateOfAServerThatNamesNone) {
  Pacer pacer(limits(64));
  int served = 0;
  int refused_late = 0;
  for (int second = 0; second < 120; ++second) {
    const Instant now = at(seconds{second});
    std::vector<Departure> wave;
    while (pacer.ready_at(now, {}) == now) wave.push_back(pacer.sent(now, {}));
    for (std::size_t i = 0; i < wave.size(); ++i) {
      const bool room = i < 10;
      served += room;
      refused_late += !room && second >= 20;
      pacer.ended(wave[i], now + milliseconds{100}, room ? Ending::succeeded : Ending::rate_limited,
                  std::nullopt);
    }
  }
  EXPECT_GE(served, 120 * 10 * 95 / 100);
  EXPECT_LE(refused_late, 100 * 4);
}

}  // namespace
}  // namespace assay
