#include "harness/stats/paired.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include <cmath>

#include "tests/stats/expect_interval.h"

namespace assay::testing {
namespace {

TEST(PairedRatesTest, PublishedIntervals) {
  struct Row {
    PairedCounts counts;
    Interval tango;
  };
  const Row kRows[] = {
      {{1, 1, 7, 12}, {-0.5172322764, -0.0260030325}},  // Fagerland et al. 2014: -.517, -.026
      {{20, 12, 2, 16}, {0.0611124062, 0.3447087483}},
      {{80, 3, 5, 12}, {-0.0868118863, 0.0424771041}},
      {{45, 5, 5, 45}, {-0.0702211994, 0.0702211994}},
  };
  for (const Row& row : kRows) {
    SCOPED_TRACE(row.counts.both);
    expect_interval(tango(row.counts, 0.95), row.tango.low, row.tango.high);
  }
  expect_interval(tango({80, 3, 5, 12}, 0.90), -0.073915198, 0.0303891962);
}

TEST(PairedRatesTest, ScoresOfTheModelUpgrade) {
  const PairedCounts counts{80, 3, 5, 12};
  EXPECT_NEAR(*tango_z(counts, -0.10), 2.2605810949, 1e-9);
  EXPECT_NEAR(*tango_z(counts, -0.05), 0.9878684319, 1e-9);
}

TEST(PairedRatesTest, NoCasesGiveNothing) {
  EXPECT_FALSE(tango({}, 0.95));
  EXPECT_FALSE(tango_z({}, 0));
  EXPECT_FALSE(tango({1, 1, 1, 1}, 1.5));
  EXPECT_FALSE(tango_z({1, 1, 1, 1}, -1));
}

RC_GTEST_PROP(PairedRatesTest, TangoHoldsTheDifferenceAndMirrors, ()) {
  const auto count = rc::gen::inRange<std::int64_t>(0, 60);
  const PairedCounts counts{*count, *count, *count, *count};
  if (counts.n() == 0) return;
  const PairedCounts swapped{counts.both, counts.only_b, counts.only_a, counts.neither};
  const Interval interval = *tango(counts, 0.95);
  const Interval mirror = *tango(swapped, 0.95);
  RC_ASSERT(interval.low >= -1 && interval.high <= 1);
  const double difference = *counts.difference();
  RC_ASSERT(interval.low <= difference && difference <= interval.high);
  RC_ASSERT(interval.low < interval.high);
  RC_ASSERT(std::abs(interval.low + mirror.high) < 1e-7);
}

}  // namespace
}  // namespace assay::testing
