#include "harness/stats/quantile.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <vector>

#include "tests/stats/expect_interval.h"
#include "tests/stats/rank_coverage.h"

namespace assay::testing {
namespace {

TEST(QuantileTest, RanksByEnumerationOfTheBinomial) {
  struct Row {
    int n;
    double q;
    int low;
    int high;
    double coverage;
  };
  const Row kRows[] = {
      {100, 0.5, 40, 61, 0.9647998},     {10, 0.5, 2, 9, 0.978515625},
      {6, 0.5, 1, 6, 0.96875},           {100, 0.9, 84, 96, 0.9556901},
      {1000, 0.95, 936, 964, 0.9580953}, {1000, 0.99, 983, 997, 0.9760948},
  };
  for (const Row& row : kRows) {
    SCOPED_TRACE(::testing::Message() << row.n << " " << row.q);
    const std::optional<QuantileRanks> ranks = quantile_ranks(row.n, row.q, 0.95);
    ASSERT_TRUE(ranks);
    EXPECT_EQ(ranks->low, row.low);
    EXPECT_EQ(ranks->high, row.high);
    EXPECT_NEAR(coverage_of(*ranks, row.n, row.q), row.coverage, 1e-7);
  }
}

TEST(QuantileTest, PercentileThatTheSampleCannotSupportHasNoInterval) {
  EXPECT_FALSE(quantile_ranks(100, 0.99, 0.95));
  EXPECT_FALSE(quantile_ranks(300, 0.99, 0.95));
  EXPECT_FALSE(quantile_ranks(5, 0.5, 0.95));
  EXPECT_FALSE(quantile_interval(std::vector<double>{}, 0.5, 0.95));
  EXPECT_FALSE(quantile_ranks(100, 0, 0.95));
  EXPECT_FALSE(quantile_ranks(100, 1, 0.95));
  EXPECT_FALSE(quantile_ranks(100, 0.5, 1));
}

TEST(QuantileTest, IntervalIsBetweenOrderStatistics) {
  std::vector<double> values(100);
  std::iota(values.begin(), values.end(), 1.0);
  expect_interval(quantile_interval(values, 0.5, 0.95), 40, 61, 0);
}

TEST(QuantileTest, SampleQuantileIsRsDefault) {
  // R: quantile(c(1, 2, 4, 8), c(0, .1, .25, .5, .9, 1))
  const std::vector<double> values = {1, 2, 4, 8};
  const double kExpected[][2] = {{0, 1}, {.1, 1.3}, {.25, 1.75}, {.5, 3}, {.9, 6.8}, {1, 8}};
  for (const auto& [q, expected] : kExpected) {
    EXPECT_NEAR(*sample_quantile(values, q), expected, 1e-12);
  }
  EXPECT_EQ(sample_quantile(std::vector<double>{7}, 0.99), 7);
  EXPECT_FALSE(sample_quantile(std::vector<double>{}, 0.5));
  EXPECT_FALSE(sample_quantile(values, 1.5));
  EXPECT_FALSE(sample_quantile(values, std::nan("")));
}

RC_GTEST_PROP(QuantileTest, IntervalHoldsTheSamplesOwnQuantileAndItsCoverage, ()) {
  std::vector<double> values = *rc::gen::container<std::vector<double>>(
      *rc::gen::inRange<std::size_t>(1, 400),
      rc::gen::map(rc::gen::inRange(0, 1000), [](int x) { return static_cast<double>(x); }));
  std::sort(values.begin(), values.end());
  const double q = *rc::gen::inRange(1, 100) / 100.0;
  const double confidence = *rc::gen::element(0.8, 0.95, 0.99);
  const auto ranks = quantile_ranks(static_cast<std::int64_t>(values.size()), q, confidence);
  if (!ranks) return;
  const auto n = static_cast<std::int64_t>(values.size());
  RC_ASSERT(coverage_of(*ranks, n, q) >= confidence - 1e-9);
  const Interval interval = *quantile_interval(values, q, confidence);
  const double own = *sample_quantile(values, q);
  RC_ASSERT(interval.low <= own && own <= interval.high);
}

}  // namespace
}  // namespace assay::testing
