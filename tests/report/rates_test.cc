// Rates, scores and percentiles with honest intervals (docs/statistics.md).
#include "harness/report/rates.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include <cmath>
#include <vector>

#include "harness/report/percentile.h"
#include "tests/report/report_fixture.h"

namespace assay {
namespace {

using testing::column;
using testing::counts;

std::vector<CaseVariant> single_repeats(int passed, int failed) {
  std::vector<CaseVariant> cases(static_cast<std::size_t>(passed), counts(1, 0));
  cases.insert(cases.end(), static_cast<std::size_t>(failed), counts(0, 1));
  return cases;
}

TEST(PassRate, WithOneRepeatIsPlainWilson) {
  // Newcombe 1998, Table I: 81/263 and 15/148.
  const Estimated first = pass_rate_of(single_repeats(81, 182));
  EXPECT_NEAR(first.value.value(), 81.0 / 263, 1e-12);
  EXPECT_NEAR(first.low.value(), 0.255289, 1e-6);
  EXPECT_NEAR(first.high.value(), 0.366210, 1e-6);
  EXPECT_EQ(first.n, 263);
  const Estimated second = pass_rate_of(single_repeats(15, 133));
  EXPECT_NEAR(second.low.value(), 0.062386, 1e-6);
  EXPECT_NEAR(second.high.value(), 0.160487, 1e-6);
}

TEST(PassRate, OfNothingIsAbsent) {
  const Estimated none = pass_rate_of(column({counts(0, 0, 3)}));
  EXPECT_FALSE(none.value || none.low || none.high);
  EXPECT_EQ(none.n, 0);
}

TEST(PassRate, AtOneIsWorthItsCasesNotItsRepeats) {
  const std::vector<CaseVariant> cases(10, counts(5, 0));
  const Estimated rate = pass_rate_of(cases);
  EXPECT_NEAR(rate.low.value(), 0.722467, 1e-6);  // 10/10, not 50/50
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
  // Case means 1, 0.5, 0, 0.5: CR1 gives SE^2 = (4/3 * 0.5) / 16, p(1-p) = 1/4.
  const auto cases = column({counts(2, 0), counts(1, 1), counts(0, 2), counts(1, 1)});
  EXPECT_NEAR(effective_pass_n(cases), 0.25 / (4.0 / 3 * 0.5 / 16), 1e-9);
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

TEST(Score, OfZerosAndOnesOrOfEqualValuesIsWilsons) {
  const Estimated binary = score_of(single_repeats(9, 1));
  EXPECT_NEAR(binary.low.value(), 0.595850, 1e-6);
  EXPECT_NEAR(binary.high.value(), 0.982124, 1e-6);
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
