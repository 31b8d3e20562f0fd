#include "harness/stats/boundary.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include <cmath>

namespace assay::testing {
namespace {

TEST(BoundaryTest, AreThoseOfTheAuthorsCode) {
  // gostevehoward/confseq, uniform_boundaries_unittest.cpp.
  EXPECT_NEAR(*normal_mixture_rho(100, .05), 12.60056, 1e-5);
  EXPECT_NEAR(*normal_mixture_bound_two_sided(100, .05, 100), 30.35209, 1e-5);
  EXPECT_NEAR(*normal_mixture_bound_one_sided(100, .05, 100), 27.66071, 1e-5);
  EXPECT_NEAR(*gamma_exponential_bound(100, .05, 100, 2), 33.02017, 1e-5);
  EXPECT_NEAR(*polynomial_stitching_bound(100, .05, 10, 3), 64.48755, 1e-5);
}

TEST(BoundaryTest, WhatMakesNoSenseHasNone) {
  for (double bad : {0.0, -1.0, std::nan(""), HUGE_VAL}) {
    EXPECT_FALSE(normal_mixture_rho(bad, .05));
    EXPECT_FALSE(normal_mixture_bound_two_sided(bad, .05, 100));
    EXPECT_FALSE(normal_mixture_bound_one_sided(100, .05, bad));
    EXPECT_FALSE(gamma_exponential_bound(100, .05, 100, bad));
    EXPECT_FALSE(polynomial_stitching_bound(100, .05, bad, 3));
  }
  for (double alpha : {0.0, 1.0, std::nan("")}) {
    EXPECT_FALSE(normal_mixture_bound_two_sided(100, alpha, 100));
    EXPECT_FALSE(normal_mixture_bound_one_sided(100, alpha, 100));
    EXPECT_FALSE(gamma_exponential_bound(100, alpha, 100, 2));
    EXPECT_FALSE(polynomial_stitching_bound(100, alpha, 10, 3));
  }
  EXPECT_FALSE(gamma_exponential_bound(100, .05, 100, 1e-200));
  EXPECT_TRUE(polynomial_stitching_bound(100, .05, 10, 0)) << "scale 0 is sub-Gaussian";
}

RC_GTEST_PROP(BoundaryTest, GrowWithTimeButSlowerThanTheSumCould, ()) {
  const double v = *rc::gen::inRange(1, 100'000);
  const double alpha = *rc::gen::element(.2, .05, .001);
  const auto one = [&](double time) { return *normal_mixture_bound_one_sided(time, alpha, 100); };
  const auto two = [&](double time) { return *normal_mixture_bound_two_sided(time, alpha, 100); };
  const auto gamma = [&](double time) { return *gamma_exponential_bound(time, alpha, 100, 1); };
  const auto stitched = [&](double time) {
    return *polynomial_stitching_bound(time, alpha, 1, 1);
  };
  RC_ASSERT(one(v) < two(v));
  RC_ASSERT(one(v) < gamma(v));  // a heavier tail asks for more
  RC_ASSERT(one(v) < one(2 * v) && one(2 * v) < 2 * one(v));
  RC_ASSERT(two(v) < two(2 * v) && two(2 * v) < 2 * two(v));
  RC_ASSERT(gamma(v) < gamma(2 * v) && gamma(2 * v) < 2 * gamma(v));
  RC_ASSERT(stitched(v) < stitched(2 * v) && stitched(2 * v) < 2 * stitched(v));
  // No boundary that holds at all times is below the one that holds at one.
  RC_ASSERT(*normal_mixture_bound_one_sided(v, .05, v) > 1.6448 * std::sqrt(v));
}

}  // namespace
}  // namespace assay::testing
