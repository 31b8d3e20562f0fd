#include "harness/stats/empirical_likelihood.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include <cmath>
#include <vector>

namespace assay::testing {
namespace {

std::vector<Unit> losses(int lost, int n) {
  std::vector<Unit> units(static_cast<std::size_t>(n), Unit{0, 1});
  for (int i = 0; i < lost; ++i) units[static_cast<std::size_t>(i)].sum = -1;
  return units;
}

TEST(EmpiricalLikelihoodTest, OfLossesAloneIsTheBinomials) {
  // 4 of 200 lost against a share of .05: the binomial's own likelihood ratio.
  const double ratio = 4 * std::log(0.02 / 0.05) + 196 * std::log(0.98 / 0.95);
  EXPECT_NEAR(*likelihood_root_above(losses(4, 200), -0.05, -1), std::sqrt(2 * ratio), 1e-9);
  // None lost: -1 was not seen, and still may exist.
  EXPECT_NEAR(*likelihood_root_above(losses(0, 200), -0.05, -1),
              std::sqrt(-2 * 200 * std::log(0.95)), 1e-9);
}

TEST(EmpiricalLikelihoodTest, BoundsInvertTheRoot) {
  const std::vector<Unit> units = losses(4, 200);
  const double bound = *likelihood_lower_bound(units, 1.645, -1);
  EXPECT_NEAR(*likelihood_root_above(units, bound, -1), 1.645, 1e-6);
  EXPECT_LT(bound, -0.02);
  EXPECT_EQ(likelihood_root_above(units, -0.02, -1), 0) << "its own mean";
  EXPECT_EQ(likelihood_lower_bound(losses(5, 5), 1.645, -1), -1) << "all is lost";
}

TEST(EmpiricalLikelihoodTest, BoundOfValuesIsThatOfUnitsOfAnySize) {
  // The same values as clusters of one size, for which the bound is found otherwise.
  std::vector<Unit> values;
  std::vector<Unit> pairs;
  for (const double value : {-0.9, -0.4, 0.0, 0.1, 0.1, 0.3, 0.8}) {
    values.push_back({value, 1});
    pairs.push_back({2 * value, 2});
  }
  for (const double z : {0.5, 1.96, 4.0, 12.7}) {
    EXPECT_NEAR(*likelihood_lower_bound(values, z, -0.9), *likelihood_lower_bound(pairs, z, -0.9),
                1e-8)
        << z;
  }
}

TEST(EmpiricalLikelihoodTest, NothingFromNonsense) {
  EXPECT_FALSE(likelihood_root_above({}, 0, -1));
  EXPECT_FALSE(likelihood_root_above(losses(1, 5), -1, -1)) << "nothing is left of the ratio";
  EXPECT_FALSE(likelihood_root_above(losses(1, 5), std::nan(""), -1));
  EXPECT_FALSE(likelihood_root_above(losses(1, 5), 0, -0.5)) << "a unit below the lowest";
  EXPECT_FALSE(likelihood_root_above(std::vector<Unit>{{std::nan(""), 1}}, 0, -1));
  EXPECT_FALSE(likelihood_root_above(std::vector<Unit>{{0, 0}}, 0, -1));
  EXPECT_FALSE(likelihood_lower_bound(losses(1, 5), 0, -1));
}

RC_GTEST_PROP(EmpiricalLikelihoodTest, FartherMeansSurpriseMore, ()) {
  const std::vector<int> hundredths =
      *rc::gen::nonEmpty(rc::gen::container<std::vector<int>>(rc::gen::inRange(-100, 101)));
  std::vector<Unit> units;
  for (int hundredth : hundredths) units.push_back({hundredth / 100.0 * 3, 3});
  double before = HUGE_VAL;
  for (double mean = -0.9; mean < 0.95; mean += 0.1) {
    const double root = *likelihood_root_above(units, mean, -1);
    RC_ASSERT(std::isfinite(root) && root >= 0);
    RC_ASSERT(root <= before + 1e-9);
    before = root;
  }
}

}  // namespace
}  // namespace assay::testing
