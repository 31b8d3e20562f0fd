#include "harness/stats/agreement.h"

#include <gtest/gtest.h>

#include <cmath>

#include "tests/stats/statistics_of.h"

namespace assay::testing {
namespace {

TEST(AgreementTest, CohensKappaByHand) {
  // Observed .7, by chance .5.
  EXPECT_NEAR(*cohen_kappa({{20, 5}, {10, 15}}), 0.4, 1e-12);
  EXPECT_NEAR(*cohen_kappa({{5, 0}, {0, 5}}), 1, 1e-12);
  EXPECT_FALSE(cohen_kappa({}));
  EXPECT_FALSE(cohen_kappa({{1, 2}}));
  EXPECT_FALSE(cohen_kappa({{9, 0}, {0, 0}})) << "chance alone agrees";
}

TEST(AgreementTest, KrippendorffsCanonicalTable) {
  // Krippendorff 2011, four observers, twelve units: prints .743 .815 .849 .797.
  const auto kRatings = krippendorffs_ratings();
  EXPECT_NEAR(*krippendorff_alpha(kRatings, Level::nominal), 0.743421052632, 1e-9);
  EXPECT_NEAR(*krippendorff_alpha(kRatings, Level::ordinal), 0.815387503755, 1e-9);
  EXPECT_NEAR(*krippendorff_alpha(kRatings, Level::interval), 0.849107142857, 1e-9);
  EXPECT_NEAR(*krippendorff_alpha(kRatings, Level::ratio), 0.797402774712, 1e-9);
}

TEST(AgreementTest, NothingToDisagreeAboutGivesNothing) {
  EXPECT_FALSE(krippendorff_alpha({}, Level::nominal));
  EXPECT_FALSE(krippendorff_alpha({{1, 1}, {1, 1}}, Level::nominal));
  EXPECT_FALSE(krippendorff_alpha({{1, 2}}, Level::nominal)) << "one judge";
}

TEST(AgreementTest, NumbersThatAreNoneAreRefused) {
  const double nan = std::nan("");
  EXPECT_FALSE(cohen_kappa({{20, nan}, {10, 15}}));
  EXPECT_FALSE(cohen_kappa({{20, -5}, {10, 15}}));
  EXPECT_FALSE(krippendorff_alpha({{1, nan}, {1, 2}}, Level::interval));
  EXPECT_FALSE(rogan_gladen(nan, 500, 0.9, 100, 0.8, 100));
  EXPECT_FALSE(rogan_gladen(0.7, 500, 1.1, 100, 0.8, 100));
  EXPECT_FALSE(rogan_gladen(0.7, nan, 0.9, 100, 0.8, 100));
}

TEST(AgreementTest, RogansAndGladensCorrection) {
  const std::optional<CorrectedRate> corrected = rogan_gladen(0.7, 500, 0.9, 100, 0.8, 100);
  ASSERT_TRUE(corrected);
  EXPECT_NEAR(corrected->rate, 0.714285714286, 1e-9);
  EXPECT_NEAR(corrected->standard_error, 0.0453961231458, 1e-9);
  EXPECT_FALSE(rogan_gladen(0.7, 500, 0.5, 100, 0.5, 100)) << "a coin";
  EXPECT_FALSE(rogan_gladen(0.7, 0, 0.9, 100, 0.8, 100));
  EXPECT_EQ(rogan_gladen(0.05, 500, 0.9, 100, 0.8, 100)->rate, 0) << "a rate is no less than 0";
}

}  // namespace
}  // namespace assay::testing
