#include "harness/stats/quantile.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <vector>

#include "tests/stats/expect_interval.h"

namespace assay::testing {
namespace {

TEST(QuantileTest, RanksByEnumerationOfTheBinomial) {
  struct Row { int n; double q; int low; int high; double coverage; };
  const Row kRows[] = {
      {100, 0.5, 40, 61, 0.9647998},  {10, 0.5, 2, 9, 0.978515625},
      {6, 0.5, 1, 6, 0.96875},        {100, 0.9, 84, 96, 0.9556901},
      {1000, 0.95, 936, 964, 0.9580953}, {1000, 0.99, 983, 997, 0.9760948},
  };
  for (const Row& row : kRows) {
    SCOPED_TRACE(::testing::Message() << row.n << " " << row.q);
    const std::optional<QuantileRanks> ranks = quantile_ranks(row.n, row.q, 0.95);
    ASSERT_TRUE(ranks);
    EXPECT_EQ(ranks->low, row.low);
    EXPECT_EQ(ranks->high, row.high);
    EXPECT_NEAR(ranks->coverage, row.coverage, 1e-7);
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

TEST(QuantileTest, WilksSampleSizes) {
  const double kQuantiles[] = {.5, .9, .95, .99, .999};
  const std::int64_t kSizes[] = {5, 29, 59, 299, 2995};
  for (int i = 0; i < 5; ++i) EXPECT_EQ(wilks_sample_size(kQuantiles[i], 0.95), kSizes[i]);
  EXPECT_FALSE(wilks_sample_size(1, 0.95));
  EXPECT_FALSE(wilks_sample_size(0.5, 1));
}

TEST(QuantileTest, SampleSizesThatAllowSomeValuesOverTheLimit) {
  // MLPerf's load generator, confidence .99, for 0, 1, 2, ... queries over it.
  struct Row { double q; std::vector<std::int64_t> sizes; };
  const Row kRows[] = {{.9, {44, 64, 81, 97, 113, 127}},
                       {.95, {90, 130, 165, 198, 229, 259}},
                       {.99, {459, 662, 838, 1001, 1157, 1307}}};
  for (const Row& row : kRows) {
    for (std::size_t over = 0; over < row.sizes.size(); ++over) {
      EXPECT_EQ(percentile_sample_size(row.q, 0.99, static_cast<std::int64_t>(over)),
                row.sizes[over])
          << row.q << " " << over;
    }
  }
  EXPECT_FALSE(percentile_sample_size(.9, .99, -1));
}

RC_GTEST_PROP(QuantileTest, IntervalHoldsTheSamplesOwnQuantileAndItsCoverage, ()) {
  std::vector<double> values = *rc::gen::container<std::vector<double>>(
      *rc::gen::inRange<std::size_t>(1, 400), rc::gen::map(rc::gen::inRange(0, 1000), [](int x) {
        return static_cast<double>(x);
      }));
  std::sort(values.begin(), values.end());
  const double q = *rc::gen::inRange(1, 100) / 100.0;
  const double confidence = *rc::gen::element(0.8, 0.95, 0.99);
  const auto ranks = quantile_ranks(static_cast<std::int64_t>(values.size()), q, confidence);
  if (!ranks) return;
  RC_ASSERT(ranks->coverage >= confidence - 1e-9);
  const Interval interval = *quantile_interval(values, q, confidence);
  const double own = *sample_quantile(values, q);
  RC_ASSERT(interval.low <= own && own <= interval.high);
}

}  // namespace
}  // namespace assay::testing
