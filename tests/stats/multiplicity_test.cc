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
                                   0.3213, 1, 1, 1, 1, 1, 1};
const std::vector<double> kBenjaminiHochberg = {
    0.0015, 0.003, 0.0095, 0.035625, 0.0603, 0.06385714285714286, 0.06385714285714286, 0.0645,
    0.0765, 0.486, 0.5811818181818182, 0.714875, 0.7532307692307693, 0.8132142857142857, 1};
const std::vector<double> kYekutieli = {
    0.004977343489843491, 0.009954686979686982, 0.03152317543567544, 0.11821190788378289,
    0.20008920829170831,  0.21189262285333715,  0.21189262285333715, 0.2140257700632701,
    0.253844517982018, 1, 1, 1, 1, 1, 1};

const auto kEvery = {bonferroni, holm, hochberg, benjamini_hochberg, benjamini_yekutieli};

void expect_near(const std::vector<double>& actual, const std::vector<double>& expected) {
  ASSERT_EQ(actual.size(), expected.size());
  for (std::size_t i = 0; i < actual.size(); ++i) EXPECT_NEAR(actual[i], expected[i], 1e-12) << i;
}

TEST(MultiplicityTest, ThePublishedExample) {
  expect_near(holm(kP), kHolm);
  expect_near(benjamini_hochberg(kP), kBenjaminiHochberg);
  expect_near(benjamini_yekutieli(kP), kYekutieli);
}

TEST(MultiplicityTest, NumberOfRejectionsAtFivePercent) {
  const auto rejected = [](const std::vector<double>& adjusted) {
    return std::count_if(adjusted.begin(), adjusted.end(), [](double p) { return p <= 0.05; });
  };
  EXPECT_EQ(rejected(bonferroni(kP)), 3);
  EXPECT_EQ(rejected(holm(kP)), 3);
  EXPECT_EQ(rejected(hochberg(kP)), 3);
  EXPECT_EQ(rejected(benjamini_hochberg(kP)), 4);
  EXPECT_EQ(rejected(benjamini_yekutieli(kP)), 3);
}

TEST(MultiplicityTest, OneTestStaysAsItIsAndNoneIsNone) {
  for (const auto adjust : kEvery) {
    EXPECT_EQ(adjust(std::vector<double>{0.03}), std::vector<double>{0.03});
    EXPECT_TRUE(adjust(std::vector<double>{}).empty());
  }
}

TEST(MultiplicityTest, WhatIsNoProbabilityIsNoEvidence) {
  for (const auto adjust : kEvery) {
    const std::vector<double> adjusted =
        adjust(std::vector<double>{0.001, std::nan(""), -0.5, 1.5});
    EXPECT_EQ(adjusted[0], adjust(std::vector<double>{0.001, 1, 1, 1})[0]);
    for (std::size_t i = 1; i < 4; ++i) EXPECT_EQ(adjusted[i], 1);
  }
}

RC_GTEST_PROP(MultiplicityTest, HolmLiesBetweenHochbergAndBonferroni, ()) {
  const std::vector<double> p = *rc::gen::container<std::vector<double>>(
      rc::gen::map(rc::gen::inRange(0, 1001), [](int x) { return x / 1000.0; }));
  const std::vector<double> least = hochberg(p);
  const std::vector<double> middle = holm(p);
  const std::vector<double> most = bonferroni(p);
  for (std::size_t i = 0; i < p.size(); ++i) {
    RC_ASSERT(least[i] <= middle[i] + 1e-12 && middle[i] <= most[i] + 1e-12);
  }
}

RC_GTEST_PROP(MultiplicityTest, OrderOfTheInputDoesNotMatter, ()) {
  std::vector<double> p = *rc::gen::container<std::vector<double>>(
      rc::gen::map(rc::gen::inRange(0, 1001), [](int x) { return x / 1000.0; }));
  std::vector<double> backwards(p.rbegin(), p.rend());
  for (const auto adjust : kEvery) {
    std::vector<double> adjusted = adjust(p);
    std::vector<double> reversed = adjust(backwards);
    std::reverse(reversed.begin(), reversed.end());
    for (std::size_t i = 0; i < p.size(); ++i) {
      RC_ASSERT(adjusted[i] == reversed[i]);
      RC_ASSERT(adjusted[i] >= p[i] && adjusted[i] <= 1);
    }
  }
}

}  // namespace
}  // namespace assay::testing
