#include "harness/stats/decision.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "harness/stats/mean.h"
#include "tests/stats/expect_interval.h"

namespace assay::testing {
namespace {

using Differences = std::vector<double>;

Differences decision_differences(const PairedCounts& counts) {
  Differences differences;
  differences.insert(differences.end(), static_cast<std::size_t>(counts.only_a), 1.0);
  differences.insert(differences.end(), static_cast<std::size_t>(counts.only_b), -1.0);
  differences.resize(static_cast<std::size_t>(counts.n()), 0.0);
  return differences;
}

TEST(NonInferiorityTest, TheModelUpgrade) {
  // Tango 1998: z(-.10) = 2.2606, z(-.05) = .9879.
  const PairedCounts counts{80, 3, 5, 12};
  const NonInferiority at_ten = *non_inferiority(counts, 0.10, 0.05);
  EXPECT_EQ(at_ten.decision, Decision::pass);
  EXPECT_NEAR(at_ten.p_not_inferior, 0.0118926048, 1e-9);
  EXPECT_NEAR(at_ten.difference, -0.02, 1e-12);
  expect_interval(at_ten.interval, -0.073915198, 0.0303891962);
  EXPECT_EQ(at_ten.cases, 100);
  EXPECT_EQ(at_ten.discordant, 8);
  const NonInferiority at_five = *non_inferiority(counts, 0.05, 0.05);
  EXPECT_EQ(at_five.decision, Decision::inconclusive);
  EXPECT_NEAR(at_five.p_not_inferior, 0.1616085438, 1e-9);
  EXPECT_EQ(non_inferiority({60, 1, 30, 9}, 0.05, 0.05)->decision, Decision::fail);
}

TEST(NonInferiorityTest, DecisionsOfScores) {
  struct Row {
    const char* what;
    Differences differences;
    double margin;
    Decision decision;
  };
  Differences noisy;
  for (int i = 0; i < 100; ++i) noisy.push_back(i % 2 == 0 ? 0.1 : -0.1);  // half width .0167
  Differences worse = noisy;
  for (double& difference : worse) difference -= 0.1;
  const Row kRows[] = {
      {"no difference, known well", noisy, 0.02, Decision::pass},
      {"no difference, margin within the noise", noisy, 0.01, Decision::inconclusive},
      {"worse by ten points", worse, 0.05, Decision::fail},
      {"better is asked for and not shown", noisy, 0, Decision::inconclusive},
      {"all equal, 100 cases", Differences(100, 0.0), 0.03, Decision::pass},
      {"all equal, 100 cases, a narrow margin", Differences(100, 0.0), 0.02,
       Decision::inconclusive},
      {"all equal, two cases prove little", Differences(2, 0.0), 0.5, Decision::inconclusive},
      {"all worse in the same way", Differences(60, -0.2), 0.05, Decision::fail},
      {"always lost", Differences(5, -1.0), 0.05, Decision::fail},
  };
  for (const Row& row : kRows) {
    const std::optional<NonInferiority> result = non_inferiority(row.differences, row.margin, 0.05);
    ASSERT_TRUE(result) << row.what;
    EXPECT_EQ(result->decision, row.decision) << row.what;
  }
}

TEST(NonInferiorityTest, EqualCasesProveTheRuleOfThree) {
  // 1 - .05^(1/100) = .0295 of the cases may yet differ, by all there is.
  const NonInferiority result = *non_inferiority(Differences(100, 0.0), 0.05, 0.05);
  expect_interval(result.interval, -0.029513, 0.029513);
  EXPECT_NEAR(result.p_not_inferior, std::pow(0.95, 100), 1e-12);
  EXPECT_EQ(result.p_inferior, 1);
  EXPECT_EQ(result.discordant, 0);
}

TEST(NonInferiorityTest, ManySymmetricDifferencesAreStudents) {
  Differences differences;
  for (int i = 0; i < 400; ++i) differences.push_back((i % 4 - 1.5) / 10);
  const NonInferiority result = *non_inferiority(differences, 0.05, 0.05);
  const Interval student = *mean_interval(differences, 0.90);
  expect_interval(result.interval, student.low, student.high, 1e-4);
}

TEST(NonInferiorityTest, SkewedLossesProveLessThanStudentsTTakesThemFor) {
  // 12 of 200 cases lost outright, none won. Their share is below .10 with p = .032
  // (exact binomial); t says .006.
  Differences differences(200, 0.0);
  std::fill_n(differences.begin(), 12, -1.0);
  const NonInferiority result = *non_inferiority(differences, 0.10, 0.05);
  EXPECT_GT(result.p_not_inferior, 0.015);
  EXPECT_LT(result.p_not_inferior, 0.035);
}

TEST(NonInferiorityTest, FewDifferencesDoNotProveMoreThanNone) {
  Differences differences(100, 0.0);
  differences[0] = 0.01;
  const Interval none = non_inferiority(Differences(100, 0.0), 0.05, 0.05)->interval;
  const Interval one = non_inferiority(differences, 0.05, 0.05)->interval;
  EXPECT_LE(one.low, none.low + 0.001);
}

TEST(NonInferiorityTest, ClustersAreTheUnits) {
  // Ten documents of ten questions; each document moves as one.
  Differences differences;
  std::vector<std::size_t> documents;
  for (std::size_t i = 0; i < 100; ++i) {
    differences.push_back((i / 10) % 2 == 0 ? 0.1 : -0.1);
    documents.push_back(i / 10);
  }
  EXPECT_EQ(non_inferiority(differences, 0.02, 0.05)->decision, Decision::pass);
  const NonInferiority clustered = *clustered_non_inferiority(differences, documents, 0.02, 0.05);
  EXPECT_EQ(clustered.decision, Decision::inconclusive);
  EXPECT_EQ(clustered.units, 10);
  EXPECT_EQ(clustered.cases, 100);
  const Interval student = *clustered_mean_interval(differences, documents, 0.90);
  EXPECT_LE(clustered.interval.low, student.low);
  EXPECT_NEAR(clustered.interval.low, student.low, 0.01);
  // Clusters that cancel out inside show ten equal units, not certainty.
  for (std::size_t i = 0; i < 100; ++i) differences[i] = i % 2 == 0 ? 0.1 : -0.1;
  EXPECT_NEAR(clustered_non_inferiority(differences, documents, 0.02, 0.05)->interval.low,
              -(1 - std::pow(0.05, 0.1)), 1e-9);
}

TEST(NonInferiorityTest, NothingIsDecidedFromNothing) {
  EXPECT_FALSE(non_inferiority(PairedCounts{}, 0.05, 0.05));
  EXPECT_FALSE(non_inferiority(PairedCounts{-1, 1, 1, 1}, 0.05, 0.05));
  EXPECT_FALSE(non_inferiority(Differences{0.5}, 0.05, 0.05)) << "one case has no spread";
  EXPECT_FALSE(non_inferiority(Differences{0.5, 1.5}, 0.05, 0.05));
  EXPECT_FALSE(non_inferiority(Differences{0.5, std::nan("")}, 0.05, 0.05));
  for (const std::vector<std::size_t>& clusters : {std::vector<std::size_t>{1, 1}, {1}}) {
    EXPECT_FALSE(clustered_non_inferiority(Differences{0, 1}, clusters, 0.05, 0.05));
  }
  for (double bad : {-0.1, 1.0, std::nan("")}) {
    EXPECT_FALSE(non_inferiority(PairedCounts{1, 1, 1, 1}, bad, 0.05));
    EXPECT_FALSE(non_inferiority(Differences{0, 1}, bad, 0.05));
  }
  for (double bad : {0.0, 0.5, std::nan("")}) {
    EXPECT_FALSE(non_inferiority(PairedCounts{1, 1, 1, 1}, 0.05, bad));
    EXPECT_FALSE(non_inferiority(Differences{0, 1}, 0.05, bad));
  }
}

RC_GTEST_PROP(NonInferiorityTest, TheDecisionIsWhereTheIntervalLies, ()) {
  const auto count = rc::gen::inRange<std::int64_t>(0, 40);
  const PairedCounts counts{*count, *count, *count, *count + 2};
  const double margin = *rc::gen::inRange(0, 50) / 100.0;
  const double alpha = *rc::gen::element(0.01, 0.025, 0.05, 0.2);
  const Differences differences = decision_differences(counts);
  std::vector<std::size_t> clusters(differences.size());
  for (std::size_t i = 0; i < clusters.size(); ++i) clusters[i] = i % 5;
  const NonInferiority of_each[] = {
      *non_inferiority(counts, margin, alpha), *non_inferiority(differences, margin, alpha),
      *clustered_non_inferiority(differences, clusters, margin, alpha)};
  for (const NonInferiority& result : of_each) {
    RC_ASSERT(result.interval.low <= result.difference + 1e-9);
    RC_ASSERT(result.difference <= result.interval.high + 1e-9);
    RC_ASSERT(std::abs(result.difference - *counts.difference()) < 1e-9);
    RC_ASSERT(result.discordant == counts.discordant());
    const double from_low = result.interval.low + margin;
    const double from_high = result.interval.high + margin;
    if (from_low > 1e-6) RC_ASSERT(result.decision == Decision::pass);
    if (from_high < -1e-6) RC_ASSERT(result.decision == Decision::fail);
    if (from_low < -1e-6 && from_high > 1e-6) {
      RC_ASSERT(result.decision == Decision::inconclusive);
    }
  }
}

RC_GTEST_PROP(NonInferiorityTest, SwappingTheVariantsMirrors, ()) {
  const std::vector<int> hundredths = *rc::gen::container<std::vector<int>>(
      *rc::gen::inRange<std::size_t>(2, 60), rc::gen::inRange(-100, 101));
  Differences there;
  Differences back;
  for (int hundredth : hundredths) {
    there.push_back(hundredth / 100.0);
    back.push_back(-hundredth / 100.0);
  }
  const NonInferiority one = *non_inferiority(there, 0, 0.05);
  const NonInferiority other = *non_inferiority(back, 0, 0.05);
  RC_ASSERT(std::abs(one.interval.low + other.interval.high) < 1e-9);
  RC_ASSERT(std::abs(one.p_not_inferior - other.p_inferior) < 1e-9);
}

RC_GTEST_PROP(NonInferiorityTest, MoreOfTheSameNarrowsTheInterval, ()) {
  const auto count = rc::gen::inRange<std::int64_t>(0, 30);
  const PairedCounts few{*count, *count, *count, *count + 1};
  const PairedCounts many{4 * few.both, 4 * few.only_a, 4 * few.only_b, 4 * few.neither};
  const auto width = [](const Interval& interval) { return interval.high - interval.low; };
  RC_ASSERT(width(non_inferiority(many, 0.1, 0.05)->interval) <
            width(non_inferiority(few, 0.1, 0.05)->interval));
  if (few.n() < 2) return;
  RC_ASSERT(width(non_inferiority(decision_differences(many), 0.1, 0.05)->interval) <
            width(non_inferiority(decision_differences(few), 0.1, 0.05)->interval));
}

}  // namespace
}  // namespace assay::testing
