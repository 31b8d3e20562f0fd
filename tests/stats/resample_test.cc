#include "harness/stats/resample.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "tests/stats/expect_interval.h"
#include "tests/stats/statistics_of.h"

namespace assay::testing {
namespace {

// boot::aircondit (Davison and Hinkley 1997).
const std::vector<double> kAirconditioning = {3, 5, 7, 18, 43, 85, 91, 98, 100, 130, 230, 487};

TEST(ResampleTest, AccelerationIsThatOfRsBoot) {
  EXPECT_NEAR(jackknife_acceleration(12, mean_of(kAirconditioning)), 0.09379807, 1e-8);
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
  const double acceleration = jackknife_acceleration(4, mean_of(values));
  EXPECT_NEAR(acceleration, 0.0547339779, 1e-9);
  expect_interval(bca_interval(replicates, 3.75, acceleration, 0.95), 1.75, 7.0);
  expect_interval(percentile_interval(replicates, 0.95), 1.5, 6.5);
}

TEST(ResampleTest, JackknifeOfTheLawSchools) {
  // Efron and Tibshirani print .776 and .143.
  const Statistic correlation = correlation_of(kLsat, kGpa);
  EXPECT_NEAR(on_all(15, correlation), 0.776374491, 1e-9);
  EXPECT_NEAR(*jackknife_standard_error(15, correlation), 0.142518619, 1e-9);
  EXPECT_NEAR(jackknife_acceleration(15, correlation), -0.0756715649, 1e-9);
  EXPECT_FALSE(jackknife_standard_error(1, correlation));
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
  EXPECT_FALSE(bootstrap_bca(3, inverse, 0.95, 1000, 1));
}

TEST(ResampleTest, NothingFromNothing) {
  const std::vector<double> same = {2, 2, 2};
  EXPECT_TRUE(bootstrap(0, mean_of(same), 10, 1).empty());
  EXPECT_FALSE(percentile_interval(std::vector<double>{}, 0.95));
  EXPECT_FALSE(bootstrap_bca(1, mean_of(same), 0.95, 100, 1));
  EXPECT_FALSE(bca_interval(std::vector<double>{1, 2, 3}, 0, 0, 0.95)) << "all on one side";
  EXPECT_FALSE(bca_interval(std::vector<double>{1, 2, 3}, std::nan(""), 0, 0.95));
  EXPECT_FALSE(bca_interval(std::vector<double>{1, 2, 3}, 2, std::nan(""), 0.95));
  EXPECT_EQ(jackknife_acceleration(3, mean_of(same)), 0);
  expect_interval(bootstrap_bca(3, mean_of(same), 0.95, 100, 1), 2, 2);
}

}  // namespace
}  // namespace assay::testing
