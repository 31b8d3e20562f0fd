#include "harness/stats/paired_posterior.h"

#include <gtest/gtest.h>

#include <cmath>

#include "harness/stats/distribution.h"
#include "harness/stats/proportion.h"
#include "tests/stats/expect_interval.h"

namespace assay::testing {
namespace {

TEST(PairedPosteriorTest, AgreesWithIntegrationOverAGrid) {
  // The same posterior integrated over a grid of 80 x 80 rates and 160
  // correlations, the cells by integrating the normal density over the correlation.
  struct Row { PairedCounts counts; double p_a_better; double difference; };
  const Row kRows[] = {{{6, 3, 1, 0}, 0.8565, 0.1671},
                       {{20, 7, 1, 12}, 0.9787, 0.1528},
                       {{1, 1, 7, 12}, 0.0115, -0.2625}};
  for (const Row& row : kRows) {
    SCOPED_TRACE(row.counts.n());
    const std::optional<PairedPosterior> posterior = paired_posterior(row.counts, 0.95, 1);
    ASSERT_TRUE(posterior);
    // Four standard errors of the sampling, the grid's own error and a little.
    const double noise = 4 * 0.5 / std::sqrt(posterior->effective_samples) + 0.002;
    EXPECT_NEAR(posterior->p_a_better, row.p_a_better, noise);
    EXPECT_NEAR(posterior->difference, row.difference, noise / 2);
    EXPECT_LT(posterior->interval.low, row.difference);
    EXPECT_GT(posterior->interval.high, row.difference);
    EXPECT_GT(posterior->effective_samples, 2000);
  }
}

TEST(PairedPosteriorTest, SeesMoreThanIndependentRatesWould) {
  // 30 of 40 and 24 of 40, but nearly the same cases pass.
  const PairedCounts counts{24, 6, 0, 10};
  EXPECT_GT(paired_posterior(counts, 0.95, 1)->p_a_better, *chance_of_higher_rate(30, 40, 24, 40));
}

TEST(PairedPosteriorTest, ComesToTangosIntervalAndRefusesWhereThatIsAllThereIs) {
  const PairedCounts counts{140, 16, 8, 36};
  const std::optional<PairedPosterior> posterior = paired_posterior(counts, 0.95, 1);
  ASSERT_TRUE(posterior);
  const Interval score = *tango(counts, 0.95);
  // With so many cases the prior hardly matters.
  expect_interval(posterior->interval, score.low, score.high, 0.01);
  // So many cases, so alike: hardly a sample from the prior has such a correlation.
  EXPECT_FALSE(paired_posterior({700, 40, 20, 240}, 0.95, 1));
}

TEST(PairedPosteriorTest, SeedDecidesAndSwappingMirrors) {
  const PairedCounts counts{6, 3, 1, 0};
  const PairedCounts swapped{6, 1, 3, 0};
  EXPECT_EQ(paired_posterior(counts, 0.95, 5)->p_a_better,
            paired_posterior(counts, 0.95, 5)->p_a_better);
  EXPECT_NE(paired_posterior(counts, 0.95, 5)->p_a_better,
            paired_posterior(counts, 0.95, 6)->p_a_better);
  EXPECT_NEAR(paired_posterior(counts, 0.95, 5)->p_a_better,
              1 - paired_posterior(swapped, 0.95, 6)->p_a_better, 0.03);
}

TEST(PairedPosteriorTest, NothingFromNonsenseOrTooFewSamples) {
  EXPECT_NEAR(paired_posterior({}, 0.95, 1)->p_a_better, 0.5, 0.02) << "the prior";
  EXPECT_FALSE(paired_posterior({-1, 3, 1, 0}, 0.95, 1));
  EXPECT_FALSE(paired_posterior({6, 3, 1, 0}, 1, 1));
  EXPECT_FALSE(paired_posterior({6, 3, 1, 0}, std::nan(""), 1));
  EXPECT_FALSE(paired_posterior({6, 3, 1, 0}, 0.95, 1, 100));
}

TEST(ChanceABetterTest, ConjugateShortcut) {
  EXPECT_NEAR(*chance_a_better(7, 1), 0.98046875, 1e-12);  // 1 - I_.5(8, 2)
  EXPECT_NEAR(*chance_a_better(0, 0), 0.5, 1e-12);
  EXPECT_NEAR(*chance_a_better(1, 7), 1 - 0.98046875, 1e-12);
  EXPECT_FALSE(chance_a_better(-1, 7));
}

TEST(BivariateNormalTest, KnownValues) {
  constexpr double kThird = 1.0 / 3;
  EXPECT_NEAR(bivariate_normal_cdf(0, 0, 0.5), kThird, 1e-14);  // 1/4 + asin(1/2) / (2 pi)
  EXPECT_NEAR(bivariate_normal_cdf(1, -0.7, 0), normal_cdf(1) * normal_cdf(-0.7), 1e-14);
  EXPECT_NEAR(bivariate_normal_cdf(0, -0.7, 0), 0.5 * normal_cdf(-0.7), 1e-14);
  EXPECT_NEAR(bivariate_normal_cdf(0, 0.7, 0), 0.5 * normal_cdf(0.7), 1e-14);
  // Only one of two opposite events or both: Phi(x) + Phi(-x) - 1 = 0.
  EXPECT_NEAR(bivariate_normal_cdf(0.8, -0.8, -0.999999999), 0, 1e-5);
  EXPECT_NEAR(bivariate_normal_cdf(0.8, 1.5, 0.999999999), normal_cdf(0.8), 1e-9);
  for (double rho : {-0.9, -0.2, 0.4, 0.95}) {
    // P(X <= x, Y <= y) + P(X <= x, Y > y) = P(X <= x)
    EXPECT_NEAR(bivariate_normal_cdf(0.3, -1.2, rho) + bivariate_normal_cdf(0.3, 1.2, -rho),
                normal_cdf(0.3), 1e-14);
  }
  EXPECT_TRUE(std::isnan(bivariate_normal_cdf(0, 0, 1)));
}

}  // namespace
}  // namespace assay::testing
