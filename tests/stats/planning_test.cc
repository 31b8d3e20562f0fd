// Sample sizes: power.h.
#include <gtest/gtest.h>

#include <cmath>

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

TEST(PowerTest, TangosTestByHand) {
  // By hand: 9.5 % differ, margin .10: the constrained variance is .14383, so
  // ((1.64485 sqrt(.14383) + .84162 sqrt(.095)) / .1)^2.
  EXPECT_NEAR(*tango_sample_size(.095, 0, .1, .05, .8), 78.0, 0.1);
  for (double discordant : {.1, .3}) {
    const double n = *tango_sample_size(discordant, .01, .05, .05, .8);
    EXPECT_NEAR(*tango_power(discordant, .01, .05, n, .05), .8, 1e-9);
  }
  EXPECT_FALSE(tango_sample_size(.1, -.05, .05, .05, .8)) << "at the margin";
  EXPECT_FALSE(tango_power(.1, 0, .05, 0, .05));
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
  for (double bad : {nan, 0.0, 1.0}) {
    EXPECT_FALSE(paired_sample_size(spread, .03, bad, .8));
    EXPECT_FALSE(mcnemar_sample_size(.1, .05, .05, bad));
    EXPECT_FALSE(tango_sample_size(.1, 0, .05, bad, .8));
  }
}

}  // namespace
}  // namespace assay::testing
