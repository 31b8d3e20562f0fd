// What people said of answers, held against what judges said.
#include "harness/report/summary/labels.h"

#include <gtest/gtest.h>

#include <optional>
#include <string>

#include "harness/report/corrected_rate.h"

namespace assay {
namespace {

ScorePart judged(Verdict verdict, std::optional<bool> label, const char* name = "judge") {
  ScorePart part{name, "", verdict, 0, 1, ""};
  part.judge = "strict";
  part.label = label;
  return part;
}

// A report of one variant and one judge, for cells to be added.
struct LabelledReport {
  LabelledReport() {
    report.variants.resize(1);
    report.judges = {{.name = "strict"}};
  }
  void add(int times, Verdict verdict, const std::vector<ScorePart>& parts) {
    for (int i = 0; i < times; ++i) {
      ReportCell cell;
      cell.id.case_index = static_cast<std::uint32_t>(report.cells.size());
      cell.verdict = verdict;
      cell.parts = parts;
      cell.reply = std::make_shared<const Reply>();
      report.cells.push_back(std::move(cell));
    }
  }
  // At the rate that the verdicts have.
  Estimated corrected() {
    double passed = 0;
    for (const ReportCell& cell : report.cells) passed += cell.verdict == Verdict::pass ? 1 : 0;
    const double rate = passed / static_cast<double>(report.cells.size());
    return corrected_rate({rate, rate, rate, 1}, report.variants[0].labels, 0.95);
  }
  Report report;
};

const ScorePart kMissing{"contains", "", Verdict::fail, 0, 1, ""};

TEST(Labels, OfWhatJudgesDecideStandForThatAlone) {
  LabelledReport of;
  of.add(25, Verdict::pass, {judged(Verdict::pass, true)});
  of.add(25, Verdict::pass, {judged(Verdict::pass, {})});
  of.add(2, Verdict::fail, {judged(Verdict::fail, true)});
  of.add(3, Verdict::fail, {judged(Verdict::fail, false)});
  of.add(5, Verdict::fail, {judged(Verdict::fail, {})});
  // Forty that no judge was asked about: people would not pass them.
  of.add(40, Verdict::fail, {kMissing, judged(Verdict::unscored, {})});
  take_labels({}, of.report);
  EXPECT_EQ(of.report.variants[0].labels.count, 30);
  EXPECT_NEAR(*of.corrected().value, 0.5 + 0.1 * 2 / 5, 1e-12);
}

TEST(Labels, OfOnePartDecideNothingThatAnotherHasDecided) {
  LabelledReport of;
  of.add(30, Verdict::fail, {kMissing, judged(Verdict::pass, true)});
  take_labels({}, of.report);
  EXPECT_EQ(of.report.variants[0].labels.count, 0);
  EXPECT_FALSE(of.report.cells[0].is_by_judges);
  ASSERT_TRUE(of.report.judges[0].gold) << "of the judge they do tell";
  EXPECT_EQ(of.report.judges[0].gold->count, 30);
}

TEST(Labels, OfANegatedPartAreTurnedAroundWithIt) {
  LabelledReport of;
  of.add(30, Verdict::fail, {judged(Verdict::fail, false, "not judge")});
  of.add(10, Verdict::pass, {judged(Verdict::pass, true, "not judge")});
  take_labels({}, of.report);
  const JudgeSummary::Gold& gold = *of.report.judges[0].gold;
  EXPECT_EQ(gold.sensitivity.value, 1) << "what it said, people say";
  EXPECT_EQ(gold.specificity.value, 1);
  EXPECT_NEAR(*of.corrected().value, 0.25, 1e-12);
}

// People say what they think of one answer, not of two: what a judge prefers stands as it is.
TEST(Labels, StandForNoPreference) {
  LabelledReport of;
  of.add(30, Verdict::pass, {judged(Verdict::pass, std::nullopt, "prefer")});
  of.add(25, Verdict::pass,
         {judged(Verdict::pass, true), judged(Verdict::pass, std::nullopt, "prefer")});
  of.add(25, Verdict::fail,
         {judged(Verdict::pass, true), judged(Verdict::fail, std::nullopt, "not prefer")});
  take_labels({}, of.report);
  EXPECT_FALSE(of.report.cells[0].is_by_judges);
  EXPECT_EQ(of.report.variants[0].labels.count, 25) << "where the judge of the answer decides";
  EXPECT_EQ(of.report.judges[0].gold->count, 50);
  EXPECT_NEAR(*of.corrected().value, 55.0 / 80, 1e-12);
}

TEST(Labels, OfAGroupTellNothingOfItsJudge) {
  LabelledReport of;
  of.add(30, Verdict::pass, {judged(Verdict::pass, true, "all")});
  take_labels({}, of.report);
  EXPECT_FALSE(of.report.judges[0].gold);
  EXPECT_EQ(of.report.variants[0].labels.count, 30);
}

TEST(Labels, CorrectNothingWhereValuesDecide) {
  LabelledReport of;
  of.add(30, Verdict::pass, {judged(Verdict::pass, false)});
  take_labels({.score = 0.5}, of.report);
  EXPECT_EQ(of.report.variants[0].labels.count, 0);
}

TEST(Labels, OfOneAnswerCountOnceWhateverItsRepeats) {
  LabelledReport of;
  of.add(4, Verdict::pass, {judged(Verdict::pass, true)});
  for (ReportCell& cell : of.report.cells) {
    cell.id.repeat = cell.id.case_index;
    cell.id.case_index = 0;
  }
  take_labels({}, of.report);
  EXPECT_EQ(of.report.variants[0].labels.count, 1);
}

// Weights are compared with each other: half of each says the same.
TEST(Labels, WeighInProportionAlsoBelowOne) {
  const auto rate = [](double scale) {
    LabelledReport of;
    ScorePart heavy = judged(Verdict::pass, true);
    heavy.label_weight = 4 * scale;
    ScorePart light = judged(Verdict::pass, false);
    light.label_weight = 2 * scale;
    of.add(15, Verdict::pass, {heavy});
    of.add(15, Verdict::pass, {light});
    take_labels({}, of.report);
    return *of.corrected().value;
  };
  EXPECT_NEAR(rate(1), 2.0 / 3, 1e-12);
  EXPECT_NEAR(rate(0.1), 2.0 / 3, 1e-12);
}

TEST(Labels, SayWhichAnswersToLabelNext) {
  VariantSummary variant;
  variant.passed = 400;
  variant.failed = 100;
  variant.labels = {{20, 19}, {5, 2}, 25};
  EXPECT_EQ(
      more_labels_text(variant),
      "about 163 more labels make it \u00b15 points: 111 of what was judged a pass, 52 of what "
      "was judged a fail");
  variant.labels = {{400, 390}, {100, 10}, 500};
  EXPECT_EQ(more_labels_text(variant), "") << "all that there are";
}

}  // namespace
}  // namespace assay
