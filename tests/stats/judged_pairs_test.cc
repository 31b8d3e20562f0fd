#include "harness/stats/judged_pairs.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include <cmath>

namespace assay::testing {
namespace {

constexpr double kLevel = 0.025;

const JudgedPairs kUsual{{120, 1, 18, 1}, {30, 14, 5, 1}, {18, 2, 4, 9}, {32, 2, 12, 1}};

TEST(JudgedPairsTest, WorkedByHand) {
  const auto result = non_inferiority(kUsual, 0.05, kLevel);
  // .6 * 0 + .15 * 13/20 - .09 * 7/15 + .16 * 1/15
  EXPECT_NEAR(result->difference, 0.0661666667, 1e-9);
  EXPECT_NEAR((result->interval.low + result->interval.high) / 2, result->difference, 1e-12);
  // Of the first stratum: 1.5/21 + 1.5/21 = .142857; so on, over 20, 20, 15 and 15 labels.
  const double variance = .36 * .142857143 / 20 + .0225 * .378684807 / 20 +
                          .0081 * .558593750 / 15 + .0256 * .246093750 / 15 +
                          (.15 * .4225 + .09 * .217777778 + .16 * .004444444 - .004378028) / 200;
  EXPECT_NEAR(result->interval.high - result->difference, 1.959964 * std::sqrt(variance), 1e-6);
  EXPECT_EQ(result->cases, 200);
  EXPECT_EQ(result->discordant, 48);
}

TEST(JudgedPairsTest, AJudgeWhoFavoursOneIsSeenThrough) {
  // The judge prefers the candidate on a fifth of the cases; people see no difference.
  const JudgedPairs pairs{{600, 0, 60, 0}, {200, 2, 96, 2}, {40, 0, 20, 0}, {160, 0, 40, 0}};
  const auto result = non_inferiority(pairs, 0.05, kLevel);
  EXPECT_EQ(result->difference, 0);
  EXPECT_EQ(result->decision, Decision::pass);
  EXPECT_EQ(non_inferiority(pairs, 0, kLevel)->decision, Decision::inconclusive);
}

TEST(JudgedPairsTest, AStratumWithoutALabelMayBeAnything) {
  JudgedPairs pairs{{100, 0, 1000, 0}, {100, 0, 1000, 0}, {0, 0, 0, 0}, {50, 0, 1000, 0}};
  const auto labelled = non_inferiority(pairs, 0.1, kLevel);
  EXPECT_EQ(labelled->decision, Decision::pass) << "a pair that the judge never gave needs none";
  pairs.neither = {50, 0, 0, 0};
  const auto unknown = non_inferiority(pairs, 0.1, kLevel);
  EXPECT_LT(unknown->interval.low, -0.2);
  EXPECT_GT(unknown->interval.high, 0.2);
  EXPECT_EQ(unknown->decision, Decision::inconclusive);
  EXPECT_EQ(unknown->p_not_inferior, 1);
  EXPECT_EQ(unknown->p_inferior, 1);
}

TEST(JudgedPairsTest, FewLabelsThatAllAgreeAreNoProof) {
  // A tenth of the labels of a plan, all equal: the plain variance would be 0.
  const JudgedPairs pairs{{150, 0, 5, 0}, {20, 0, 5, 0}, {20, 0, 5, 0}, {10, 0, 5, 0}};
  EXPECT_EQ(non_inferiority(pairs, 0.05, kLevel)->decision, Decision::inconclusive);
}

// 100 cases on which both gave one text, which one label is of, and 100 others of which half
// differ to people. Of the first half have labels of both sides, of the others a quarter.
TEST(JudgedPairsTest, TextsThatAreAlikeStandForThemselves) {
  const JudgedPairs pairs{.both = {100, 12, 13, 0}, .both_alike = {100, 0, 50, 0}};
  EXPECT_NEAR(non_inferiority(pairs, 0, kLevel)->difference, 0.5 * 12 / 25, 1e-12);
  const JudgedPairs together{{200, 12, 63, 0}, {}, {}, {}};
  EXPECT_LT(non_inferiority(together, 0, kLevel)->difference, 0.7 * 0.24) << "what it would say";
  // Where they cannot differ they need no label.
  const JudgedPairs certain{.both = {100, 12, 13, 0}, .same = 100};
  const auto of_certain = non_inferiority(certain, 0, kLevel);
  EXPECT_NEAR(of_certain->difference, 0.24, 1e-12);
  EXPECT_EQ(of_certain->cases, 200);
  EXPECT_LT(of_certain->interval.high, non_inferiority(pairs, 0, kLevel)->interval.high);
}

TEST(JudgedPairsTest, WithoutPairsTheRatesAreIndependent) {
  const JudgedRate candidate{120, 80, {30, 27}, {30, 6}};
  const JudgedRate baseline{150, 50, {30, 21}, {30, 3}};
  const Corrected a = *post_stratified(candidate, 0.95, LabelLimits::careful);
  const Corrected b = *post_stratified(baseline, 0.95, LabelLimits::careful);
  const auto result = non_inferiority(candidate, baseline, 0, kLevel);
  EXPECT_NEAR(result->difference, a.value - b.value, 1e-12);
  EXPECT_NEAR(result->interval.low,
              result->difference - std::hypot(a.value - a.interval.low, b.interval.high - b.value),
              1e-12);
  EXPECT_EQ(result->cases, 200);
  const auto other = non_inferiority(baseline, candidate, 0, kLevel);
  EXPECT_NEAR(other->interval.high, -result->interval.low, 1e-12);
  EXPECT_NEAR(other->p_inferior, result->p_not_inferior, 1e-9);
}

TEST(JudgedPairsTest, NothingFromNothing) {
  EXPECT_TRUE(non_inferiority(kUsual, 0, kLevel));
  EXPECT_FALSE(non_inferiority(kUsual, 1, kLevel));
  EXPECT_FALSE(non_inferiority(kUsual, -0.1, kLevel));
  EXPECT_FALSE(non_inferiority(kUsual, 0, 0.5));
  EXPECT_FALSE(non_inferiority(JudgedPairs{}, 0, kLevel));
  JudgedPairs pairs = kUsual;
  pairs.both.cases = std::nan("");
  EXPECT_FALSE(non_inferiority(pairs, 0, kLevel));
  pairs = kUsual;
  pairs.neither.equal = -1;
  EXPECT_FALSE(non_inferiority(pairs, 0, kLevel));
  pairs = {{120, 0, 0, 0}, {30, 0, 0, 0}, {18, 0, 0, 0}, {32, 0, 0, 0}};
  EXPECT_FALSE(non_inferiority(pairs, 0, kLevel)) << "no label";
  EXPECT_FALSE(
      non_inferiority(JudgedRate{10, 10, {}, {}}, JudgedRate{10, 10, {5, 5}, {}}, 0, kLevel));
}

JudgedPair any_pair() {
  const auto count = [](int most) { return *rc::gen::inRange<std::int64_t>(0, most); };
  return {static_cast<double>(count(300)), count(20), count(40), count(20)};
}

RC_GTEST_PROP(JudgedPairsTest, DecisionPAndIntervalAgree, ()) {
  const JudgedPairs pairs{any_pair(), any_pair(), any_pair(), any_pair()};
  RC_PRE(pairs.cases() > 0 && pairs.labelled() > 0);
  const double margin = *rc::gen::element(0.0, 0.02, 0.1, 0.3);
  const auto result = non_inferiority(pairs, margin, kLevel);
  RC_ASSERT(-1 <= result->interval.low && result->interval.low <= result->difference);
  RC_ASSERT(result->difference <= result->interval.high && result->interval.high <= 1);
  for (const double p : {result->p_not_inferior, result->p_inferior}) RC_ASSERT(0 < p && p <= 1);
  RC_ASSERT((result->p_not_inferior <= kLevel) == (result->interval.low > -margin));
  RC_ASSERT((result->p_inferior <= kLevel) == (result->interval.high < -margin));
  RC_ASSERT((result->decision == Decision::pass) == (result->p_not_inferior <= kLevel));
  RC_ASSERT((result->decision == Decision::fail) == (result->p_inferior <= kLevel));
}

RC_GTEST_PROP(JudgedPairsTest, SwappedArmsMirror, ()) {
  const JudgedPairs pairs{any_pair(), any_pair(), any_pair(), any_pair()};
  RC_PRE(pairs.cases() > 0 && pairs.labelled() > 0);
  const auto swapped = [](JudgedPair pair) {
    std::swap(pair.candidate_better, pair.baseline_better);
    return pair;
  };
  const JudgedPairs other{swapped(pairs.both), swapped(pairs.only_baseline),
                          swapped(pairs.only_candidate), swapped(pairs.neither)};
  const auto a = non_inferiority(pairs, 0, kLevel);
  const auto b = non_inferiority(other, 0, kLevel);
  RC_ASSERT(std::abs(a->difference + b->difference) < 1e-12);
  RC_ASSERT(std::abs(a->interval.low + b->interval.high) < 1e-9);
}

}  // namespace
}  // namespace assay::testing
