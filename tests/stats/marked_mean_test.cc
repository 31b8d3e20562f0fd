#include "harness/stats/marked_mean.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include <cmath>
#include <vector>

#include "harness/base/random.h"
#include "harness/stats/bounded_mean.h"
#include "harness/stats/proportion.h"

namespace assay::testing {
namespace {

constexpr double kConfidenceOfMarks = 0.95;
constexpr double kErrorOfMarks = 0.025;
using Answers = std::vector<MarkedAnswer>;

void add(Answers& answers, int times, double judge, std::optional<double> people = {}) {
  for (int i = 0; i < times; ++i) answers.push_back({judge, people});
}

// 100 labelled: the judge gives 1 where people give .5 in 40 of them; 300 without a label.
Answers too_kind() {
  Answers answers;
  add(answers, 40, 1, 0.5);
  add(answers, 20, 1, 1);
  add(answers, 40, 0, 0);
  add(answers, 180, 1);
  add(answers, 120, 0);
  return answers;
}

TEST(MarkedMean, IsWhatPeopleWouldSay) {
  const LabelledMean mean = *marked_mean(too_kind(), kConfidenceOfMarks);
  // The sample has the judge's marks in the shares of the whole: nothing else moves it.
  EXPECT_NEAR(mean.value, 0.4, 1e-12);
  EXPECT_LT(mean.interval.high, 0.5) << "the judge's .6 is far off";
  // Written out: lambda = cov / ((1 + n/N) var) with cov = .16, var of 400 = .24 * 400 / 399.
  const double weight = 0.16 / ((1 + 1.0 / 3) * 0.24 * 400 / 399);
  EXPECT_NEAR(mean.weight, weight, 1e-12);
  double left = 0;  // variance of people - weight * judge over the sample
  for (const auto& [times, people, judge] :
       {std::tuple(40, 0.5, 1.0), std::tuple(20, 1.0, 1.0), std::tuple(40, 0.0, 0.0)})
    left += times / 100.0 * std::pow(people - weight * judge - (0.4 - weight * 0.6), 2);
  EXPECT_NEAR(mean.variance, weight * weight * 0.24 / 300 + left / 100, 1e-12);
  EXPECT_NEAR(mean.interval.high - mean.value, 1.959964 * std::sqrt(mean.variance), 1e-6);
}

TEST(MarkedMean, AgreesWithPpi) {
  const Answers answers = too_kind();
  std::vector<double> people;
  std::vector<double> judge;
  std::vector<double> rest;
  for (const MarkedAnswer& answer : answers) {
    if (answer.people) people.push_back(*answer.people);
    (answer.people ? judge : rest).push_back(answer.judge);
  }
  const LabelledMean plain = *labelled_mean(people, judge, rest, kConfidenceOfMarks);
  const LabelledMean mean = *marked_mean(answers, kConfidenceOfMarks);
  EXPECT_NEAR(mean.value, plain.value, 1e-12);
  EXPECT_NEAR(mean.variance, plain.variance, 1e-12);
}

TEST(MarkedMean, AHundredLabelsThatAllAgreeProveNoPerfectJudge) {
  Answers answers;
  add(answers, 60, 1, 1);
  add(answers, 40, 0.5, 0.5);
  add(answers, 240, 1);
  add(answers, 160, 0.5);
  const LabelledMean mean = *marked_mean(answers, kConfidenceOfMarks);
  EXPECT_NEAR(mean.value, 0.8, 1e-12);
  // People may yet mark 3.6 of 100 otherwise, each by all of the scale.
  const double most = clopper_pearson(0, 100, kConfidenceOfMarks)->high;
  EXPECT_LE(mean.interval.low, 0.8 - most);
  EXPECT_GE(mean.interval.high, 0.8 + most);
}

TEST(MarkedMean, WhatIsGivenStandsForNoOther) {
  Answers answers = too_kind();
  for (int i = 0; i < 100; ++i) answers.push_back({1, {}, /*is_given=*/true});
  const LabelledMean mean = *marked_mean(answers, kConfidenceOfMarks);
  EXPECT_NEAR(mean.value, 0.8 * 0.4 + 0.2, 1e-12);
  const LabelledMean alone = *marked_mean(too_kind(), kConfidenceOfMarks);
  EXPECT_NEAR(mean.variance, 0.64 * alone.variance + 0.8 * 0.2 * 0.36 / 500, 1e-12);
}

TEST(MarkedMean, NothingFromNothing) {
  EXPECT_TRUE(marked_mean(too_kind(), kConfidenceOfMarks));
  EXPECT_FALSE(marked_mean(too_kind(), 1));
  Answers few = too_kind();
  few.erase(few.begin());
  EXPECT_FALSE(marked_mean(few, kConfidenceOfMarks)) << "99 labels";
  for (const double mark : {-0.1, 1.1, std::nan("")}) {
    Answers wrong = too_kind();
    wrong.back().judge = mark;
    EXPECT_FALSE(marked_mean(wrong, kConfidenceOfMarks));
    wrong = too_kind();
    wrong.front().people = mark;
    EXPECT_FALSE(marked_mean(wrong, kConfidenceOfMarks));
  }
}

// People see no difference; the judge gives the candidate half a mark more.
std::vector<MarkedPair> favoured(bool labels_each) {
  std::vector<MarkedPair> pairs;
  for (int i = 0; i < 400; ++i) {
    const double truth = i % 4 == 0 ? 0 : 0.5;
    MarkedPair pair{{truth + 0.5, {}}, {truth, {}}};
    if (i < 120) pair.candidate.people = i % 12 == 1 ? 1.0 : truth;
    if (labels_each ? i < 120 : i >= 200 && i < 320)
      pair.baseline.people = i % 12 == 2 ? 1.0 : truth;
    pairs.push_back(pair);
  }
  return pairs;
}

TEST(MarkedPairs, AJudgeWhoFavoursOneIsSeenThrough) {
  for (const bool labels_each : {true, false}) {
    const auto pairs = favoured(labels_each);
    const NonInferiority result = *non_inferiority(pairs, 0.15, kErrorOfMarks);
    EXPECT_NEAR(result.difference, 0, 0.03);
    EXPECT_EQ(result.decision, Decision::pass);
    EXPECT_EQ(non_inferiority(pairs, 0, kErrorOfMarks)->decision, Decision::inconclusive);
    EXPECT_EQ(result.cases, 400);
    EXPECT_EQ(result.discordant, 400);
  }
}

TEST(MarkedPairs, SharedLabelsOfEqualAnswersCancel) {
  std::vector<MarkedPair> pairs;
  for (const MarkedAnswer& answer : too_kind()) pairs.push_back({answer, answer});
  const NonInferiority result = *non_inferiority(pairs, 0.01, kErrorOfMarks);
  EXPECT_EQ(result.difference, 0);
  EXPECT_NEAR(result.interval.high, 0, 1e-12);
  EXPECT_EQ(result.decision, Decision::pass);
}

MarkedAnswer any_answer(Random& random, double kindness, double labelled) {
  const double truth = std::floor(5 * random.uniform()) / 4;
  const double judge = std::min(1.0, truth + (random.uniform() < kindness ? 0.25 : 0));
  return {judge, random.uniform() < labelled ? std::optional(truth) : std::nullopt};
}

RC_GTEST_PROP(MarkedMean, LimitsHoldTheValueAndMirror, ()) {
  Random random(*rc::gen::arbitrary<std::uint64_t>());
  const double kindness = *rc::gen::element(0.0, 0.01, 0.3, 1.0);
  Answers answers;
  for (int i = 0; i < 400; ++i) answers.push_back(any_answer(random, kindness, 0.5));
  const double confidence = *rc::gen::element(0.8, 0.95, 0.999);
  const auto mean = marked_mean(answers, confidence);
  RC_PRE(mean.has_value());
  RC_ASSERT(0 <= mean->interval.low && mean->interval.high <= 1);
  RC_ASSERT(mean->interval.low <= mean->value && mean->value <= mean->interval.high);
  for (MarkedAnswer& answer : answers) {
    answer.judge = 1 - answer.judge;
    if (answer.people) answer.people = 1 - *answer.people;
  }
  const auto other = marked_mean(answers, confidence);
  RC_ASSERT(std::abs(mean->value + other->value - 1) < 1e-9);
  RC_ASSERT(std::abs(mean->interval.low + other->interval.high - 1) < 1e-6);
  RC_ASSERT(std::abs(mean->interval.high + other->interval.low - 1) < 1e-6);
}

RC_GTEST_PROP(MarkedPairs, DecisionPAndIntervalAgreeAndMirror, ()) {
  Random random(*rc::gen::arbitrary<std::uint64_t>());
  const double kindness = *rc::gen::element(0.0, 0.02, 0.5);
  const double margin = *rc::gen::element(0.0, 0.02, 0.1);
  std::vector<MarkedPair> pairs;
  std::vector<MarkedPair> swapped;
  for (int i = 0; i < 300; ++i) {
    pairs.push_back({any_answer(random, kindness, 0.5), any_answer(random, 0.1, 0.5)});
    swapped.push_back({pairs.back().baseline, pairs.back().candidate});
  }
  const auto result = non_inferiority(pairs, margin, kErrorOfMarks);
  RC_PRE(result.has_value());
  RC_ASSERT(result->interval.low <= result->difference);
  RC_ASSERT(result->difference <= result->interval.high);
  RC_ASSERT((result->p_not_inferior <= kErrorOfMarks) == (result->interval.low > -margin));
  RC_ASSERT((result->decision == Decision::pass) == (result->p_not_inferior <= kErrorOfMarks));
  RC_ASSERT((result->decision == Decision::fail) == (result->p_inferior <= kErrorOfMarks));
  const auto other = non_inferiority(swapped, margin, kErrorOfMarks);
  RC_ASSERT(std::abs(result->difference + other->difference) < 1e-12);
  RC_ASSERT(std::abs(result->interval.low + other->interval.high) < 1e-9);
}

// Of 300 seeded suites of 400 answers, 120 with a mark: at least 93 % hold the truth, where the
// judge's own mean holds it hardly ever.
TEST(MarkedMean, CoversWhereTheJudgesMeanDoesNot) {
  constexpr double kTruth = 0.5;
  int covered = 0;
  int naive = 0;
  for (std::uint64_t seed = 1; seed <= 300; ++seed) {
    Random random(seed);
    Answers answers;
    std::vector<double> judge;
    for (int i = 0; i < 400; ++i) {
      answers.push_back(any_answer(random, 0.5, i < 120 ? 1 : 0));
      judge.push_back(answers.back().judge);
    }
    const Interval corrected = marked_mean(answers, kConfidenceOfMarks)->interval;
    const Interval judged = *bounded_mean_interval(judge, kConfidenceOfMarks);
    covered += corrected.low <= kTruth && kTruth <= corrected.high ? 1 : 0;
    naive += judged.low <= kTruth && kTruth <= judged.high ? 1 : 0;
  }
  EXPECT_GE(covered, 279);
  EXPECT_LE(naive, 30);
}

}  // namespace
}  // namespace assay::testing
