#include "harness/stats/further.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include <cmath>
#include <vector>

namespace assay::testing {
namespace {

TEST(SettleTest, InvertsThePublishedSampleSizes) {
  // Equal rates, 10 % discordant: 247.3 cases for a margin of .05, 686.95 for .03.
  EXPECT_EQ(further_cases(0, 0.1, 100, 0.05, .05, .8), 248 - 100);
  EXPECT_EQ(further_cases(0, 0.1, 100, 0.03, .05, .8), 687 - 100);
  EXPECT_EQ(further_cases(0, 0.1, 300, 0.05, .05, .8), 0) << "there are enough";
  // Below the margin the same distance takes as many to fail.
  EXPECT_EQ(further_cases(-0.1, 0.1, 100, 0.05, .05, .8), 248 - 100);
}

TEST(SettleTest, TheInconclusiveUpgrade) {
  // b = 3, c = 5 of 100 at a margin of .05: the difference is -.02, the spread of
  // one case about .08: (1.645 + .842)^2 .08 / .03^2 = 550 cases.
  const NonInferiority decision = *non_inferiority(PairedCounts{80, 3, 5, 12}, 0.05, 0.05);
  const std::optional<std::int64_t> further = further_cases(decision, 0.05, 0.05, 0.8);
  ASSERT_TRUE(further);
  EXPECT_NEAR(static_cast<double>(*further), 450, 250);
  const NonInferiority decided = *non_inferiority(PairedCounts{80, 3, 5, 12}, 0.10, 0.05);
  EXPECT_EQ(further_cases(decided, 0.10, 0.05, 0.8), 0);
}

TEST(SettleTest, DrawsHelpOnlyWhatDrawsCost) {
  // Between cases .01, a draw .1 a variant, 100 cases, margin .05, equal:
  // allowed variance 100 (.05 / 2.4865)^2 = .04043, so .2 / .03043 = 6.6 draws.
  const PairedSpread spread{0.01, 0.1, 0.1, 1, 1};
  EXPECT_EQ(further_draws(spread, 0, 100, 0.05, .05, .8), 7 - 1);
  EXPECT_EQ(further_draws({0.01, 0.1, 0.1, 7, 7}, 0, 100, 0.05, .05, .8), 0);
  EXPECT_FALSE(further_draws({0.05, 0.1, 0.1, 1, 1}, 0, 100, 0.05, .05, .8))
      << "the cases themselves differ too much";
}

TEST(SettleTest, WhatNothingSettles) {
  EXPECT_FALSE(further_cases(-0.05, 0.1, 100, 0.05, .05, .8)) << "at the margin";
  EXPECT_FALSE(further_cases(-0.05 + 1e-9, 0.1, 100, 0.05, .05, .8)) << "next to it";
  EXPECT_FALSE(further_cases(0, -1, 100, 0.05, .05, .8));
  EXPECT_FALSE(further_cases(0, 0.1, 0, 0.05, .05, .8));
  EXPECT_FALSE(further_cases(std::nan(""), 0.1, 100, 0.05, .05, .8));
  EXPECT_FALSE(further_cases(0, std::nan(""), 100, 0.05, .05, .8));
  EXPECT_FALSE(further_cases(0, 0.1, 100, 1, .05, .8));
  EXPECT_FALSE(further_cases(0, 0.1, 100, 0.05, 0, .8));
  EXPECT_FALSE(further_cases(0, 0.1, 100, 0.05, .05, 1));
  EXPECT_FALSE(further_draws({0.01, 0.1, 0.1, 1, 2}, 0, 100, 0.05, .05, .8));
  EXPECT_FALSE(further_draws({-1, 0.1, 0.1, 1, 1}, 0, 100, 0.05, .05, .8));
}

RC_GTEST_PROP(SettleTest, AsManyMoreAtTheSameSpreadDoClearTheMargin, ()) {
  // The same table, larger: with a power above 1/2 its bound clears the margin.
  const auto count = rc::gen::inRange<std::int64_t>(0, 30);
  const PairedCounts counts{*count + 10, *count, *count, *count + 10};
  const double margin = *rc::gen::inRange(1, 30) / 100.0;
  const NonInferiority now = *non_inferiority(counts, margin, 0.05);
  if (now.decision != Decision::inconclusive || counts.discordant() < 10) return;
  const std::optional<std::int64_t> further = further_cases(now, margin, 0.05, 0.6);
  if (!further || *further > 100'000) return;
  const std::int64_t times = (*further + counts.n() - 1) / counts.n() + 1;
  const PairedCounts then{times * counts.both, times * counts.only_a, times * counts.only_b,
                          times * counts.neither};
  RC_ASSERT(non_inferiority(then, margin, 0.05)->decision != Decision::inconclusive);
}

}  // namespace
}  // namespace assay::testing
