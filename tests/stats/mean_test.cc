#include "harness/stats/mean.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "tests/stats/expect_interval.h"

namespace assay::testing {
namespace {

const std::vector<double> kScores = {1, 1, 0, 1, 0, 0, 0, 0, 1, 1, 1};
const std::vector<std::size_t> kClusters = {0, 0, 0, 1, 1, 2, 2, 2, 2, 3, 3};

TEST(MeanTest, ClusteredErrorsAreThoseOfRAndStatsmodels) {
  // R sandwich::vcovCL (HC1), statsmodels cov_type="cluster".
  EXPECT_NEAR(*mean(kScores), 0.545454545454545, 1e-12);
  EXPECT_NEAR(*standard_error(kScores), 0.157459164324443, 1e-12);
  EXPECT_NEAR(*clustered_standard_error(kScores, kClusters), 0.161386429927017, 1e-12);
}

TEST(MeanTest, ClustersOfOneValueGiveTheOrdinaryError) {
  std::vector<std::size_t> alone(kScores.size());
  for (std::size_t i = 0; i < alone.size(); ++i) alone[i] = 1000 - 7 * i;  // any names
  EXPECT_NEAR(*clustered_standard_error(kScores, alone), *standard_error(kScores), 1e-12);
}

TEST(MeanTest, ErrorsOfPublishedScoresOfPublishedSizes) {
  // Inputs of table 1 of arXiv 2411.00640; sqrt(p (1 - p) / n).
  struct Row {
    int n;
    double rate;
    double error;
  };
  for (const Row& row : {Row{5000, .655, .0067227}, Row{2500, .753, .0086253}}) {
    std::vector<double> values(static_cast<std::size_t>(row.n), 0.0);
    const int passed = static_cast<int>(std::lround(row.rate * row.n));
    for (int i = 0; i < passed; ++i) values[static_cast<std::size_t>(i)] = 1;
    EXPECT_NEAR(*standard_error(values), row.error, 2e-6);
  }
}

TEST(MeanTest, StudentIntervalOfRsSleepDifferences) {
  // R: t.test(extra ~ group, data = sleep, paired = TRUE)
  const std::vector<double> d = {-1.2, -2.4, -1.3, -1.3, 0.0, -1.0, -1.8, -0.8, -4.6, -1.4};
  expect_interval(mean_interval(d, 0.95), -2.45988576325, -0.70011423675);
}

TEST(MeanTest, ClusteredIntervalUsesTheNumberOfClusters) {
  const double half = 3.182446305284264 * 0.161386429927017;  // qt(.975, 3)
  expect_interval(clustered_mean_interval(kScores, kClusters, 0.95), 0.545454545454545 - half,
                  0.545454545454545 + half);
}

TEST(MeanTest, DesignEffect) {
  EXPECT_NEAR(*design_effect(10, .71), 7.39, 1e-12);
  EXPECT_FALSE(design_effect(0.5, .71));
  EXPECT_FALSE(design_effect(11, -0.1)) << "no variance would be left";
  EXPECT_FALSE(design_effect(10, std::nan("")));
}

TEST(MeanTest, ValuesThatAreNotFiniteAreRefused) {
  for (double bad : {std::nan(""), HUGE_VAL}) {
    const std::vector<double> values = {1, bad, 0};
    const std::vector<std::size_t> clusters = {0, 1, 2};
    EXPECT_FALSE(mean(values));
    EXPECT_FALSE(variance(values));
    EXPECT_FALSE(mean_interval(values, 0.95));
    EXPECT_FALSE(clustered_standard_error(values, clusters));
  }
}

TEST(MeanTest, TooFewValuesGiveNothing) {
  const std::vector<double> none;
  const std::vector<double> one = {1};
  const std::vector<double> two = {1, 2};
  const std::vector<std::size_t> same = {5, 5};
  EXPECT_FALSE(mean(none));
  EXPECT_FALSE(variance(one));
  EXPECT_FALSE(standard_error(one));
  EXPECT_FALSE(mean_interval(one, 0.95));
  EXPECT_FALSE(mean_interval(two, 1));
  EXPECT_FALSE(clustered_standard_error(two, same)) << "one cluster";
  EXPECT_FALSE(clustered_standard_error(kScores, same)) << "lengths differ";
  EXPECT_FALSE(clustered_mean_interval(two, same, 0.95));
}

}  // namespace
}  // namespace assay::testing
