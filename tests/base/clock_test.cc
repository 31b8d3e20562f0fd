#include "harness/base/clock.h"

#include <gtest/gtest.h>

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

TEST(Clock, TheSystemClockDoesNotGoBack) {
  const SystemClock clock;
  const Instant first = clock.now();
  EXPECT_GE(clock.now(), first);
}

}  // namespace
}  // namespace assay
