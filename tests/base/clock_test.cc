#include "harness/base/clock.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

namespace assay {
namespace {

TEST(Clock, WritesTimesInUtc) {
  const WallTime time{std::chrono::seconds{1795445588}};
  EXPECT_EQ(to_rfc3339(time), "2026-11-23T14:53:08Z");
  EXPECT_EQ(to_basic_iso8601(time), "20261123T145308Z");
}

TEST(Clock, AManualClockMovesOnlyByHand) {
  ManualClock clock;
  const Instant before = clock.now();
  EXPECT_EQ(clock.now(), before);
  clock.advance(milliseconds{1500});
  EXPECT_EQ(clock.now() - before, milliseconds{1500});
  EXPECT_EQ(clock.wall(), WallTime{std::chrono::seconds{1}});
}

TEST(Rfc3339, OnlyOurOwnFormIsRead) {
  EXPECT_EQ(to_rfc3339(*from_rfc3339("2026-11-23T14:53:08Z")), "2026-11-23T14:53:08Z");
  EXPECT_EQ(from_rfc3339("1970-01-01T00:00:00Z"), WallTime{});
  for (const char* text : {"", "2026-11-23", "2026-11-23T14:53:08", "2026-11-23 14:53:08Z",
                           "2026-13-23T14:53:08Z", "2026-02-30T14:53:08Z", "2026-11-23T24:00:00Z",
                           "2026-11-23T14:60:08Z", "2026-11-23T14:53:08Zx", "9999-01-01T00:00:00Z",
                           "1969-12-31T23:59:59Z", "-026-11-23T14:53:08Z"}) {
    EXPECT_FALSE(from_rfc3339(text)) << text;
  }
}

RC_GTEST_PROP(Rfc3339, IsTheInverseOfToRfc3339, ()) {
  // 1970 to 2261.
  const std::int64_t seconds = *rc::gen::inRange<std::int64_t>(0, 9'214'646'400);
  const WallTime time{std::chrono::seconds(seconds)};
  RC_ASSERT(from_rfc3339(to_rfc3339(time)) == time);
}

TEST(Clock, TheSystemClockDoesNotGoBack) {
  const SystemClock clock;
  const Instant first = clock.now();
  EXPECT_GE(clock.now(), first);
}

}  // namespace
}  // namespace assay
