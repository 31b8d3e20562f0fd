#include "harness/stats/label_plan.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include <cmath>
#include <limits>
#include <numeric>

namespace assay::testing {
namespace {

std::int64_t sum_of(const std::vector<std::int64_t>& counts) {
  return std::accumulate(counts.begin(), counts.end(), std::int64_t{0});
}

TEST(LabelPlanTest, LabelsByVerdictGoFarther) {
  const ExpectedJudge judge = *expected_judge(0.9, 0.95, 0.8);
  EXPECT_NEAR(judge.passes, 0.875, 1e-12);
  EXPECT_NEAR(judge.right_passes, 0.9771429, 1e-7);
  EXPECT_NEAR(judge.wrong_fails, 0.36, 1e-12);
  const auto random = labels_needed(judge, 500, 0.05, 0.95, LabelSampling::random);
  EXPECT_EQ(random->labels(), 86);
  EXPECT_EQ(random->judged_fail, 11) << "an eighth";
  const auto picked = labels_needed(judge, 500, 0.05, 0.95, LabelSampling::by_verdict);
  EXPECT_EQ(picked->labels(), 65);
  EXPECT_EQ(picked->judged_fail, 20) << ".06 to .131 by share and deviation";
}

TEST(LabelPlanTest, ASuiteMayBeTooSmall) {
  const ExpectedJudge judge = *expected_judge(0.7, 0.9, 0.8);
  EXPECT_FALSE(labels_needed(judge, 100, 0.05, 0.95, LabelSampling::by_verdict))
      << "100 cases leave .09, however well they are known";
  const auto all = labels_needed(judge, 330, 0.05, 0.95, LabelSampling::random);
  EXPECT_LE(all->labels(), 330);
  EXPECT_FALSE(labels_needed(judge, 320, 0.05, 0.95, LabelSampling::random)) << "323 it would take";
}

TEST(LabelPlanTest, NeverFewerThanCorrectAnything) {
  const auto perfect = expected_judge(0.9, 1, 1);
  EXPECT_EQ(labels_needed(*perfect, 1000, 0.05, 0.95, LabelSampling::by_verdict)->labels(),
            kFewestLabels);
  EXPECT_FALSE(labels_needed(*perfect, 19, 0.5, 0.95, LabelSampling::random));
}

TEST(LabelPlanTest, WhatLabelsHaveShownIsSmoothed) {
  const auto judge = expected_judge(JudgedRate{90, 10, {8, 8}, {}});
  EXPECT_DOUBLE_EQ(judge->passes, 0.9);
  EXPECT_DOUBLE_EQ(judge->right_passes, 0.9);
  EXPECT_DOUBLE_EQ(judge->wrong_fails, 0.5);
  EXPECT_FALSE(expected_judge(JudgedRate{}));
}

TEST(LabelPlanTest, JudgesThatCannotBe) {
  EXPECT_FALSE(expected_judge(1.1, 0.9, 0.9));
  EXPECT_FALSE(expected_judge(0.5, std::nan(""), 0.9));
  EXPECT_FALSE(expected_judge(1, 1, 0.5)) << "it passes everything";
  const ExpectedJudge judge = *expected_judge(0.9, 0.95, 0.8);
  EXPECT_FALSE(labels_needed(judge, 500, 0, 0.95, LabelSampling::random));
  EXPECT_FALSE(labels_needed(judge, 500, 0.05, 1, LabelSampling::random));
  EXPECT_FALSE(labels_needed({1.5, 0, 0}, 500, 0.05, 0.95, LabelSampling::random));
}

TEST(LabelPlanTest, NoMoreLabelsThanCells) {
  const LabelStratum kStrata[] = {{1000, 0.1}, {20, 0.5}, {5, 0.5}};
  const std::vector<std::int64_t> each = neyman_allocation(200, kStrata);
  EXPECT_EQ(each, (std::vector<std::int64_t>{178, 18, 4})) << "100 to 10 to 2.5";
  EXPECT_EQ(neyman_allocation(300, kStrata), (std::vector<std::int64_t>{275, 20, 5}));
  EXPECT_EQ(neyman_allocation(5000, kStrata), (std::vector<std::int64_t>{1000, 20, 5}));
  const LabelStratum kAlike[] = {{30, 0}, {10, 0}};
  EXPECT_EQ(neyman_allocation(8, kAlike), (std::vector<std::int64_t>{6, 2}));
  EXPECT_TRUE(neyman_allocation(-1, kStrata).empty());
  const LabelStratum kWrong[] = {{-1, 0.5}};
  EXPECT_TRUE(neyman_allocation(10, kWrong).empty());
}

RC_GTEST_PROP(LabelPlanTest, EveryLabelIsSplitAndNoCellTwice, ()) {
  const auto labels =
      *rc::gen::element<std::int64_t>(0, 1, 7, 40, 400, std::numeric_limits<std::int64_t>::max());
  std::vector<LabelStratum> strata;
  const int count = *rc::gen::inRange(1, 5);
  std::int64_t cells = 0;
  for (int i = 0; i < count; ++i) {
    strata.push_back({*rc::gen::inRange<std::int64_t>(0, 200), *rc::gen::inRange(0, 6) / 10.0});
    cells += strata.back().cells;
  }
  const std::vector<std::int64_t> each = neyman_allocation(labels, strata);
  RC_ASSERT(sum_of(each) == std::min(labels, cells));
  for (std::size_t i = 0; i < each.size(); ++i)
    RC_ASSERT(0 <= each[i] && each[i] <= strata[i].cells);
}

RC_GTEST_PROP(LabelPlanTest, ByVerdictTakesNoMoreThanRandom, ()) {
  const auto percent = [] { return *rc::gen::inRange(1, 100) / 100.0; };
  const ExpectedJudge judge{percent(), percent(), percent()};
  const auto cells = *rc::gen::inRange<std::int64_t>(kFewestLabels, 3000);
  const double half = *rc::gen::inRange(1, 30) / 100.0;
  const auto random = labels_needed(judge, cells, half, 0.95, LabelSampling::random);
  const auto picked = labels_needed(judge, cells, half, 0.95, LabelSampling::by_verdict);
  if (random) RC_ASSERT(picked && picked->labels() <= random->labels());
  if (picked) RC_ASSERT(picked->labels() <= cells);
}

}  // namespace
}  // namespace assay::testing
