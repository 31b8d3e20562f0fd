#include "harness/stats/resample.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <numeric>
#include <span>
#include <vector>

#include "tests/stats/expect_interval.h"
#include "tests/stats/statistics_of.h"

namespace assay::testing {
namespace {

// boot::aircondit (Davison and Hinkley 1997).
const std::vector<double> kAirconditioning = {3, 5, 7, 18, 43, 85, 91, 98, 100, 130, 230, 487};

std::vector<double> numbered(std::size_t n) {
  std::vector<double> values(n);
  std::iota(values.begin(), values.end(), 1.0);
  return values;
}

TEST(ResampleTest, AccelerationIsThatOfRsBoot) {
  EXPECT_NEAR(jackknife_acceleration(jackknife_values(12, mean_of(kAirconditioning))), 0.09379807,
              1e-8);
}

TEST(ResampleTest, IntervalsAreThoseOfRAndScipyWithinTheirNoise) {
  const Statistic statistic = mean_of(kAirconditioning);
  const std::vector<double> replicates = bootstrap(12, statistic, 100'000, 1);
  expect_interval(bca_interval(replicates, 1297.0 / 12, 0.09379807, 0.95), 57.1, 227.1, 1.5);
  expect_interval(percentile_interval(replicates, 0.95), 46.9, 191.7, 1.5);
}

TEST(ResampleTest, AllResamplesOfFourValues) {
  const std::vector<double> values = {1, 2, 4, 8};
  const std::vector<double> replicates = every_resample_mean(values);
  const double acceleration = jackknife_acceleration(jackknife_values(4, mean_of(values)));
  EXPECT_NEAR(acceleration, 0.0547339779, 1e-9);
  expect_interval(bca_interval(replicates, 3.75, acceleration, 0.95), 1.75, 7.0);
  expect_interval(percentile_interval(replicates, 0.95), 1.5, 6.5);
}

TEST(ResampleTest, JackknifeOfTheLawSchools) {
  // Efron and Tibshirani print .776.
  const Statistic correlation = correlation_of(kLsat, kGpa);
  EXPECT_NEAR(on_all(15, correlation), 0.776374491, 1e-9);
  EXPECT_NEAR(jackknife_acceleration(jackknife_values(15, correlation)), -0.0756715649, 1e-9);
}

TEST(ResampleTest, SumsWithoutEachLeaveTheDigitsOfTheOthersAlone) {
  EXPECT_THAT(jackknife_sums(std::vector<double>{1, 2, 4, 8}),
              ::testing::ElementsAre(14, 13, 11, 7));
  EXPECT_THAT(jackknife_sums(std::vector<double>{1, 1e20, 2}),
              ::testing::ElementsAre(1e20, 3, 1e20));
  EXPECT_THAT(jackknife_sums({}), ::testing::IsEmpty());
}

TEST(ResampleTest, AnIntervalComputesItsStatisticOnceAReplicateWhateverN) {
  for (const std::size_t n : {10u, 1000u, 10'000u}) {
    std::size_t calls = 0;
    std::size_t units = 0;
    const std::vector<double> values = numbered(n);
    const Statistic counted = [&](std::span<const std::size_t> indices) {
      ++calls;
      units += indices.size();
      return mean_of(values)(indices);
    };
    std::vector<double> without_each = jackknife_sums(values);
    for (double& value : without_each) value /= static_cast<double>(n - 1);
    EXPECT_TRUE(bootstrap_bca(counted, without_each, 0.95, 50, 1));
    EXPECT_EQ(calls, 51u);
    EXPECT_EQ(units, 51 * n);
  }
}

TEST(ResampleTest, SeedDecides) {
  const Statistic statistic = mean_of(kAirconditioning);
  EXPECT_EQ(bootstrap(12, statistic, 100, 5), bootstrap(12, statistic, 100, 5));
  EXPECT_NE(bootstrap(12, statistic, 100, 5), bootstrap(12, statistic, 100, 6));
}

TEST(ResampleTest, AStatisticThatAResampleLacksHasNoInterval) {
  // 1 / mean: some resamples of 0, 0, 1 are all zeros.
  const std::vector<double> values = {0, 0, 1};
  const Statistic mean = mean_of(values);
  const Statistic inverse = [&](std::span<const std::size_t> indices) { return 1 / mean(indices); };
  EXPECT_TRUE(bootstrap(3, inverse, 1000, 1).empty());
  EXPECT_FALSE(bootstrap_bca(inverse, jackknife_values(3, inverse), 0.95, 1000, 1));
}

TEST(ResampleTest, NothingFromNothing) {
  const std::vector<double> same = {2, 2, 2};
  EXPECT_TRUE(bootstrap(0, mean_of(same), 10, 1).empty());
  EXPECT_FALSE(percentile_interval(std::vector<double>{}, 0.95));
  EXPECT_FALSE(bootstrap_bca(mean_of(same), jackknife_values(1, mean_of(same)), 0.95, 100, 1));
  EXPECT_FALSE(bca_interval(std::vector<double>{1, 2, 3}, 0, 0, 0.95)) << "all on one side";
  EXPECT_FALSE(bca_interval(std::vector<double>{1, 2, 3}, std::nan(""), 0, 0.95));
  EXPECT_FALSE(bca_interval(std::vector<double>{1, 2, 3}, 2, std::nan(""), 0.95));
  EXPECT_EQ(jackknife_acceleration(jackknife_values(3, mean_of(same))), 0);
  expect_interval(bootstrap_bca(mean_of(same), jackknife_values(3, mean_of(same)), 0.95, 100, 1), 2,
                  2);
}

}  // namespace
}  // namespace assay::testing
