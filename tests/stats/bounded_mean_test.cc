#include "harness/stats/bounded_mean.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "harness/base/random.h"
#include "harness/stats/mean.h"
#include "harness/stats/proportion.h"

namespace assay::testing {
namespace {

void expect_same(const std::optional<Interval>& seen, const std::optional<Interval>& wanted,
                 double tolerance) {
  EXPECT_NEAR(seen.value().low, wanted.value().low, tolerance);
  EXPECT_NEAR(seen.value().high, wanted.value().high, tolerance);
}

std::vector<double> scores_of(std::size_t n, double usual, std::vector<double> others) {
  others.resize(n, usual);
  return others;
}

TEST(BoundedMeanTest, IsStudentsWhereScoresAreSpreadEvenly) {
  std::vector<double> scores;
  for (int i = 0; i < 200; ++i) scores.push_back(0.3 + 0.4 * (i + 0.5) / 200);
  expect_same(bounded_mean_interval(scores, 0.95), mean_interval(scores, 0.95), 2e-4);
}

TEST(BoundedMeanTest, ReachesFartherTowardsTheTail) {
  // Twelve of a hundred are far below the others.
  const std::vector<double> scores = scores_of(100, 1, std::vector<double>(12, 0.2));
  const Interval seen = bounded_mean_interval(scores, 0.95).value();
  const Interval student = mean_interval(scores, 0.95).value();
  EXPECT_LT(seen.low, student.low - 0.005);
  EXPECT_EQ(seen.high, student.high);
}

TEST(BoundedMeanTest, IsACoinsWhereNothingElseCanBeTold) {
  expect_same(bounded_mean_interval(scores_of(10, 1, {0}), 0.95), clopper_pearson(9, 10, 0.95), 0);
  expect_same(bounded_mean_interval(scores_of(20, 0.7, {}), 0.95), clopper_pearson(14, 20, 0.95),
              1e-12);
  // A few that differ a little do not show how far others may fall.
  EXPECT_NEAR(bounded_mean_interval(scores_of(100, 1, {0.8, 0.8, 0.6}), 0.95)->low,
              clopper_pearson(99.2, 100, 0.95)->low, 1e-12);
}

TEST(BoundedMeanTest, NothingFromNonsense) {
  EXPECT_FALSE(bounded_mean_interval(std::vector<double>{0.5}, 0.95));
  EXPECT_FALSE(bounded_mean_interval(std::vector<double>{0.5, 1.1}, 0.95));
  EXPECT_FALSE(bounded_mean_interval(std::vector<double>{0.5, std::nan("")}, 0.95));
  EXPECT_FALSE(bounded_mean_interval(std::vector<double>{0.5, 0.6}, 1));
}

RC_GTEST_PROP(BoundedMeanTest, HoldsTheMeanAndStaysInBounds, ()) {
  const auto twentieths = *rc::gen::suchThat(
      rc::gen::container<std::vector<int>>(rc::gen::element(0, 1, 10, 19, 20, 20, 20)),
      [](const std::vector<int>& values) { return values.size() > 1; });
  std::vector<double> scores;
  for (const int twentieth : twentieths) scores.push_back(twentieth / 20.0);
  const Interval interval = bounded_mean_interval(scores, 0.95).value();
  RC_ASSERT(0 <= interval.low && interval.high <= 1);
  RC_ASSERT(interval.low <= *mean(scores) && *mean(scores) <= interval.high);
  RC_ASSERT(interval.low < interval.high);
  // No narrower than t or a coin's are both, and the mirror image of mirrored scores.
  const auto n = static_cast<double>(scores.size());
  const double student = std::max(0.0, mean_interval(scores, 0.95)->low);
  const double coin = clopper_pearson(std::min(n, *mean(scores) * n), n, 0.95)->low;
  RC_ASSERT(interval.low <= std::max(student, coin) + 1e-12);
  std::transform(scores.begin(), scores.end(), scores.begin(), [](double s) { return 1 - s; });
  RC_ASSERT(std::abs(bounded_mean_interval(scores, 0.95)->high - (1 - interval.low)) < 1e-9);
}

// How often a nominal 95 % interval of 100 scores holds their true mean; a score is
// drawn by `draw`. 2000 seeded samples: three standard errors of .95 are .015.
template <class Draw>
double coverage(double truth,
                std::optional<Interval> (*interval_of)(std::span<const double>, double),
                const Draw& draw) {
  constexpr int kSamples = 2000;
  Random random(11);
  int covered = 0;
  for (int sample = 0; sample < kSamples; ++sample) {
    std::vector<double> scores;
    for (int i = 0; i < 100; ++i) scores.push_back(draw(random.uniform()));
    const Interval interval = interval_of(scores, 0.95).value();
    covered += interval.low <= truth && truth <= interval.high ? 1 : 0;
  }
  return static_cast<double>(covered) / kSamples;
}

TEST(BoundedMeanTest, CoversWhereFewScoresDecide) {
  // 5 % of cases lose one repeat of five: t is too sure of how few they are.
  const auto slips = [](double u) { return u < 0.05 ? 0.8 : 1.0; };
  EXPECT_LE(coverage(0.99, mean_interval, slips), 0.90);
  EXPECT_GE(coverage(0.99, bounded_mean_interval, slips), 0.95);
  // 1 % of cases fail wholly, and 37 % of samples have none: t and the likelihood of
  // what was seen know nothing of them.
  const auto crashes = [](double u) { return u < 0.01 ? 0.0 : u < 0.05 ? 0.8 : 1.0; };
  EXPECT_LE(coverage(0.982, mean_interval, crashes), 0.80);
  EXPECT_GE(coverage(0.982, bounded_mean_interval, crashes), 0.95);
  // With more than ten that differ the likelihood mends what t misses.
  const auto skewed = [](double u) { return u < 0.2 ? 0.5 + u : 1.0; };
  EXPECT_GE(coverage(0.92, bounded_mean_interval, skewed), 0.94);
}

}  // namespace
}  // namespace assay::testing
