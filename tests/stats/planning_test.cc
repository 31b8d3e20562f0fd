// Sample sizes and estimators over draws: power.h, passk.h.
#include <gtest/gtest.h>

#include <cmath>

#include "harness/stats/passk.h"
#include "harness/stats/power.h"

namespace assay::testing {
namespace {

TEST(PowerTest, MillersExample) {
  // arXiv 2411.00640: omega^2 = 1/9 and 3 points need 969 questions.
  const PairedSpread exact{1.0 / 9, 0, 0, 1, 1};
  const PairedSpread one_draw{1.0 / 9, 1.0 / 6, 1.0 / 6, 1, 1};
  const PairedSpread ten_draws{1.0 / 9, 1.0 / 6, 1.0 / 6, 10, 10};
  EXPECT_NEAR(*paired_sample_size(exact, .03, .05, .8), 968.997498068, 1e-6);
  EXPECT_NEAR(*paired_sample_size(one_draw, .03, .05, .8), 3875.98999227, 1e-6);
  EXPECT_NEAR(*paired_sample_size(ten_draws, .03, .05, .8), 1259.69674749, 1e-6);
  EXPECT_NEAR(*minimum_detectable_difference(one_draw, 198, .05, .8), 0.1327333279, 1e-9);
  EXPECT_NEAR(*minimum_detectable_difference(ten_draws, 198, .05, .8), 0.0756696393, 1e-9);
}

TEST(PowerTest, ConnorsSampleSizes) {
  const double kRows[][3] = {
      {0.25, 0.15, 84.813}, {0.2, 0.1, 154.599}, {0.1, 0.05, 311.587}, {0.1, 0.03, 869.736}};
  for (const auto& [discordant, difference, n] : kRows) {
    EXPECT_NEAR(*mcnemar_sample_size(discordant, difference, .05, .8), n, 1e-3);
    EXPECT_NEAR(*mcnemar_detectable_difference(discordant, n, .05, .8), difference, 1e-6);
  }
  EXPECT_EQ(*mcnemar_detectable_difference(0.1, 3, .05, .8), 0.1) << "too few cases for any";
}

TEST(PowerTest, NonInferioritySampleSizes) {
  // Chow, Shao and Wang 2008, page 90, prints 25.
  EXPECT_NEAR(*non_inferiority_sample_size_independent(.85, .65, .1, .05, .8), 24.3867535263, 1e-9);
  const double kRows[][3] = {{0.1, 0.05, 247.302}, {0.1, 0.03, 686.951}, {0.05, 0.02, 772.82}};
  for (const auto& [discordant, margin, n] : kRows) {
    EXPECT_NEAR(*non_inferiority_sample_size(discordant, 0, margin, .05, .8), n, 1e-3);
  }
}

TEST(PowerTest, TangosTestTakesMoreWhereFewDiffer) {
  // By hand: 9.5 % differ, margin .10: the constrained variance is .14383, so
  // ((1.64485 sqrt(.14383) + .84162 sqrt(.095)) / .1)^2.
  EXPECT_NEAR(*tango_sample_size(.095, 0, .1, .05, .8), 78.0, 0.1);
  EXPECT_NEAR(*non_inferiority_sample_size(.095, 0, .1, .05, .8), 58.7, 0.1);
  for (double discordant : {.1, .3}) {
    const double n = *tango_sample_size(discordant, .01, .05, .05, .8);
    EXPECT_NEAR(*tango_power(discordant, .01, .05, n, .05), .8, 1e-9);
  }
  EXPECT_FALSE(tango_sample_size(.1, -.05, .05, .05, .8)) << "at the margin";
  EXPECT_FALSE(tango_power(.1, 0, .05, 0, .05));
}

TEST(PowerTest, PowersOfRsFunctions) {
  EXPECT_NEAR(*two_rates_power(.5, .75, 50, .05), 0.7401659, 1e-6);  // ?power.prop.test
  EXPECT_NEAR(*two_means_power(1, 1, 20, .05), 0.8689528, 1e-6);     // ?power.t.test
  EXPECT_NEAR(*two_means_power(0, 1, 20, .05), 0.025, 1e-9) << "the far tail is left out";
  EXPECT_EQ(two_rates_power(0, 1, 50, .05), 1);
}

TEST(PowerTest, WhatCannotBePlannedHasNoNumber) {
  const double nan = std::nan("");
  const PairedSpread spread{1.0 / 9, 0, 0, 1, 1};
  EXPECT_FALSE(paired_sample_size(spread, 0, .05, .8)) << "no difference is never found";
  EXPECT_FALSE(paired_sample_size({-1, 0, 0, 1, 1}, .03, .05, .8));
  EXPECT_FALSE(paired_sample_size({1, 1, 1, 0, 1}, .03, .05, .8)) << "no draws";
  EXPECT_FALSE(minimum_detectable_difference(spread, 0, .05, .8));
  EXPECT_FALSE(mcnemar_sample_size(.1, .2, .05, .8)) << "more than all that differ";
  EXPECT_FALSE(mcnemar_detectable_difference(0, 100, .05, .8));
  EXPECT_FALSE(non_inferiority_sample_size(.1, -.05, .05, .05, .8)) << "at the margin";
  EXPECT_FALSE(non_inferiority_sample_size_independent(.5, .7, .1, .05, .8));
  EXPECT_FALSE(two_rates_power(.5, 1.5, 50, .05));
  EXPECT_FALSE(two_means_power(1, 0, 20, .05));
  EXPECT_FALSE(two_means_power(1, 1, 1, .05));
  for (double bad : {nan, 0.0, 1.0}) {
    EXPECT_FALSE(paired_sample_size(spread, .03, bad, .8));
    EXPECT_FALSE(mcnemar_sample_size(.1, .05, .05, bad));
    EXPECT_FALSE(two_rates_power(.5, .75, 50, bad));
  }
}

TEST(PassKTest, PublishedEstimators) {
  struct Row { int n; int passed; int k; double value; };
  // arXiv 2107.03374.
  for (const Row& row : {Row{10, 3, 5, 0.916666666667}, Row{10, 3, 1, 0.3}, Row{5, 2, 2, 0.7},
                         Row{200, 13, 10, 0.497551114731}, Row{4, 2, 2, 0.833333333333}}) {
    EXPECT_NEAR(*pass_at_k(row.n, row.passed, row.k), row.value, 1e-9);
  }
  // arXiv 2406.12045.
  for (const Row& row : {Row{4, 3, 2, 0.5}, Row{4, 2, 2, 0.166666666667},
                         Row{8, 6, 3, 0.357142857143}, Row{5, 2, 2, 0.1}}) {
    EXPECT_NEAR(*pass_hat_k(row.n, row.passed, row.k), row.value, 1e-9);
  }
}

TEST(PassKTest, MajorityByHand) {
  // Two or three of three drawn from five with three passes: (3*2 + 1) / 10.
  EXPECT_NEAR(*majority_at_k(5, 3, 3), 0.7, 1e-12);
  EXPECT_NEAR(*majority_at_k(4, 2, 2), 1.0 / 6, 1e-12) << "one of two is no majority";
  EXPECT_NEAR(*majority_at_k(5, 5, 5), 1, 1e-12);
  EXPECT_EQ(*majority_at_k(5, 0, 3), 0);
}

TEST(PassKTest, MoreDrawsThanThereAreGiveNothing) {
  for (const auto estimate : {pass_at_k, pass_hat_k, majority_at_k}) {
    EXPECT_FALSE(estimate(3, 1, 4));
    EXPECT_FALSE(estimate(3, 1, 0));
    EXPECT_FALSE(estimate(3, 4, 1));
    EXPECT_FALSE(estimate(3, -1, 1));
  }
}

}  // namespace
}  // namespace assay::testing
