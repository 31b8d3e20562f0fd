#include "harness/stats/proportion.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include <cmath>

#include "tests/stats/expect_interval.h"

namespace assay::testing {
namespace {

struct ProportionRow {
  double successes;
  double n;
  Interval wilson;
  Interval clopper_pearson;
  Interval beta;
};
// 95 %. statsmodels 0.13.5 and, for 81/263, R 4.2.2 prop.test and binom.test;
// 81/263, 15/148, 0/20 and 1/29 are printed to four places in Newcombe, Statistics
// in Medicine 17 (1998), 857, table I.
const ProportionRow kProportionRows[] = {
    {81, 263, {0.255288520, 0.366209577}, {0.252736746, 0.367621923},
     {0.255301848, 0.366290594}},
    {15, 148, {0.062386400, 0.160487242}, {0.057844010, 0.161650490},
     {0.062636854, 0.160602446}},
    {0, 20, {0.000000000, 0.161125158}, {0.000000000, 0.168433471},
     {0.001204883, 0.161097615}},
    {1, 29, {0.006113214, 0.171755219}, {0.000872647, 0.177644295},
     {0.008178134, 0.172169456}},
    {10, 10, {0.722467200, 1.000000000}, {0.691502892, 1.000000000},
     {0.715085847, 0.997701028}},
    {9, 10, {0.595849973, 0.982123787}, {0.554983883, 0.997471421},
     {0.587220083, 0.977168802}},
    {0, 10, {0.000000000, 0.277532800}, {0.000000000, 0.308497108},
     {0.002298972, 0.284914153}},
    {1, 10, {0.017876213, 0.404150027}, {0.002528579, 0.445016117},
     {0.022831198, 0.412779917}},
    {5, 10, {0.236593091, 0.763406909}, {0.187086028, 0.812913972},
     {0.233793598, 0.766206402}},
    {18, 20, {0.698966355, 0.972133519}, {0.683017286, 0.987651473},
     {0.696225593, 0.969511032}},
    {48, 50, {0.865399093, 0.988961116}, {0.862862374, 0.995118567},
     {0.865413509, 0.987700912}},
    {97, 100, {0.915480636, 0.989745476}, {0.914823947, 0.993770028},
     {0.915643102, 0.989105516}},
};

const auto kEveryRate = {wilson, wilson_cc, clopper_pearson, beta_interval, jeffreys, agresti_coull};

TEST(ProportionTest, PublishedIntervals) {
  for (const ProportionRow& row : kProportionRows) {
    SCOPED_TRACE(::testing::Message() << row.successes << "/" << row.n);
    expect_interval(wilson(row.successes, row.n, 0.95), row.wilson.low, row.wilson.high);
    expect_interval(clopper_pearson(row.successes, row.n, 0.95), row.clopper_pearson.low,
                    row.clopper_pearson.high);
    expect_interval(beta_interval(row.successes, row.n, 0.95), row.beta.low, row.beta.high);
  }
}

TEST(ProportionTest, WilsonWithContinuityCorrectionIsRsPropTest) {
  expect_interval(wilson_cc(81, 263, 0.95), 0.2535087, 0.3681762);
}

TEST(ProportionTest, ClopperPearsonIsRsBinomTest) {
  expect_interval(clopper_pearson(682, 925, 0.95), 0.7076683, 0.7654066);  // R's own example
}

TEST(ProportionTest, KornAndGraubardsEffectiveN) {
  // p(1-p)/SE^2 = 80 from 100 cells in 20 clusters; t(.975) on 99 and 19 degrees of
  // freedom is 1.984217 and 2.093024.
  EXPECT_NEAR(korn_graubard_n(0.8, std::sqrt(0.16 / 80), 20, 100, 0.95),
              80 * std::pow(1.984217 / 2.093024, 2), 1e-4);
  EXPECT_EQ(korn_graubard_n(0.8, 1, 20, 100, 0.95), 20) << "never fewer than clusters";
  EXPECT_EQ(korn_graubard_n(0.8, 1e-6, 20, 100, 0.95), 100) << "nor more than cells";
  EXPECT_EQ(korn_graubard_n(0.8, 0, 20, 100, 0.95), 100);
  EXPECT_EQ(korn_graubard_n(1, 0, 20, 100, 0.95), 20) << "nothing shows how alike they are";
  EXPECT_EQ(korn_graubard_n(0.5, 0.1, 1, 5, 0.95), 1);
}

TEST(ProportionTest, NewcombesDifferenceOf56Of70And48Of80) {
  // Printed 0.0524, 0.3339: Statistics in Medicine 17 (1998), 873, method 10.
  expect_interval(newcombe_difference(56, 70, 48, 80, 0.95), 0.0524314724, 0.33387265404);
}

TEST(ProportionTest, IntervalsThatOthersPrint) {
  struct Others { double successes; double n; Interval jeffreys; Interval agresti_coull; };
  const Others kOthers[] = {
      // statsmodels 0.13.5
      {81, 263, {0.2545219350, 0.3656474992}, {0.2552206656, 0.3662774317}},
      {1, 29, {0.0037461736, 0.1500776860}, {0, 0.1862865086}},
      {10, 10, {0.7828037325, 0.9999521096}, {0.6791126942, 1}},
  };
  for (const Others& row : kOthers) {
    SCOPED_TRACE(row.n);
    expect_interval(jeffreys(row.successes, row.n, 0.95), row.jeffreys.low, row.jeffreys.high);
    expect_interval(agresti_coull(row.successes, row.n, 0.95), row.agresti_coull.low,
                    row.agresti_coull.high);
  }
  expect_interval(wald_difference(56, 70, 48, 80, 0.95), 0.0575048991, 0.3424951009);
}

TEST(ProportionTest, ChanceOfTheHigherRate) {
  EXPECT_NEAR(*chance_of_higher_rate(9, 10, 7, 10), 0.8446115, 1e-7);  // exact sum
  EXPECT_NEAR(*chance_of_higher_rate(7, 10, 9, 10), 1 - 0.8446115, 1e-7);
  EXPECT_NEAR(*chance_of_higher_rate(0, 0, 0, 0), 0.5, 1e-12);
  EXPECT_NEAR(*chance_of_higher_rate(1, 1, 0, 1), 5.0 / 6, 1e-12);  // Beta(2, 1) and (1, 2)
  EXPECT_FALSE(chance_of_higher_rate(3, 2, 0, 1));
  EXPECT_FALSE(chance_of_higher_rate(-1, 2, 0, 1));
}

TEST(ProportionTest, EndsAreExact) {
  EXPECT_EQ(wilson(0, 20, 0.95)->low, 0);
  EXPECT_EQ(wilson(20, 20, 0.95)->high, 1);
  EXPECT_EQ(wilson_cc(0, 20, 0.95)->low, 0);
  EXPECT_EQ(clopper_pearson(20, 20, 0.95)->high, 1);
}

TEST(ProportionTest, NothingIsEstimatedFromNothing) {
  for (const auto function : kEveryRate) {
    EXPECT_FALSE(function(0, 0, 0.95));
    EXPECT_FALSE(function(-1, 10, 0.95));
    EXPECT_FALSE(function(11, 10, 0.95));
    EXPECT_FALSE(function(5, 10, 0));
    EXPECT_FALSE(function(5, 10, 1));
    EXPECT_FALSE(function(std::nan(""), 10, 0.95));
    EXPECT_FALSE(function(5, INFINITY, 0.95));
  }
  EXPECT_FALSE(newcombe_difference(1, 2, 0, 0, 0.95));
  EXPECT_FALSE(wald_difference(1, 2, 0, 0, 0.95));
}

RC_GTEST_PROP(ProportionTest, EveryIntervalHoldsItsRateAndMirrors, ()) {
  // Fractional counts too: effective sample sizes, in quarters of an answer.
  const int quarters = *rc::gen::inRange(4, 20000);
  const double n = quarters / 4.0;
  const double successes = *rc::gen::inRange(0, quarters + 1) / 4.0;
  const double confidence = *rc::gen::element(0.5, 0.8, 0.95, 0.99);
  for (const auto function : kEveryRate) {
    const Interval interval = *function(successes, n, confidence);
    const Interval mirror = *function(n - successes, n, confidence);
    RC_ASSERT(interval.low >= 0 && interval.high <= 1);
    RC_ASSERT(interval.low < interval.high);
    RC_ASSERT(std::abs(interval.low - (1 - mirror.high)) < 1e-9);
    // Posterior intervals leave out a rate of exactly 0 or 1.
    if (function != beta_interval && function != jeffreys) {
      RC_ASSERT(interval.low <= successes / n && successes / n <= interval.high);
    }
  }
}

}  // namespace
}  // namespace assay::testing
