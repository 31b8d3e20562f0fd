// The marks that people gave answers, held against the scores that judges gave.
#include "harness/report/summary/marks.h"

#include <gtest/gtest.h>

#include <optional>
#include <string>

#include "harness/report/compare/compare.h"
#include "harness/report/corrected_score.h"
#include "harness/report/gate/gate.h"
#include "harness/report/metric.h"
#include "harness/report/summary/labels.h"
#include "harness/report/summary/tally.h"
#include "harness/report/summary/warnings.h"
#include "tests/report/report_fixture.h"

namespace assay {
namespace {

using By = ScoreLabels::By;

// Scores of one judge on a scale of five: of 400 answers it gives half 1 and half .5, and of
// the first `marked` people give each .25 less.
struct GradedReport {
  explicit GradedReport(int marked, int variants = 1) {
    report = variants == 1
                 ? testing::report_of(testing::repeat('p', 400))
                 : testing::report_of_two(testing::repeat('p', 400), testing::repeat('p', 400));
    report.judges = {{.name = "strict"}};
    for (ReportCell& cell : report.cells) {
      const std::uint32_t number = cell.id.case_index;
      ScorePart part{"judge", "", Verdict::pass, number % 2 == 0 ? 1 : 0.5, 1, ""};
      part.judge = "strict";
      if (static_cast<int>(number) < marked) {
        part.label = part.value == 1;
        part.label_value = part.value - 0.25;
      }
      if (part.value < 1) part.verdict = cell.verdict = Verdict::fail;
      cell.score = part.value;
      cell.parts = {part};
    }
  }
  const VariantSummary& variant(std::size_t i = 0) {
    for (VariantSummary& each : report.variants)
      each.VerdictCounts::operator=({}), each.cells = each.attempts = 0, each.cached = 0;
    for (CaseSummary& each : report.cases) each.variants.clear();
    take_labels({}, report);
    take_marks(report);
    tally(report);
    return report.variants[i];
  }
  Report report;
};

TEST(Marks, CorrectAScoreFromAHundredOn) {
  GradedReport of(100);
  const VariantSummary& variant = of.variant();
  EXPECT_EQ(variant.score_labels.by, By::marks);
  EXPECT_NEAR(*variant.score_judged.value, 0.75, 1e-12);
  EXPECT_NEAR(*variant.score.value, 0.5, 1e-12);
  EXPECT_LT(*variant.score.high, 0.6);
  EXPECT_EQ(score_correction_text(variant.score_labels), "judge corrected by 100 marks");
  bool is_warned = false;
  for (const std::string& warning : warnings_of(of.report))
    is_warned =
        is_warned || warning == "a: score by judge corrected by 100 marks; as judged it is 75.0 %";
  EXPECT_TRUE(is_warned);
}

struct UncorrectedRow {
  const char* what;
  int marked;
  void (*change)(Report& report);
  const char* text;
};

TEST(Marks, CorrectNothingWhereThatWouldNotBeValid) {
  const UncorrectedRow rows[] = {
      {"nobody labelled anything", 0, [](Report&) {}, ""},
      {"too few", 99, [](Report&) {}, "judge; 99 marks correct no score, 100 do"},
      {"no marks", 150,
       [](Report& report) {
         for (ReportCell& cell : report.cells) cell.parts[0].label_value.reset();
       },
       "judge; labels that say pass or fail correct no score: it takes marks"},
      {"several expectations", 150,
       [](Report& report) {
         for (ReportCell& cell : report.cells)
           cell.parts.push_back({"contains", "", Verdict::pass, 1, 1, ""});
       },
       "judge; labels correct no score of several expectations"},
      {"repeats", 150, [](Report& report) { report.run.repeats = 2; },
       "judge; labels correct no score of cases that were asked more than once"},
      {"picked by verdict", 150,
       [](Report& report) {
         for (ReportCell& cell : report.cells)
           cell.parts[0].label_weight = cell.verdict == Verdict::pass ? 2 : 3;
       },
       "judge; labels that were picked by verdict correct no score: --by random"},
      {"picked in another way", 200,
       [](Report& report) {
         for (ReportCell& cell : report.cells)
           if (cell.id.case_index % 2 == 1 && cell.id.case_index > 40)
             cell.parts[0].label.reset(), cell.parts[0].label_value.reset();
       },
       "judge; labels of answers that are no random sample correct no score: the judge gave some "
       "of them 0.917 on average, and all 0.750"},
      {"a second sitting by verdict", 220,
       [](Report& report) {
         for (ReportCell& cell : report.cells) {
           ScorePart& part = cell.parts[0];
           const std::uint32_t number = cell.id.case_index;
           part.label_weight = number < 180 ? 4 : number % 2 == 0 ? 1.5 : 3;
         }
       },
       "judge; labels of answers that are no random sample correct no score: the judge gave some "
       "of them 1.000 on average, and all 0.750"},
  };
  for (const UncorrectedRow& row : rows) {
    GradedReport of(row.marked);
    row.change(of.report);
    const VariantSummary& variant = of.variant();
    EXPECT_EQ(variant.score_labels.by, By::nothing) << row.what;
    EXPECT_EQ(score_correction_text(variant.score_labels), row.text) << row.what;
    EXPECT_EQ(variant.score.value, variant.score_judged.value) << row.what;
    EXPECT_EQ(variant.score.low, variant.score_judged.low) << row.what;
  }
}

TEST(Marks, OfALongerRandomSampleWeighUnequally) {
  GradedReport of(200);
  for (ReportCell& cell : of.report.cells)
    cell.parts[0].label_weight = cell.id.case_index < 80 ? 5 : 2;
  EXPECT_EQ(of.variant().score_labels.by, By::marks);
}

// A score that is its verdict is corrected as the pass rate is.
TEST(Marks, OfPassAndFailAreLabels) {
  GradedReport of(40);
  for (ReportCell& cell : of.report.cells) {
    cell.score = cell.parts[0].value = cell.verdict == Verdict::pass ? 1 : 0;
    if (cell.parts[0].label) cell.parts[0].label_value = *cell.parts[0].label ? 1 : 0;
  }
  const VariantSummary& variant = of.variant();
  EXPECT_EQ(variant.score_labels.by, By::verdicts);
  EXPECT_EQ(variant.score.value, variant.pass_rate.value);
  EXPECT_EQ(variant.score.low, variant.pass_rate.low);
  EXPECT_EQ(score_correction_text(variant.score_labels), "judge corrected by 40 labels");
}

// Where a judge gave the ends of its scale alone, people may still say what lies between.
TEST(Marks, OfPeopleTellAScaleFromVerdicts) {
  GradedReport of(200);
  for (ReportCell& cell : of.report.cells)
    cell.score = cell.parts[0].value = cell.verdict == Verdict::pass ? 1 : 0;
  const VariantSummary& variant = of.variant();
  EXPECT_EQ(variant.score_labels.by, By::marks);
  EXPECT_NEAR(*variant.score_judged.value, 0.5, 1e-12);
  EXPECT_NEAR(*variant.score.value, (0.75 + 0.25) / 2, 1e-12) << "as people marked them";
}

TEST(Marks, DecideGatesOnTheScore) {
  for (const int marked : {0, 200}) {
    GradedReport of(marked);
    of.variant();
    const GateResult gate = decide_gates(of.report, {testing::gate_of("score", 0.6, {})}, {}).at(0);
    EXPECT_EQ(gate.outcome, marked == 0 ? GateOutcome::pass : GateOutcome::fail) << gate.reason;
    EXPECT_EQ(gate.reason.ends_with("; judge corrected by 200 marks"), marked == 200)
        << gate.reason;
  }
}

// The same with errors counted both ways.
TEST(Marks, LeaveErrorsOpen) {
  GradedReport of(200);
  for (std::size_t i = 0; i < 40; ++i) of.report.cells[350 + i].verdict = Verdict::error;
  for (std::size_t i = 0; i < 40; ++i) of.report.cells[350 + i].score.reset();
  of.variant();
  const MetricRow& score = *find_metric("score");
  const Estimated best = estimate_of(score, of.report, 0, kConfidence, Imputed::errors, As::best);
  const Estimated worst = estimate_of(score, of.report, 0, kConfidence, Imputed::errors, As::worst);
  EXPECT_NEAR(*best.value, 0.9 * 0.5 + 0.1, 1e-9);
  EXPECT_NEAR(*worst.value, 0.9 * 0.5, 1e-9);
  EXPECT_EQ(best.n, 400);
}

// The judge sees no difference; people mark the candidate lower by half of the scale.
TEST(Marks, CorrectEachSideOfAComparison) {
  for (const int marked : {99, 150}) {
    GradedReport of(marked, 2);
    for (ReportCell& cell : of.report.cells) {
      ScorePart& part = cell.parts[0];
      if (cell.id.variant == 1 && part.label_value) *part.label_value -= 0.25;
    }
    of.variant();
    const Comparison seen = compare(arm_of(of.report, 0), arm_of(of.report, 1), {});
    const MetricComparison& score = seen.metrics.at(1);
    ASSERT_EQ(score.metric, "score");
    EXPECT_NEAR(*score.change, marked == 150 ? -0.25 : 0, 1e-9);
    if (marked == 150) {
      EXPECT_EQ(score.standing, Standing::worse);
      EXPECT_EQ(score.test, "marks");
      EXPECT_NEAR(*score.baseline, 0.5, 1e-9);
      EXPECT_NEAR(*score.candidate, 0.25, 1e-9);
      EXPECT_TRUE(score.reason.ends_with("; judges corrected by 150 and 150 marks"))
          << score.reason;
    } else {
      EXPECT_EQ(score.standing, Standing::no_difference);
      EXPECT_TRUE(score.reason.ends_with("; as judged: 99 marks correct no score, 100 do"))
          << score.reason;
    }
  }
}

}  // namespace
}  // namespace assay
