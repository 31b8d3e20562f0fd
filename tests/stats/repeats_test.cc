// pass@k and pass^k: published values, the definition by enumeration, no bias.
#include "harness/stats/repeats.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include <bit>
#include <cmath>

#include "tests/support/binomial.h"

namespace assay {
namespace {

TEST(PassAtK, IsThePublishedEstimator) {
  // (10,3,5), (5,2,2), (200,13,10) by the code in Chen et al. 2021.
  EXPECT_NEAR(pass_at_k(10, 3, 5).value(), 0.916666666667, 1e-12);
  EXPECT_NEAR(pass_at_k(5, 2, 2).value(), 0.7, 1e-12);
  EXPECT_NEAR(pass_at_k(200, 13, 10).value(), 0.497551114731, 1e-12);
  EXPECT_NEAR(pass_at_k(10, 3, 1).value(), 0.3, 1e-12);
}

TEST(PassHatK, IsThePublishedEstimator) {
  EXPECT_NEAR(pass_hat_k(4, 3, 2).value(), 0.5, 1e-12);
  EXPECT_NEAR(pass_hat_k(4, 2, 2).value(), 0.166666666667, 1e-12);
  EXPECT_NEAR(pass_hat_k(8, 6, 3).value(), 0.357142857143, 1e-12);
  EXPECT_NEAR(pass_hat_k(5, 2, 2).value(), 0.1, 1e-12);
}

TEST(PassAtK, IsNothingWithoutEnoughDraws) {
  for (const auto of : {pass_at_k, pass_hat_k}) {
    EXPECT_EQ(of(3, 2, 4), std::nullopt);
    EXPECT_EQ(of(3, 2, 0), std::nullopt);
    EXPECT_EQ(of(0, 0, 1), std::nullopt);
    EXPECT_EQ(of(3, 4, 2), std::nullopt);
    EXPECT_EQ(of(3, -1, 2), std::nullopt);
  }
}

TEST(PassAtK, StandsLargeNumbers) {
  EXPECT_DOUBLE_EQ(pass_at_k(1'000'000, 1, 1'000'000).value(), 1);
  EXPECT_NEAR(pass_at_k(1'000'000, 1'000, 1'000).value(), 1 - std::pow(0.999, 1000), 1e-3);
  EXPECT_DOUBLE_EQ(pass_hat_k(1'000'000, 1'000'000, 999'999).value(), 1);
}

// Over every choice of k of n draws, of which the first c passed.
RC_GTEST_PROP(PassAtKProperty, IsTheMeanOverAllChoices, ()) {
  const int n = *rc::gen::inRange(1, 12);
  const int c = *rc::gen::inRange(0, n + 1);
  const int k = *rc::gen::inRange(1, n + 1);
  const unsigned passed = (1U << c) - 1;
  int choices = 0;
  int any = 0;
  int all = 0;
  for (unsigned chosen = 0; chosen < (1U << n); ++chosen) {
    if (std::popcount(chosen) != k) continue;
    ++choices;
    any += (chosen & passed) != 0;
    all += (chosen & ~passed) == 0;
  }
  RC_ASSERT(std::abs(*pass_at_k(n, c, k) - static_cast<double>(any) / choices) < 1e-12);
  RC_ASSERT(std::abs(*pass_hat_k(n, c, k) - static_cast<double>(all) / choices) < 1e-12);
}

// Exactly, over all outcomes of n draws at the true rate p: 1 - (1-p)^k, and p^k.
RC_GTEST_PROP(PassAtKProperty, HasNoBias, ()) {
  const int n = *rc::gen::inRange(1, 30);
  const int k = *rc::gen::inRange(1, n + 1);
  const double p = *rc::gen::inRange(0, 101) / 100.0;
  double at = 0;
  double hat = 0;
  for (int c = 0; c <= n; ++c) {
    const double chance = testing::binomial_pmf(c, n, p);
    at += chance * *pass_at_k(n, c, k);
    hat += chance * *pass_hat_k(n, c, k);
  }
  RC_ASSERT(std::abs(at - (1 - std::pow(1 - p, k))) < 1e-9);
  RC_ASSERT(std::abs(hat - std::pow(p, k)) < 1e-9);
}

}  // namespace
}  // namespace assay
