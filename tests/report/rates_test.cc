// Rates, scores and percentiles with honest intervals (docs/statistics.md).
#include "harness/report/rates.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include <cmath>
#include <vector>

#include "harness/base/random.h"
#include "harness/report/percentile.h"
#include "tests/report/report_fixture.h"
#include "tests/support/binomial.h"

namespace assay {
namespace {

using testing::binomial_pmf;
using testing::column;
using testing::counts;

std::vector<CaseVariant> single_repeats(int passed, int failed) {
  std::vector<CaseVariant> cases(static_cast<std::size_t>(passed), counts(1, 0));
  cases.insert(cases.end(), static_cast<std::size_t>(failed), counts(0, 1));
  return cases;
}

TEST(PassRate, WithOneRepeatIsClopperAndPearsons) {
  // 81/263 by R 4.2.2 binom.test, 15/148 by statsmodels 0.13.5.
  const Estimated first = pass_rate_of(single_repeats(81, 182));
  EXPECT_NEAR(first.value.value(), 81.0 / 263, 1e-12);
  EXPECT_NEAR(first.low.value(), 0.252736746, 1e-8);
  EXPECT_NEAR(first.high.value(), 0.367621923, 1e-8);
  EXPECT_EQ(first.n, 263);
  const Estimated second = pass_rate_of(single_repeats(15, 133));
  EXPECT_NEAR(second.low.value(), 0.057844010, 1e-8);
  EXPECT_NEAR(second.high.value(), 0.161650490, 1e-8);
}

// Over all outcomes of a binomial, through what reports show and gates decide on:
// no sampling, so nothing here is let pass.
TEST(PassRate, CoversAtLeastAsOftenAsItSays) {
  struct Row {
    int n;
    double rate;
    double coverage;
  };
  // Coverage by a second program that knows none of this code.
  const Row kRows[] = {
      {10, .50, 0.9785},   {10, .80, 0.9936},   {10, .95, 0.9885},   {10, .99, 0.9957},
      {30, .50, 0.9572},   {30, .80, 0.9800},   {30, .95, 0.9844},   {30, .99, 0.9967},
      {100, .50, 0.9648},  {100, .80, 0.9674},  {100, .95, 0.9826},  {100, .99, 0.9816},
      {1000, .50, 0.9537}, {1000, .80, 0.9519}, {1000, .95, 0.9581}, {1000, .99, 0.9761},
  };
  for (const Row& row : kRows) {
    SCOPED_TRACE(::testing::Message() << row.n << " " << row.rate);
    double covered = 0;
    double failed = 0;  // of gates `at_least` the true rate, which should not
    double passed = 0;  // of gates `at_least` what is just above it
    for (int k = 0; k <= row.n; ++k) {
      const double chance = binomial_pmf(k, row.n, row.rate);
      const Estimated seen = pass_rate_of(single_repeats(k, row.n - k));
      if (*seen.low <= row.rate && row.rate <= *seen.high) covered += chance;
      if (*seen.high < row.rate) failed += chance;
      if (*seen.low > row.rate) passed += chance;
    }
    EXPECT_NEAR(covered, row.coverage, 6e-5);
    EXPECT_GE(covered, kConfidence);
    EXPECT_LE(failed, kAlpha);
    EXPECT_LE(passed, kAlpha);
  }
}

TEST(PassRate, OfNothingIsAbsent) {
  const Estimated none = pass_rate_of(column({counts(0, 0, 3)}));
  EXPECT_FALSE(none.value || none.low || none.high);
  EXPECT_EQ(none.n, 0);
}

TEST(PassRate, AtOneIsWorthItsCasesNotItsRepeats) {
  const std::vector<CaseVariant> cases(10, counts(5, 0));
  const Estimated rate = pass_rate_of(cases);
  EXPECT_NEAR(rate.low.value(), 0.691502892, 1e-8);  // 10/10, not 50/50
  EXPECT_NEAR(rate.high.value(), 1, 1e-12);
}

TEST(PassRate, RepeatsThatAllAgreeAddNothing) {
  std::vector<CaseVariant> cases(6, counts(5, 0));
  cases.insert(cases.end(), 4, counts(0, 5));
  EXPECT_NEAR(effective_pass_n(cases), 10, 1e-9);
}

TEST(PassRate, RepeatsThatVaryFreelyCountInFull) {
  const std::vector<CaseVariant> cases(10, counts(2, 2));
  EXPECT_NEAR(effective_pass_n(cases), 40, 1e-9);
}

TEST(PassRate, UsesTheClusteredErrorInBetween) {
  // Case means 1, 0.5, 0, 0.5, eight times: CR1 gives SE^2 = (32/31 * 4) / 32^2 and
  // p(1-p) = 1/4, so 62; t on 63 and 31 degrees of freedom is 1.998341 and 2.039513.
  std::vector<CaseVariant> cases;
  for (int i = 0; i < 8; ++i) {
    for (const CaseVariant& each : {counts(2, 0), counts(1, 1), counts(0, 2), counts(1, 1)}) {
      cases.push_back(each);
    }
  }
  EXPECT_NEAR(effective_pass_n(cases), 62 * std::pow(1.998341 / 2.039513, 2), 1e-4);
}

TEST(PassRate, AFewSlipsProveNothingOfCasesThatAlwaysFail) {
  std::vector<CaseVariant> cases(60, counts(5, 0));
  for (std::size_t i = 0; i < 9; ++i) cases[i] = counts(4, 1);
  EXPECT_EQ(effective_pass_n(cases), 60);
  cases[9] = counts(4, 1);
  EXPECT_GT(effective_pass_n(cases), 200);  // ten that differ show how they do

  // One case in fifty always fails, and any other answer slips once in a hundred: in
  // 30 % of such experiments no case that fails is among the 60. At the effective
  // number of their cells 82 % of intervals would hold the truth. 2000 seeded
  // samples: three standard errors of .95 are .015.
  const double truth = 0.98 * 0.99;
  Random random(7);
  int covered = 0;
  for (int sample = 0; sample < 2000; ++sample) {
    std::vector<CaseVariant> column(60);
    for (CaseVariant& entry : column) {
      const double rate = random.uniform() < 0.02 ? 0 : 0.99;
      for (int repeat = 0; repeat < 5; ++repeat)
        ++(random.uniform() < rate ? entry.passed : entry.failed);
    }
    const Estimated seen = pass_rate_of(column);
    covered += *seen.low <= truth && truth <= *seen.high ? 1 : 0;
  }
  EXPECT_GE(covered, 1900);
}

RC_GTEST_PROP(PassRate, IntervalHoldsTheRateAndStaysInBounds, ()) {
  std::vector<CaseVariant> cases;
  const int size = *rc::gen::inRange(1, 40);
  for (int i = 0; i < size; ++i) {
    cases.push_back(counts(*rc::gen::inRange(0, 6), *rc::gen::inRange(0, 6)));
  }
  const Estimated rate = pass_rate_of(cases);
  RC_PRE(rate.value.has_value());
  RC_ASSERT(*rate.low >= 0 && *rate.high <= 1);
  RC_ASSERT(*rate.low <= *rate.value + 1e-12 && *rate.value <= *rate.high + 1e-12);
  RC_ASSERT(*rate.high - *rate.low > 0);
}

RC_GTEST_PROP(PassRate, BoundsRiseWithTheRate, ()) {
  // Effective numbers of cells are fractions, and may be as small as one case.
  const double n = *rc::gen::inRange(4, 4000) / 4.0;
  const int steps = 40;
  Interval before{-1, -1};
  for (int step = 0; step <= steps; ++step) {
    const double rate = static_cast<double>(step) / steps;
    const Interval interval = rate_interval(rate, n).value();
    RC_ASSERT(0 <= interval.low && interval.high <= 1);
    RC_ASSERT(interval.low <= rate && rate <= interval.high);
    RC_ASSERT(interval.low >= before.low && interval.high >= before.high);
    before = interval;
  }
}

TEST(PassRate, OfOneCaseOrTwoSaysLittle) {
  EXPECT_NEAR(pass_rate_of(column({counts(1, 0)})).low.value(), 0.025, 1e-9);
  EXPECT_EQ(pass_rate_of(column({counts(1, 0)})).high, 1);
  const Estimated half = pass_rate_of(column({counts(2, 3)}));  // one case, five repeats
  EXPECT_LT(half.low.value(), 0.01);
  EXPECT_GT(half.high.value(), 0.98);
  EXPECT_NEAR(pass_rate_of(column({counts(5, 0), counts(5, 0)})).low.value(), 0.158114, 1e-6);
}

TEST(Score, HasNoIntervalBelowTwoCases) {
  const Estimated score = score_of(column({counts(1, 1)}));
  EXPECT_DOUBLE_EQ(score.value.value(), 0.5);
  EXPECT_FALSE(score.low || score.high);
}

TEST(Score, IsStudentsIntervalOfTheCaseMeans) {
  // Standard deviation 0.1 of three; t(2 df, 0.975) = 4.302653.
  std::vector<CaseVariant> cases(3, counts(1, 0));
  cases[0].score = 0.4;
  cases[1].score = 0.5;
  cases[2].score = 0.6;
  const Estimated score = score_of(cases);
  EXPECT_NEAR(score.low.value(), 0.5 - 4.302653 * 0.1 / std::sqrt(3), 1e-6);
  EXPECT_NEAR(score.high.value(), 0.5 + 4.302653 * 0.1 / std::sqrt(3), 1e-6);
}

TEST(Score, OfZerosAndOnesIsThePassRates) {
  const Estimated binary = score_of(single_repeats(9, 1));
  EXPECT_NEAR(binary.low.value(), 0.554983883, 1e-8);
  EXPECT_NEAR(binary.high.value(), 0.997471421, 1e-8);
}

TEST(Score, OfEqualValuesIsACoinsOfTheSameMean) {
  std::vector<CaseVariant> equal(20, counts(1, 0));
  for (CaseVariant& entry : equal) entry.score = 0.7;
  EXPECT_LT(score_of(equal).low.value(), 0.65);  // t would give [0.7, 0.7]
}

TEST(Imputation, CountsErrorsAndMissingCellsBothWays) {
  const auto cases = column({counts(1, 0, 1), counts(0, 0, 1)});  // of two repeats each
  EXPECT_EQ(missing_cells(cases, 2), 1);
  const auto best = impute(cases, Imputed::errors, As::best, 2);
  EXPECT_EQ(best[0].passed, 2);
  EXPECT_EQ(best[0].errors, 0);
  EXPECT_DOUBLE_EQ(best[1].score.value(), 1);
  const auto worst = impute(cases, Imputed::errors_and_missing, As::worst, 2);
  EXPECT_EQ(worst[1].failed, 2);
  EXPECT_DOUBLE_EQ(worst[0].score.value(), 0.5);
  EXPECT_EQ(impute(cases, Imputed::nothing, As::best, 2)[0].errors, 1);
}

TEST(Imputation, GivesWhatWaitsForALabelEitherVerdict) {
  CaseVariant entry = counts(1, 0);
  entry.unscored = 3;  // of one of which nothing is expected
  entry.waiting = 2;
  const auto best = impute({entry}, Imputed::errors, As::best, 4);
  EXPECT_EQ(best[0].passed, 3);
  EXPECT_EQ(best[0].unscored, 1);
  EXPECT_EQ(best[0].waiting, 0);
  EXPECT_EQ(best[0].all(), 4);
  EXPECT_EQ(impute({entry}, Imputed::errors, As::worst, 4)[0].failed, 2);
}

TEST(Percentiles, SayWhatNCanSupport) {
  std::vector<double> times;
  for (int i = 1; i <= 19; ++i) times.push_back(i);
  EXPECT_FALSE(percentiles_of(times).p95.value);
  EXPECT_EQ(percentiles_of(times).p95.n, 19);
  times.push_back(20);
  EXPECT_TRUE(percentiles_of(times).p95.value);
  EXPECT_FALSE(percentiles_of(times).p95.high);
  for (int i = 21; i <= 100; ++i) times.push_back(i);
  const Percentiles hundred = percentiles_of(times);
  EXPECT_DOUBLE_EQ(hundred.p50.low.value(), 40);  // ranks 40 and 61 of 100
  EXPECT_DOUBLE_EQ(hundred.p50.high.value(), 61);
  EXPECT_TRUE(hundred.p95.low && hundred.p95.high);
}

TEST(Percentiles, ReachAnIntervalAtAKnownN) {
  const std::int64_t n = fewest_for_interval(0.95);
  std::vector<double> times(static_cast<std::size_t>(n), 1.0);
  EXPECT_TRUE(percentiles_of(times).p95.high);
  times.pop_back();
  EXPECT_FALSE(percentiles_of(times).p95.high);
}

}  // namespace
}  // namespace assay
