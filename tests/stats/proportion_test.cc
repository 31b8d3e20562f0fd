#include "harness/stats/proportion.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include <cmath>

#include "tests/stats/expect_interval.h"

namespace assay::testing {
namespace {

TEST(ProportionTest, PublishedIntervals) {
  // 95 %. statsmodels 0.13.5 and, for 81/263, R 4.2.2 binom.test.
  struct Row {
    double successes;
    double n;
    double low;
    double high;
  };
  const Row kRows[] = {
      {81, 263, 0.252736746, 0.367621923}, {15, 148, 0.057844010, 0.161650490},
      {0, 20, 0.000000000, 0.168433471},   {1, 29, 0.000872647, 0.177644295},
      {10, 10, 0.691502892, 1.000000000},  {9, 10, 0.554983883, 0.997471421},
      {0, 10, 0.000000000, 0.308497108},   {1, 10, 0.002528579, 0.445016117},
      {5, 10, 0.187086028, 0.812913972},   {18, 20, 0.683017286, 0.987651473},
      {48, 50, 0.862862374, 0.995118567},  {97, 100, 0.914823947, 0.993770028},
  };
  for (const Row& row : kRows) {
    SCOPED_TRACE(::testing::Message() << row.successes << "/" << row.n);
    expect_interval(clopper_pearson(row.successes, row.n, 0.95), row.low, row.high);
  }
}

TEST(ProportionTest, ClopperPearsonIsRsBinomTest) {
  expect_interval(clopper_pearson(682, 925, 0.95), 0.7076683, 0.7654066);  // R's own example
}

TEST(ProportionTest, KornAndGraubardsEffectiveN) {
  // p(1-p)/SE^2 = 80 from 100 cells in 20 clusters; t(.975) on 99 and 19 degrees of
  // freedom is 1.984217 and 2.093024.
  EXPECT_NEAR(korn_graubard_n(0.8, std::sqrt(0.16 / 80), 20, 100, 0.95),
              80 * std::pow(1.984217 / 2.093024, 2), 1e-4);
  EXPECT_EQ(korn_graubard_n(0.8, 1, 20, 100, 0.95), 20) << "never fewer than clusters";
  EXPECT_EQ(korn_graubard_n(0.8, 1e-6, 20, 100, 0.95), 100) << "nor more than cells";
  EXPECT_EQ(korn_graubard_n(0.8, 0, 20, 100, 0.95), 100);
  EXPECT_EQ(korn_graubard_n(1, 0, 20, 100, 0.95), 20) << "nothing shows how alike they are";
  EXPECT_EQ(korn_graubard_n(0.5, 0.1, 1, 5, 0.95), 1);
}

TEST(ProportionTest, EndsAreExact) {
  EXPECT_EQ(clopper_pearson(0, 20, 0.95)->low, 0);
  EXPECT_EQ(clopper_pearson(20, 20, 0.95)->high, 1);
}

TEST(ProportionTest, NothingIsEstimatedFromNothing) {
  EXPECT_FALSE(clopper_pearson(0, 0, 0.95));
  EXPECT_FALSE(clopper_pearson(-1, 10, 0.95));
  EXPECT_FALSE(clopper_pearson(11, 10, 0.95));
  EXPECT_FALSE(clopper_pearson(5, 10, 0));
  EXPECT_FALSE(clopper_pearson(5, 10, 1));
  EXPECT_FALSE(clopper_pearson(std::nan(""), 10, 0.95));
  EXPECT_FALSE(clopper_pearson(5, std::nan(""), 0.95));
  EXPECT_FALSE(clopper_pearson(5, INFINITY, 0.95));
}

RC_GTEST_PROP(ProportionTest, TheIntervalHoldsItsRateAndMirrors, ()) {
  // Fractional counts too: effective sample sizes, in quarters of an answer.
  const int quarters = *rc::gen::inRange(4, 20000);
  const double n = quarters / 4.0;
  const double successes = *rc::gen::inRange(0, quarters + 1) / 4.0;
  const double confidence = *rc::gen::element(0.5, 0.8, 0.95, 0.99);
  const Interval interval = *clopper_pearson(successes, n, confidence);
  const Interval mirror = *clopper_pearson(n - successes, n, confidence);
  RC_ASSERT(interval.low >= 0 && interval.high <= 1);
  RC_ASSERT(interval.low < interval.high);
  RC_ASSERT(std::abs(interval.low - (1 - mirror.high)) < 1e-9);
  RC_ASSERT(interval.low <= successes / n && successes / n <= interval.high);
}

}  // namespace
}  // namespace assay::testing
