#include "harness/stats/judged_rate.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include <cmath>
#include <vector>

#include "harness/stats/proportion.h"
#include "tests/stats/expect_interval.h"

namespace assay::testing {
namespace {

constexpr double kNinetyFive = 0.95;

TEST(JudgedRateTest, WorkedByHand) {
  // 188 of 200 judged a pass, of which people pass 18 of 18 labelled; 0 of 2 of the others.
  // Wilson: 18/18 from .824121, 0/2 to .657620, 188/200 from .898068 to .965348.
  const JudgedRate judged{188, 12, {18, 18}, {2, 0}};
  const Corrected corrected = *post_stratified(judged, kNinetyFive);
  EXPECT_DOUBLE_EQ(corrected.value, 0.94);
  EXPECT_NEAR(corrected.interval.low, 0.94 - std::hypot(.94 * (1 - .824121), .94 - .898068), 1e-6);
  EXPECT_NEAR(corrected.interval.high, 0.94 + std::hypot(.06 * .657620, .965348 - .94), 1e-6);
  EXPECT_EQ(corrected.unlabelled, 0);
}

TEST(JudgedRateTest, AStratumWithoutALabelMayBeAnything) {
  // 10 of 100 are judged a fail and nobody looked at them: they may all pass, or none.
  const Corrected corrected = *post_stratified({90, 10, {40, 40}, {}}, kNinetyFive);
  EXPECT_DOUBLE_EQ(corrected.unlabelled, 0.1);
  EXPECT_DOUBLE_EQ(corrected.value, 0.95) << "the middle of .9 and 1";
  EXPECT_LT(corrected.interval.low,
            post_stratified({90, 10, {40, 40}, {40, 0}}, 0.95)->interval.low + 1e-9);
  EXPECT_EQ(corrected.interval.high, 1);
  const Corrected of_fails = *post_stratified({90, 10, {}, {40, 0}}, kNinetyFive);
  EXPECT_DOUBLE_EQ(of_fails.unlabelled, 0.9);
  EXPECT_EQ(of_fails.interval.low, 0);
  EXPECT_GE(of_fails.interval.high, 0.9);
}

TEST(JudgedRateTest, AVerdictThatWasNeverGivenNeedsNoLabels) {
  const Corrected corrected = *post_stratified({200, 0, {50, 50}, {}}, kNinetyFive);
  EXPECT_EQ(corrected.value, 1);
  EXPECT_EQ(corrected.unlabelled, 0);
  EXPECT_EQ(corrected.interval.high, 1);
  // It might have been given: the lower end knows that of 200 not more than 2 % say so.
  const double of_labels = wilson(50, 50, kNinetyFive)->low;
  EXPECT_LT(corrected.interval.low, of_labels);
  EXPECT_GT(corrected.interval.low, of_labels - 0.02);
}

TEST(JudgedRateTest, LimitsThatTheCallerHas) {
  const JudgedRate judged{150, 50, {30, 27}, {30, 6}};
  const Part by_wilson{0.75, *wilson(150, 200, kNinetyFive)};
  const auto given =
      post_stratified(by_wilson, judged.labels_of_passed, judged.labels_of_failed, kNinetyFive);
  const auto counted = post_stratified(judged, kNinetyFive);
  expect_interval(given->interval, counted->interval.low, counted->interval.high, 1e-15);
  const Part wider{0.75, {0.6, 0.9}};
  const auto clustered =
      post_stratified(wider, judged.labels_of_passed, judged.labels_of_failed, kNinetyFive);
  EXPECT_EQ(clustered->value, counted->value);
  EXPECT_LT(clustered->interval.low, counted->interval.low);
  EXPECT_GT(clustered->interval.high, counted->interval.high);
}

TEST(JudgedRateTest, LabelsPickedByVerdictAreNotTheirOwnTable) {
  // Half of the labels are of the 30 fails: their own table says .79 and .94.
  const JudgedRate judged{170, 30, {20, 19}, {20, 5}};
  const Corrected sensitivity = *judge_sensitivity(judged, kNinetyFive);
  const Corrected specificity = *judge_specificity(judged, kNinetyFive);
  EXPECT_NEAR(sensitivity.value, 0.85 * 0.95 / (0.85 * 0.95 + 0.15 * 0.25), 1e-12);
  EXPECT_NEAR(specificity.value, 0.15 * 0.75 / (0.15 * 0.75 + 0.85 * 0.05), 1e-12);
  // Of no width neither where nobody was found whom the judge wronged.
  const Corrected perfect = *judge_sensitivity({170, 30, {20, 20}, {20, 0}}, kNinetyFive);
  EXPECT_EQ(perfect.value, 1);
  EXPECT_LT(perfect.interval.low, 0.99);
}

TEST(JudgedRateTest, CarefulLimitsAreExactWhereFewDiffer) {
  const JudgedRate lopsided{170, 30, {40, 39}, {40, 3}};
  const auto wilson = post_stratified(lopsided, kNinetyFive);
  const auto careful = post_stratified(lopsided, kNinetyFive, LabelLimits::careful);
  EXPECT_EQ(careful->value, wilson->value);
  EXPECT_LT(careful->interval.low, wilson->interval.low);
  EXPECT_GT(careful->interval.high, wilson->interval.high);
  const JudgedRate even{120, 80, {40, 20}, {40, 10}};
  EXPECT_EQ(post_stratified(even, kNinetyFive, LabelLimits::careful)->interval.low,
            post_stratified(even, kNinetyFive)->interval.low);
}

TEST(JudgedRateTest, KappaOfAllCells) {
  // Labels of all cells: Cohen's own example of a table, 20 5 / 10 15.
  EXPECT_NEAR(judge_kappa({25, 25, {25, 20}, {25, 10}}, kNinetyFive)->value, 0.4, 1e-12);
  EXPECT_FALSE(judge_kappa({25, 0, {25, 25}, {}}, kNinetyFive)) << "both pass everything";
}

TEST(JudgedRateTest, NothingFromNothing) {
  const JudgedRate usual{10, 10, {5, 4}, {5, 1}};
  EXPECT_TRUE(post_stratified(usual, kNinetyFive));
  const JudgedRate kNone[] = {
      {0, 0, {5, 4}, {5, 1}},          {10, 10, {}, {}},
      {-1, 10, {5, 4}, {5, 1}},        {10, 10, {5, 6}, {5, 1}},
      {10, 10, {5, -1}, {5, 1}},       {10, std::nan(""), {5, 4}, {5, 1}},
      {10, 10, {5, 4}, {INFINITY, 1}}, {10, 10, {std::nan(""), 0}, {5, 1}},
  };
  for (const JudgedRate& judged : kNone) EXPECT_FALSE(post_stratified(judged, kNinetyFive));
  EXPECT_FALSE(post_stratified(usual, 1));
  EXPECT_FALSE(post_stratified(Part{0.5, {0.6, 0.7}}, {5, 4}, {5, 1}, kNinetyFive));
  EXPECT_FALSE(post_stratified(Part{0.5, {-0.1, 0.7}}, {5, 4}, {5, 1}, kNinetyFive));
  EXPECT_FALSE(judge_sensitivity({10, 10, {5, 0}, {5, 0}}, kNinetyFive)) << "people pass none";
}

TEST(JudgedRateTest, WeightsMakeAnEffectiveNumber) {
  const auto equal = weighted_labels(std::vector<double>{2, 2, 2}, std::vector<double>{2});
  EXPECT_DOUBLE_EQ(equal->n, 4);
  EXPECT_DOUBLE_EQ(equal->passed, 3);
  // (1 + 3)^2 / (1 + 9) = 1.6 labels, a quarter of whose weight passed.
  const auto unequal = weighted_labels(std::vector<double>{1}, std::vector<double>{3});
  EXPECT_DOUBLE_EQ(unequal->n, 1.6);
  EXPECT_DOUBLE_EQ(unequal->passed, 0.4);
  EXPECT_EQ(weighted_labels({}, {})->n, 0);
  for (const double weight : {0.0, -1.0, std::nan(""), HUGE_VAL})
    EXPECT_FALSE(weighted_labels(std::vector<double>{1, weight}, {})) << weight;
}

StratumLabels any_labels(int most) {
  const int n = *rc::gen::inRange(0, most + 1);
  return {static_cast<double>(n), static_cast<double>(*rc::gen::inRange(0, n + 1))};
}

JudgedRate any_judged() {
  JudgedRate judged;
  judged.passed = *rc::gen::inRange(0, 500);
  judged.failed = *rc::gen::inRange(0, 500);
  judged.labels_of_passed = any_labels(static_cast<int>(judged.passed));
  judged.labels_of_failed = any_labels(static_cast<int>(judged.failed));
  RC_PRE(judged.labels_of_passed.n + judged.labels_of_failed.n > 0);
  return judged;
}

RC_GTEST_PROP(JudgedRateTest, LimitsHoldTheValueAndMirror, ()) {
  const JudgedRate judged = any_judged();
  const Corrected corrected = *post_stratified(judged, kNinetyFive);
  RC_ASSERT(0 <= corrected.interval.low && corrected.interval.high <= 1);
  RC_ASSERT(corrected.interval.low <= corrected.value &&
            corrected.value <= corrected.interval.high);
  RC_ASSERT(corrected.interval.low < corrected.interval.high);
  // People who say the opposite: the rate of failing.
  JudgedRate opposite = judged;
  opposite.labels_of_passed.passed = judged.labels_of_passed.n - judged.labels_of_passed.passed;
  opposite.labels_of_failed.passed = judged.labels_of_failed.n - judged.labels_of_failed.passed;
  const Corrected failing = *post_stratified(opposite, kNinetyFive);
  RC_ASSERT(std::abs(failing.value - (1 - corrected.value)) < 1e-12);
  RC_ASSERT(std::abs(failing.interval.low - (1 - corrected.interval.high)) < 1e-9);
  RC_ASSERT(std::abs(failing.interval.high - (1 - corrected.interval.low)) < 1e-9);
}

RC_GTEST_PROP(JudgedRateTest, OfTheJudgeItselfToo, ()) {
  const JudgedRate judged = any_judged();
  for (const auto& of : {judge_sensitivity, judge_specificity, judge_kappa}) {
    const auto corrected = of(judged, kNinetyFive);
    if (!corrected) continue;
    RC_ASSERT(-1 <= corrected->interval.low && corrected->interval.high <= 1);
    RC_ASSERT(corrected->interval.low <= corrected->value + 1e-12);
    RC_ASSERT(corrected->value <= corrected->interval.high + 1e-12);
  }
}

RC_GTEST_PROP(JudgedRateTest, MoreLabelsThatSayTheSameNarrowIt, ()) {
  JudgedRate few = any_judged();
  RC_PRE(few.labels_of_passed.n > 0 && few.labels_of_failed.n > 0);
  JudgedRate many = few;
  for (StratumLabels* labels : {&many.labels_of_passed, &many.labels_of_failed})
    *labels = {4 * labels->n, 4 * labels->passed};
  const Corrected wide = *post_stratified(few, kNinetyFive);
  const Corrected narrow = *post_stratified(many, kNinetyFive);
  RC_ASSERT(narrow.interval.low >= wide.interval.low - 1e-12);
  RC_ASSERT(narrow.interval.high <= wide.interval.high + 1e-12);
}

RC_GTEST_PROP(JudgedRateTest, ALabelThatPassesRaisesIt, ()) {
  const JudgedRate judged = any_judged();
  for (StratumLabels JudgedRate::*stratum :
       {&JudgedRate::labels_of_passed, &JudgedRate::labels_of_failed}) {
    JudgedRate better = judged;
    if ((better.*stratum).passed + 1 > (better.*stratum).n) continue;
    (better.*stratum).passed += 1;
    RC_ASSERT(post_stratified(better, kNinetyFive)->value >=
              post_stratified(judged, kNinetyFive)->value);
  }
}

RC_GTEST_PROP(JudgedRateTest, APerfectJudgeIsTheJudgedRate, ()) {
  const int cells = *rc::gen::inRange(50, 2000);
  const int passed = *rc::gen::inRange(1, cells);
  // As many labels as anyone could have: only the sampling of the cells is left.
  const JudgedRate judged{
      static_cast<double>(passed), static_cast<double>(cells - passed), {1e9, 1e9}, {1e9, 0}};
  const Corrected corrected = *post_stratified(judged, kNinetyFive);
  const Interval naive = *wilson(passed, cells, kNinetyFive);
  RC_ASSERT(std::abs(corrected.value - static_cast<double>(passed) / cells) < 1e-12);
  RC_ASSERT(std::abs(corrected.interval.low - naive.low) < 1e-6);
  RC_ASSERT(std::abs(corrected.interval.high - naive.high) < 1e-6);
}

}  // namespace
}  // namespace assay::testing
