#include "harness/stats/simultaneous.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include <cmath>
#include <vector>

#include "harness/base/random.h"
#include "harness/stats/mean.h"

namespace assay::testing {
namespace {

using Points = std::vector<std::vector<double>>;

// k points on n cases: a shared part of each case and one of its own.
Points grid(std::size_t k, std::size_t n, double shared, std::uint64_t seed) {
  Random random(seed);
  Points points(k, std::vector<double>(n));
  for (std::size_t i = 0; i < n; ++i) {
    const double of_case = random.normal();
    for (std::vector<double>& point : points) {
      point[i] = std::sqrt(shared) * of_case + std::sqrt(1 - shared) * random.normal();
    }
  }
  return points;
}

TEST(SimultaneousTest, BonferronisClosedForm) {
  EXPECT_NEAR(*bonferroni_confidence(10, 0.95), 0.995, 1e-12);
  EXPECT_NEAR(*bonferroni_confidence(1, 0.95), 0.95, 1e-12);
  EXPECT_FALSE(bonferroni_confidence(0, 0.95));
  EXPECT_FALSE(bonferroni_confidence(3, 1));
  EXPECT_FALSE(bonferroni_confidence(3, std::nan("")));
}

TEST(SimultaneousTest, DependenceNarrowsTheBand) {
  constexpr std::size_t kReplicates = 4000;
  const double independent = *max_t_confidence(grid(8, 200, 0, 1), 0.95, kReplicates, 1);
  const double alike = *max_t_confidence(grid(8, 200, 0.9, 1), 0.95, kReplicates, 1);
  const double same = *max_t_confidence(grid(8, 200, 1, 1), 0.95, kReplicates, 1);
  EXPECT_NEAR(independent, std::pow(0.95, 1.0 / 8), 0.003);  // Sidak's, for independent points
  EXPECT_LT(alike, independent - 0.003);
  EXPECT_NEAR(same, 0.95, 0.006) << "eight times the same point is one";
}

TEST(SimultaneousTest, TheWholeBandHoldsAtItsLevel) {
  // 400 grids of five related points on 40 cases, all true means 0: the band holds
  // in about .95; four standard errors are .044. Single 95 % intervals would all
  // hold in about .86.
  int held = 0;
  for (std::uint64_t i = 0; i < 400; ++i) {
    const Points points = grid(5, 40, 0.5, i);
    const double each = *max_t_confidence(points, 0.95, 400, i);
    bool all = true;
    for (const std::vector<double>& point : points) {
      const Interval interval = *mean_interval(point, each);
      all = all && interval.low <= 0 && 0 <= interval.high;
    }
    held += all ? 1 : 0;
  }
  EXPECT_GT(held, 400 * 0.90);
  EXPECT_LT(held, 400 * 0.995);
}

TEST(SimultaneousTest, PointsThatDoNotVary) {
  Points points = grid(3, 50, 0, 1);
  points[1].assign(50, 0.5);
  EXPECT_EQ(*max_t_confidence(points, 0.95, 500, 1),
            *max_t_confidence({points[0], points[2]}, 0.95, 500, 1));
  EXPECT_NEAR(*max_t_confidence({std::vector<double>(5, 1.0)}, 0.95, 500, 1), 0.95, 1e-12);
}

TEST(SimultaneousTest, NothingFromNonsense) {
  EXPECT_FALSE(max_t_confidence({}, 0.95, 500, 1));
  EXPECT_FALSE(max_t_confidence({{1}}, 0.95, 500, 1));
  EXPECT_FALSE(max_t_confidence({{1, 2}, {1, 2, 3}}, 0.95, 500, 1));
  EXPECT_FALSE(max_t_confidence({{1, 2, std::nan("")}}, 0.95, 500, 1));
  EXPECT_FALSE(max_t_confidence({{1, 2}}, 0.95, 0, 1));
  EXPECT_FALSE(max_t_confidence({{1, 2}}, 1, 500, 1));
}

RC_GTEST_PROP(SimultaneousTest, LiesBetweenOneIntervalAndBonferronis, ()) {
  const std::size_t k = *rc::gen::inRange<std::size_t>(1, 6);
  const std::size_t n = *rc::gen::inRange<std::size_t>(2, 40);
  const std::uint64_t seed = *rc::gen::inRange<std::uint64_t>(0, 1000);
  const Points points = grid(k, n, 0.3, seed);
  const double each = *max_t_confidence(points, 0.9, 100, seed);
  RC_ASSERT(0.9 <= each && each <= *bonferroni_confidence(k, 0.9));
  RC_ASSERT(each == *max_t_confidence(points, 0.9, 100, seed));
}

}  // namespace
}  // namespace assay::testing
