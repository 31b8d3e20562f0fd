#include "harness/run/exchange_timer.h"

#include <gtest/gtest.h>

#include "harness/run/lag_histogram.h"
#include "harness/run/transport.h"

namespace assay {
namespace {

using std::chrono::seconds;

constexpr Timeouts kTimeouts{seconds{10}, seconds{600}, seconds{120}, seconds{1800}};

Instant timer_at(Nanoseconds since_start) {
  return Instant{} + since_start;
}

struct ExchangeTimerRow {
  const char* what;
  bool connected;
  bool got_head;
  std::optional<Nanoseconds> last_payload;
  Nanoseconds deadline;
  const char* message;
};

TEST(ExchangeTimer, FollowsTheTable) {
  const ExchangeTimerRow rows[] = {
      {"connecting", false, false, std::nullopt, seconds{10}, "no connection within 10 s"},
      {"waiting for an answer", true, false, std::nullopt, seconds{600}, "no answer within 600 s"},
      {"keep-alives are no answer", true, true, std::nullopt, seconds{600},
       "nothing but headers and keep-alives within 600 s"},
      {"each payload gives the idle time anew", true, true, seconds{50}, seconds{170},
       "the answer stopped coming for 120 s"},
      {"but not beyond the total", true, true, seconds{1799}, seconds{1800},
       "the whole took longer than 1800 s"},
  };
  for (const ExchangeTimerRow& row : rows) {
    SCOPED_TRACE(row.what);
    ExchangeState state;
    state.connected = state.has_left = row.connected;
    state.got_head = row.got_head;
    if (row.last_payload) state.last_payload = timer_at(*row.last_payload);
    EXPECT_EQ(deadline(state, kTimeouts), timer_at(row.deadline));
    EXPECT_FALSE(expired(state, kTimeouts, timer_at(row.deadline - Nanoseconds{1})));
    const auto failure = expired(state, kTimeouts, timer_at(row.deadline));
    ASSERT_TRUE(failure);
    EXPECT_EQ(failure->kind, FailureKind::timeout);
    EXPECT_TRUE(failure->retryable);
    EXPECT_EQ(failure->message, std::string("timeout: ") + row.message);
    EXPECT_EQ(failure->code, row.connected ? "" : kNotSent);
  }
}

// Whatever the other clocks say: nothing is to come any more.
TEST(ExchangeTimer, GivesAWholeAnswerAMoment) {
  ExchangeState state;
  state.connected = state.has_left = state.got_head = true;
  state.last_payload = state.whole_since = timer_at(seconds{50});
  EXPECT_EQ(deadline(state, kTimeouts), timer_at(seconds{51}));
  state.whole_since = timer_at(milliseconds{1'799'500});
  EXPECT_EQ(deadline(state, kTimeouts), timer_at(seconds{1800}));
}

// What connected and then took no byte has asked nobody.
TEST(ExchangeTimer, OnlyWhatHasNotLeftIsNotSent) {
  ExchangeState state;
  state.connected = true;
  EXPECT_EQ(expired(state, kTimeouts, timer_at(seconds{600}))->code, kNotSent);
  state.has_left = true;
  EXPECT_EQ(expired(state, kTimeouts, timer_at(seconds{600}))->code, "");
}

// Payload between two looks must not make the second one late.
TEST(ExchangeTimer, LooksAgainBeforeAnIdleDeadlineCanPass) {
  ExchangeState state;
  state.connected = true;
  EXPECT_EQ(next_look(state, kTimeouts, timer_at(seconds{10})), timer_at(seconds{130}));
  state.last_payload = timer_at(seconds{11});
  EXPECT_LE(next_look(state, kTimeouts, timer_at(seconds{10})), deadline(state, kTimeouts));
}

TEST(ExchangeTimer, LooksInTimeForAFirstByteLimitShorterThanConnect) {
  Timeouts timeouts = kTimeouts;
  timeouts.first_byte = seconds{2};
  ExchangeState state;
  EXPECT_EQ(next_look(state, timeouts, timer_at({})), timer_at(seconds{2}));
}

TEST(LagHistogram, FindsTheSlowHundredth) {
  LagHistogram lag;
  EXPECT_EQ(lag.p99(), Nanoseconds{0});
  for (int turn = 0; turn < 980; ++turn) lag.note(std::chrono::microseconds{50});
  for (int turn = 0; turn < 20; ++turn) lag.note(milliseconds{8});
  EXPECT_GE(lag.p99(), milliseconds{8});
  EXPECT_LE(lag.p99(), milliseconds{9});
}

TEST(LagHistogram, AHiccupDoesNotDecideAShortRun) {
  LagHistogram lag;
  for (int turn = 0; turn < 97; ++turn) lag.note(std::chrono::microseconds{50});
  for (const int late : {17, 12, 7}) lag.note(milliseconds{late});  // one stall, three ticks
  EXPECT_LE(lag.p99(), std::chrono::microseconds{57});
  lag.note(milliseconds{6});
  EXPECT_GE(lag.p99(), milliseconds{6});
}

TEST(LagHistogram, OfVeryFewTheLongestCounts) {
  LagHistogram lag;
  lag.note(std::chrono::microseconds{50});
  lag.note(milliseconds{9});
  EXPECT_GE(lag.p99(), milliseconds{9});
}

TEST(LagHistogram, ForgivesASingleHiccup) {
  LagHistogram lag;
  for (int turn = 0; turn < 999; ++turn) lag.note(std::chrono::microseconds{50});
  lag.note(seconds{3});
  EXPECT_LE(lag.p99(), std::chrono::microseconds{57});
}

}  // namespace
}  // namespace assay
