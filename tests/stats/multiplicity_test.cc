#include "harness/stats/multiplicity.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <cmath>
#include <vector>

namespace assay::testing {
namespace {

// The example of Benjamini and Hochberg 1995; adjusted by R's p.adjust.
const std::vector<double> kP = {0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344,
                                0.0459, 0.324,  0.4262, 0.5719, 0.6528, 0.759,  1.0};
const std::vector<double> kHolm = {0.0015, 0.0056, 0.0247, 0.114, 0.2211, 0.278, 0.278, 0.278,
                                   0.3213, 1,      1,      1,     1,      1,     1};
void expect_near(const std::vector<double>& actual, const std::vector<double>& expected) {
  ASSERT_EQ(actual.size(), expected.size());
  for (std::size_t i = 0; i < actual.size(); ++i) EXPECT_NEAR(actual[i], expected[i], 1e-12) << i;
}

TEST(MultiplicityTest, ThePublishedExample) {
  expect_near(holm(kP), kHolm);
}

TEST(MultiplicityTest, OneTestStaysAsItIsAndNoneIsNone) {
  EXPECT_EQ(holm(std::vector<double>{0.03}), std::vector<double>{0.03});
  EXPECT_TRUE(holm(std::vector<double>{}).empty());
}

TEST(MultiplicityTest, WhatIsNoProbabilityIsNoEvidence) {
  const std::vector<double> adjusted = holm(std::vector<double>{0.001, std::nan(""), -0.5, 1.5});
  EXPECT_EQ(adjusted[0], holm(std::vector<double>{0.001, 1, 1, 1})[0]);
  for (std::size_t i = 1; i < 4; ++i) EXPECT_EQ(adjusted[i], 1);
}

RC_GTEST_PROP(MultiplicityTest, OrderOfTheInputDoesNotMatter, ()) {
  std::vector<double> p = *rc::gen::container<std::vector<double>>(
      rc::gen::map(rc::gen::inRange(0, 1001), [](int x) { return x / 1000.0; }));
  std::vector<double> backwards(p.rbegin(), p.rend());
  const std::vector<double> adjusted = holm(p);
  std::vector<double> reversed = holm(backwards);
  std::reverse(reversed.begin(), reversed.end());
  for (std::size_t i = 0; i < p.size(); ++i) {
    RC_ASSERT(adjusted[i] == reversed[i]);
    RC_ASSERT(adjusted[i] >= p[i] && adjusted[i] <= 1);
    // Never more than Bonferroni's, which asks as much of every test.
    RC_ASSERT(adjusted[i] <= std::min(1.0, p[i] * static_cast<double>(p.size())) + 1e-12);
  }
}

}  // namespace
}  // namespace assay::testing
