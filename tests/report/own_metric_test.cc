// Metrics that a suite names itself: cells, cases, variants, gates, comparisons, baselines.
#include "harness/report/own_metric.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include "harness/report/compare/arm.h"
#include "harness/report/compare/baseline.h"
#include "harness/report/compare/compare.h"
#include "harness/report/derived_metric.h"
#include "harness/report/gate/gate.h"
#include "harness/report/metric.h"
#include "harness/report/summary/own_tally.h"
#include "harness/suite/metric_shape.h"
#include "tests/report/report_fixture.h"

namespace assay {
namespace {

ScorePart part_of(std::string metric, double value, double weight = 1) {
  ScorePart part;
  part.name = "contains";
  part.metric = std::move(metric);
  part.verdict = value >= 0.5 ? Verdict::pass : Verdict::fail;
  part.value = value;
  part.weight = weight;
  return part;
}

ScorePart unable(std::string metric) {
  ScorePart part = part_of(std::move(metric), 0);
  part.verdict = Verdict::error;
  return part;
}

ScorePart waits(std::string metric) {
  ScorePart part = part_of(std::move(metric), 0);
  part.verdict = Verdict::unscored;
  part.waits = true;
  return part;
}

std::optional<double> mean_of_parts(const std::vector<ScorePart>& parts) {
  CellMean mean;
  for (const ScorePart& part : parts)
    for (const PartValue& value : values_of(part)) mean.add(value);
  return mean.value();
}

// The group has passed, and its value is of what could be judged in it.
TEST(CellMean, OfAGroupWhoseValueIsOpenIsMissing) {
  ScorePart part{"any", "m", Verdict::pass, 0.5, 1, ""};
  const auto mean_of = [](const ScorePart& of) {
    CellMean mean;
    for (const PartValue& value : values_of(of)) mean.add(value);
    return mean;
  };
  EXPECT_EQ(mean_of(part).value(), 0.5);
  part.open = {.waits = true, .up = 0.5};
  EXPECT_EQ(mean_of(part).value(), std::nullopt);
  EXPECT_TRUE(mean_of(part).waits());
  part.open = {.has_error = true, .waits = true, .up = 0.5};
  EXPECT_EQ(mean_of(part).value(), std::nullopt);
  EXPECT_FALSE(mean_of(part).waits());
}

TEST(CellMean, IsTheWeightedMeanOfItsParts) {
  struct Row {
    const char* what;
    std::vector<ScorePart> parts;
    std::optional<double> value;
  };
  const Row kRows[] = {
      {"none", {}, std::nullopt},
      {"without a metric", {part_of("", 1)}, std::nullopt},
      {"one", {part_of("m", 0.25)}, 0.25},
      {"weighted", {part_of("m", 1, 3), part_of("m", 0, 1)}, 0.75},
      {"weight 0 beside another", {part_of("m", 1, 0), part_of("m", 0.5, 1)}, 0.5},
      {"weight 0 alone", {part_of("m", 1, 0), part_of("m", 0, 0)}, 0.5},
      {"an error", {part_of("m", 1), unable("m")}, std::nullopt},
      {"waits", {part_of("m", 1), waits("m")}, std::nullopt},
      {"above 1", {part_of("m", 1.5)}, std::nullopt},
      {"below 0", {part_of("m", -0.1)}, std::nullopt},
      {"no number", {part_of("m", std::numeric_limits<double>::quiet_NaN())}, std::nullopt},
  };
  for (const Row& row : kRows) EXPECT_EQ(mean_of_parts(row.parts), row.value) << row.what;
}

// What a script measured, a value for each case.
Report report_of_script(const std::vector<double>& values) {
  Report report = testing::report_of(std::string(values.size(), 'p'));
  for (std::size_t i = 0; i < values.size(); ++i) {
    ScorePart part = part_of("", 1);
    part.metrics = {{"share", values[i]}, {"sound", 0.5}};
    report.cells[i].parts = {part};
  }
  return report;
}

TEST(OwnMetric, OfAScriptIsAMeanOnlyWhereAllItsValuesAreShares) {
  Report shares = report_of_script({0, 0.25, 1, 0.75});
  tally_own_metrics(shares);
  EXPECT_EQ(shares.own_metrics, (std::vector<std::string>{"share", "sound"}));
  EXPECT_EQ(shares.variants[0].own[0].of.value, 0.5);
  EXPECT_TRUE(shares.unbounded_metrics.empty());

  Report counts = report_of_script({0, 1, 3, 1});
  tally_own_metrics(counts);
  EXPECT_EQ(counts.own_metrics, std::vector<std::string>{"sound"});
  EXPECT_EQ(counts.unbounded_metrics, std::vector<std::string>{"share"});
}

TEST(OwnMetric, OfManyNamesTheFirstHaveMeansAndTheRestAreCounted) {
  Report report = report_of_script({0});
  for (std::size_t i = 0; i < kMaxOwnMetrics; ++i)
    report.cells[0].parts[0].metrics.emplace_back("m" + std::to_string(i), 0.5);
  tally_own_metrics(report);
  EXPECT_EQ(report.own_metrics.size(), kMaxOwnMetrics);
  EXPECT_EQ(report.metrics_beyond, 2);
}

// A case a letter, a repeat each: 'p', 'f' and 'e' of metric "m" ('e' a cell without a
// reply), 'x' a reply whose part is an error, 'w' one that waits, '-' a case without it.
Report report_of_metric(const std::string& cases, const std::string& name = "m") {
  std::string verdicts = cases;
  for (char& c : verdicts) c = c == 'x' ? 'e' : c == '-' ? 'p' : c;
  Report report = testing::report_of(verdicts);
  for (ReportCell& cell : report.cells) {
    const char c = cases[cell.id.case_index];
    if (c == 'p' || c == 'f') cell.parts = {part_of(name, c == 'p' ? 1 : 0)};
    if (c == 'x') cell.parts = {unable(name)};
    if (c == 'w') cell.parts = {waits(name)};
  }
  tally(report);
  return report;
}

TEST(OwnMetric, LeavesOutWhatIsMissingAndSaysHowMuch) {
  const Report report = report_of_metric("ppffpp--xxw");
  ASSERT_EQ(report.own_metrics, std::vector<std::string>{"m"});
  const NamedEstimate& own = report.variants[0].own[0];
  EXPECT_EQ(own.name, "m");
  EXPECT_DOUBLE_EQ(own.of.value.value(), 4.0 / 6);
  EXPECT_EQ(own.of.n, 6);
  EXPECT_EQ(own.missing, 2);
  EXPECT_EQ(own.waiting, 1);
  // 4 of 6 by R 4.2.2 binom.test, as any score of 0 and 1.
  EXPECT_NEAR(own.of.low.value(), 0.2227781, 1e-6);
  EXPECT_NEAR(own.of.high.value(), 0.9567281, 1e-6);
}

TEST(OwnMetric, OfACaseThatNobodyJudgedIsMissing) {
  const NamedEstimate own = report_of_metric("ppe-").variants[0].own[0];
  EXPECT_EQ(own.of.n, 2);
  EXPECT_EQ(own.missing, 1);
}

TEST(OwnMetric, AveragesRepeatsWithinTheirCase) {
  Report report = testing::report_of_two("ppppff", "ffffpp", 2);
  for (ReportCell& cell : report.cells)
    if (cell.id.case_index < 2)
      cell.parts = {part_of("m", cell.id.repeat == 0 ? 1 : 0.5, 2), part_of("m", 0, 2)};
  tally(report);
  const NamedEstimate& own = report.variants[1].own[0];
  EXPECT_EQ(own.of.n, 2);
  EXPECT_DOUBLE_EQ(own.of.value.value(), 0.375);
}

TEST(OwnMetric, NamesThatOnlyCellsTellAreBounded) {
  Report report = testing::report_of("pp");
  for (int i = 0; i < 300; ++i) report.cells[0].parts.push_back(part_of(std::to_string(i), 1));
  report.own_metrics = {"first"};
  tally(report);
  EXPECT_EQ(report.own_metrics.size(), kMaxOwnMetrics);
  EXPECT_EQ(report.own_metrics.front(), "first");
  EXPECT_EQ(report.variants[0].own[0].of.n, 0);
  EXPECT_EQ(report.variants[0].own[1].of.n, 1);
}

GateOutcome outcome_on(const Report& report, double at_least) {
  return decide_gates(report, {testing::gate_of("score:m", at_least, {})})[0].outcome;
}

TEST(OwnMetric, IsGatedAsAScoreIs) {
  EXPECT_EQ(outcome_on(report_of_metric(testing::repeat('p', 40)), 0.9), GateOutcome::pass);
  EXPECT_EQ(outcome_on(report_of_metric(testing::repeat('f', 40)), 0.9), GateOutcome::fail);
  EXPECT_EQ(outcome_on(report_of_metric("pppp"), 0.9), GateOutcome::inconclusive);
  EXPECT_EQ(outcome_on(report_of_metric("----"), 0.9), GateOutcome::error);
  // Four errors of forty could turn it, and so could four labels.
  const std::string passed = testing::repeat('p', 40);
  EXPECT_EQ(outcome_on(report_of_metric(passed + "xxxx"), 0.9), GateOutcome::inconclusive);
  EXPECT_EQ(outcome_on(report_of_metric(passed + "wwww"), 0.9), GateOutcome::inconclusive);
  // Those of cases that do not have it cannot: 'e' would be of every metric.
  EXPECT_EQ(outcome_on(report_of_metric(passed + "----"), 0.9), GateOutcome::pass);
}

// Both variants on the same cases, each with metric "m"; verdicts all pass.
Report two_of_metric(const std::string& base, const std::string& cand) {
  Report report =
      testing::report_of_two(testing::repeat('p', base.size()), testing::repeat('p', cand.size()));
  for (ReportCell& cell : report.cells) {
    const char c = (cell.id.variant == 0 ? base : cand)[cell.id.case_index];
    if (c == 'x')
      cell.parts = {unable("m")};
    else if (c != '-')
      cell.parts = {part_of("m", c == 'p' ? 1 : 0)};
  }
  tally(report);
  return report;
}

TEST(OwnMetric, IsComparedCaseByCase) {
  const Report report = two_of_metric(testing::repeat('p', 50) + "--",
                                      testing::repeat('p', 30) + testing::repeat('f', 20) + "--");
  const Comparison comparison = compare(arm_of(report, 0), arm_of(report, 1), {});
  const MetricComparison& own = comparison.metrics.back();
  EXPECT_EQ(own.metric, "score:m");
  EXPECT_EQ(own.n, 50);
  EXPECT_EQ(own.discordant, 20);
  EXPECT_NEAR(own.change.value(), -0.4, 1e-12);
  EXPECT_EQ(own.standing, Standing::worse);
  EXPECT_EQ(own.test, "Tango's score test");
  EXPECT_EQ(comparison.metrics[0].standing, Standing::no_difference);  // the pass rate
}

TEST(OwnMetric, IsComparedByGates) {
  Gate gate;
  gate.name = gate.metric = "score:m";
  gate.baseline = GateBaseline{};
  gate.baseline->selector.model = "base";
  gate.no_worse_than = 0.1;
  const auto decide = [&](const std::string& base, const std::string& cand) {
    return decide_gates(two_of_metric(base, cand), {gate})[0];
  };
  const std::string good = testing::repeat('p', 100);
  EXPECT_EQ(decide(good, good).outcome, GateOutcome::pass);
  EXPECT_EQ(decide(good, testing::repeat('f', 100)).outcome, GateOutcome::fail);
  const GateResult open = decide(good, testing::repeat('p', 92) + testing::repeat('x', 8));
  EXPECT_EQ(open.outcome, GateOutcome::inconclusive);
  EXPECT_NE(open.reason.find("8 errors"), std::string::npos) << open.reason;
  EXPECT_EQ(decide(testing::repeat('-', 100), good).outcome, GateOutcome::error);
}

TEST(OwnMetric, IsKeptInBaselines) {
  const Report report = report_of_metric("pfxw-");
  const Result<Baseline> saved = baseline_of(report, "main", "", "");
  ASSERT_TRUE(saved) << saved.error().message;
  const Result<Baseline> read = baseline_from_json(to_json(*saved));
  ASSERT_TRUE(read) << read.error().message;
  const MetricRow& metric = *find_metric("score:m");
  for (const ArmCase& before : saved->arms[0].cases) {
    const auto same = std::find_if(read->arms[0].cases.begin(), read->arms[0].cases.end(),
                                   [&](const ArmCase& each) { return each.id == before.id; });
    const auto was = counts_of(before, metric);
    const auto is = counts_of(*same, metric);
    ASSERT_EQ(was.has_value(), is.has_value()) << before.id;
    if (!was) continue;
    EXPECT_EQ(was->passed, is->passed);
    EXPECT_EQ(was->errors, is->errors);
    EXPECT_EQ(was->waiting, is->waiting);
    EXPECT_EQ(was->score, is->score);
  }
}

TEST(OwnMetric, HasARowThatIsMadeOnce) {
  const MetricRow* row = find_metric("score:politeness");
  ASSERT_NE(row, nullptr);
  EXPECT_EQ(row, find_metric(std::string("score:") + "politeness"));
  EXPECT_EQ(row->shape.name, "score:politeness");
  EXPECT_EQ(row->own, "politeness");
  EXPECT_NE(row, find_metric("score:tone"));
  EXPECT_EQ(find_metric("score:"), nullptr);
  EXPECT_EQ(find_metric("score")->own, "");
}

Report precision_and_recall(const std::string& cases) {
  Report report = report_of_metric(cases, "precision");
  for (ReportCell& cell : report.cells) {
    const bool is_half = cell.id.case_index % 2 == 0;
    if (!cell.parts.empty()) cell.parts.push_back(part_of("recall", is_half ? 1 : 0));
  }
  report.derived_metrics = {{"f1", "2 * precision * recall / (precision + recall)"},
                            {"odds", "precision / (1 - precision)"},
                            {"none", "precision / nobody"}};
  tally(report);
  return report;
}

TEST(DerivedMetric, IsArithmeticOverMeans) {
  const Report report = precision_and_recall(testing::repeat('p', 90) + testing::repeat('f', 30));
  const std::vector<NamedEstimate>& derived = report.variants[0].derived;
  EXPECT_NEAR(derived[0].of.value.value(), 2 * 0.75 * 0.5 / 1.25, 1e-12);
  EXPECT_EQ(derived[0].of.n, 120);
  EXPECT_LT(derived[0].of.low.value(), 0.6);
  EXPECT_GT(derived[0].of.high.value(), 0.6);
  EXPECT_NEAR(derived[1].of.value.value(), 3, 1e-12);
  EXPECT_EQ(derived[2].of.value, std::nullopt);
}

TEST(DerivedMetric, HasNoIntervalThatWouldBeFalse) {
  const auto odds = [](const std::string& cases) {
    return precision_and_recall(cases).variants[0].derived[1].of;
  };
  // Too few cases; too few that differ; and none: a division by 0.
  EXPECT_EQ(odds(testing::repeat('p', 70) + testing::repeat('f', 29)).low, std::nullopt);
  EXPECT_EQ(odds(testing::repeat('p', 91) + testing::repeat('f', 9)).low, std::nullopt);
  EXPECT_TRUE(odds(testing::repeat('p', 80) + testing::repeat('f', 20)).low);
  EXPECT_EQ(odds(testing::repeat('p', 80)).value, std::nullopt);
}

TEST(DerivedMetric, IsTheSameTwice) {
  const auto f1 = [] {
    return precision_and_recall(testing::repeat('p', 90) + testing::repeat('f', 30))
        .variants[0]
        .derived[0]
        .of;
  };
  EXPECT_EQ(f1().low, f1().low);
  EXPECT_EQ(f1().high, f1().high);
}

}  // namespace
}  // namespace assay
