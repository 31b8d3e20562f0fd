#include "harness/stats/agreement.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include <cmath>
#include <vector>

#include "harness/stats/proportion.h"

namespace assay::testing {
namespace {

TEST(AgreementTest, KappaIsLowWhereNearlyEverythingPasses) {
  const auto seen = agreement({2, {94, 3, 3, 0}}, 0.95);
  EXPECT_DOUBLE_EQ(seen->share, 0.94);
  EXPECT_NEAR(*seen->kappa, -0.0309278, 1e-7);
  EXPECT_NEAR(seen->gwet_ac1, 0.9362922, 1e-7);
  EXPECT_DOUBLE_EQ(seen->pabak, 0.88);
  EXPECT_DOUBLE_EQ(seen->first[0], 0.97) << "which is why";
  EXPECT_DOUBLE_EQ(seen->second[1], 0.03);
}

TEST(AgreementTest, PerfectAgreementOfFewIsNotCertain) {
  const auto seen = agreement({2, {10, 0, 0, 10}}, 0.95);
  EXPECT_EQ(*seen->kappa, 1);
  EXPECT_EQ(seen->kappa_interval.high, 1);
  EXPECT_NEAR(seen->kappa_interval.low, 2 * clopper_pearson(20, 20, 0.95)->low - 1, 1e-12);
  EXPECT_EQ(*seen->weighted_kappa, 1);
}

TEST(AgreementTest, OneCategoryHasNoKappa) {
  const auto seen = agreement({2, {20, 0, 0, 0}}, 0.95);
  EXPECT_EQ(seen->share, 1);
  EXPECT_FALSE(seen->kappa);
  EXPECT_FALSE(seen->weighted_kappa);
  EXPECT_EQ(seen->gwet_ac1, 1);
}

TEST(AgreementTest, NothingFromNothing) {
  EXPECT_FALSE(agreement({}, 0.95));
  EXPECT_FALSE(agreement({1, {5}}, 0.95));
  EXPECT_FALSE(agreement({2, {1, 2, 3}}, 0.95));
  EXPECT_FALSE(agreement({2, {1, 2, 3, 4, 5}}, 0.95));
  EXPECT_FALSE(agreement({2, {0, 0, 0, 0}}, 0.95));
  EXPECT_FALSE(agreement({2, {1, -1, 1, 1}}, 0.95));
  EXPECT_FALSE(agreement({2, {1, std::nan(""), 1, 1}}, 0.95));
  EXPECT_FALSE(agreement({2, {1, 1, 1, 1}}, 1));
}

RC_GTEST_PROP(AgreementTest, EveryMeasureIsAtMostOneAndForgetsWhoIsFirst, ()) {
  const auto categories = *rc::gen::inRange<std::size_t>(2, 6);
  RatingTable table{categories, {}};
  RatingTable turned{categories, std::vector<double>(categories * categories)};
  for (std::size_t i = 0; i < categories * categories; ++i) {
    table.counts.push_back(*rc::gen::inRange(0, 50));
    turned.counts[i % categories * categories + i / categories] = table.counts.back();
  }
  const auto seen = agreement(table, 0.95);
  RC_PRE(seen.has_value());
  const auto other = agreement(turned, 0.95);
  RC_ASSERT(seen->share_interval.low <= seen->share && seen->share <= seen->share_interval.high);
  for (const double value :
       {seen->gwet_ac1, seen->pabak, seen->kappa.value_or(0), seen->weighted_kappa.value_or(0)})
    RC_ASSERT(-1 - 1e-12 <= value && value <= 1 + 1e-12);
  RC_ASSERT(std::abs(seen->gwet_ac1 - other->gwet_ac1) < 1e-9);
  RC_ASSERT(std::abs(seen->kappa.value_or(0) - other->kappa.value_or(0)) < 1e-9);
  RC_ASSERT(std::abs(seen->weighted_kappa.value_or(0) - other->weighted_kappa.value_or(0)) < 1e-9);
  if (seen->kappa) {
    RC_ASSERT(seen->kappa_interval.low <= *seen->kappa + 1e-12);
    RC_ASSERT(*seen->kappa <= seen->kappa_interval.high + 1e-12);
  }
}

}  // namespace
}  // namespace assay::testing
