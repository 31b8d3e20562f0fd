// Comparisons of arms whose verdicts are a judge's, where people labelled answers of both.
#include "harness/report/compare/corrected_change.h"

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <utility>

#include "harness/report/compare/compare.h"
#include "tests/report/report_fixture.h"

namespace assay {
namespace {

using testing::repeat;
using testing::report_of_two;

// 200 answers of each side that the judge passes. Of the first `labelled` people pass all of
// the baseline's and every other one of the candidate's.
struct Favoured {
  explicit Favoured(std::size_t labelled, const std::string& verdicts = repeat('p', 200)) {
    const Report report = report_of_two(verdicts, verdicts);
    baseline = arm_of(report, 0);
    candidate = arm_of(report, 1);
    for (Arm* arm : {&baseline, &candidate}) {
      for (ArmCase& each : arm->cases) {
        each.is_by_judges = true;
        auto reply = std::make_shared<Reply>();
        reply->answer = "an answer of " + arm->name;
        each.reply = std::move(reply);
      }
      VariantLabels& labels = arm->variant.labels;
      for (std::size_t i = 0; i < labelled; ++i) {
        const bool passes = arm == &baseline || i % 2 == 0;
        arm->cases[i].label = passes;
        labels.of_passed.passed += passes ? 1 : 0;
        ++labels.of_passed.n;
        ++labels.count;
      }
    }
  }
  MetricComparison pass_rate(const CompareOptions& options = {}) const {
    return compare(baseline, candidate, options).metrics.front();
  }
  Arm baseline;
  Arm candidate;
};

TEST(CorrectedChange, IsWhatPeopleSeeWhereTheJudgeSeesNone) {
  const MetricComparison rate = Favoured(40).pass_rate();
  ASSERT_EQ(rate.metric, "pass_rate");
  EXPECT_NEAR(rate.baseline.value(), 1, 1e-12);
  EXPECT_NEAR(rate.candidate.value(), 0.5, 1e-12);
  EXPECT_NEAR(rate.change.value(), -0.5, 1e-12);
  EXPECT_EQ(rate.standing, Standing::worse);
  EXPECT_LT(rate.p.value(), 0.001);
  EXPECT_EQ(rate.test, "labels");
  EXPECT_FALSE(rate.detectable) << "that would be of the verdicts";
  EXPECT_TRUE(rate.reason.ends_with("; judges corrected by 40 and 40 labels")) << rate.reason;
}

TEST(CorrectedChange, TakesTwentyLabelsOfEach) {
  const MetricComparison rate = Favoured(19).pass_rate();
  EXPECT_NEAR(rate.change.value(), 0, 1e-12);
  EXPECT_EQ(rate.standing, Standing::no_difference);
  EXPECT_NE(rate.reason.find("; as judged: "), std::string::npos) << rate.reason;
  EXPECT_EQ(Favoured(20).pass_rate().standing, Standing::worse);
}

// 120 of 200 answers are the same on both sides, and have one label; people fail the others of
// the candidate. Half of the first have a label of both sides, and a quarter of the others.
TEST(CorrectedChange, IsNotOfTextsThatAreAlikeAlone) {
  for (const bool is_other_prompt : {false, true}) {
    Favoured arms(0);
    if (is_other_prompt) arms.candidate.variant.prompt = "another";
    for (std::size_t i = 0; i < 200; ++i) {
      if (i < 120) arms.candidate.cases[i].reply = arms.baseline.cases[i].reply;
      const bool is_labelled = i < 120 ? i % 2 == 0 : i % 4 == 0;
      if (!is_labelled) continue;
      for (Arm* arm : {&arms.baseline, &arms.candidate}) {
        const bool passes = arm == &arms.baseline || i < 120;
        arm->cases[i].label = passes;
        arm->variant.labels.of_passed.passed += passes ? 1 : 0;
        ++arm->variant.labels.of_passed.n;
        ++arm->variant.labels.count;
      }
    }
    EXPECT_NEAR(arms.pass_rate().change.value(), -0.4, 1e-12) << "not -20 of 80 labelled pairs";
  }
}

TEST(CorrectedChange, TellsEqualTextsApartWhereLabelsDo) {
  Favoured arms(40);
  for (std::size_t i = 0; i < 200; ++i)
    arms.candidate.cases[i].reply = arms.baseline.cases[i].reply;
  EXPECT_NEAR(arms.pass_rate().change.value(), -0.5, 1e-12);
}

TEST(CorrectedChange, IsNotMadeOfClusters) {
  Favoured arms(40);
  for (Arm* arm : {&arms.baseline, &arms.candidate}) {
    for (std::size_t i = 0; i < arm->cases.size(); ++i)
      arm->cases[i].clusters["topic"] = std::to_string(i % 20);
  }
  const MetricComparison rate = arms.pass_rate({{}, "topic"});
  EXPECT_NEAR(rate.change.value(), 0, 1e-12);
  EXPECT_NE(rate.reason.find("; as judged: "), std::string::npos) << rate.reason;
}

TEST(CorrectedChange, IsOpenWhereErrorsCouldTurnIt) {
  // The same labels, but 110 of 200 candidates and baselines are errors.
  const MetricComparison rate = Favoured(40, repeat('p', 90) + repeat('e', 110)).pass_rate();
  EXPECT_EQ(rate.standing, Standing::inconclusive) << rate.reason;
}

TEST(CorrectedChange, SaysNothingWhereNoJudgeDecides) {
  const Report report = report_of_two(repeat('p', 50), repeat('p', 50));
  const MetricComparison rate = compare(arm_of(report, 0), arm_of(report, 1), {}).metrics.front();
  EXPECT_EQ(rate.reason.find("judge"), std::string::npos) << rate.reason;
}

}  // namespace
}  // namespace assay
