// Gates: decided on bounds, with every error counted both ways.
#include "harness/report/gate/gate.h"
#include "harness/report/manifest/gate_json.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "harness/base/random.h"
#include "harness/report/describe.h"
#include "harness/report/metric.h"
#include "harness/report/selector.h"
#include "tests/report/report_fixture.h"

namespace assay {
namespace {

using testing::gate_of;
using testing::repeat;
using testing::report_of;

GateResult decide_gate(const Report& report, const Gate& gate) {
  const auto results = decide_gates(report, {gate});
  EXPECT_EQ(results.size(), 1u);
  return results.at(0);
}

struct GateRow {
  const char* what;
  std::string verdicts;
  double at_least;
  GateOutcome outcome;
};

TEST(Gate, OnPassRateIsDecidedOnTheBound) {
  const GateRow rows[] = {
      {"all of 100 pass: low is 0.963", repeat('p', 100), 0.95, GateOutcome::pass},
      {"97 of 100: the point passes, the bound does not", repeat('p', 97) + "fff", 0.95,
       GateOutcome::inconclusive},
      {"half of 100: high is 0.596", repeat('p', 50) + repeat('f', 50), 0.95, GateOutcome::fail},
      {"one sample decides nothing", "p", 0.95, GateOutcome::inconclusive},
      {"nothing but errors", "eee", 0.95, GateOutcome::error},
      {"nothing scored", "uuu", 0.95, GateOutcome::error},
      {"one error of 101 cannot turn it", repeat('p', 200) + "e", 0.95, GateOutcome::pass},
      {"errors could turn a pass", repeat('p', 100) + repeat('e', 10), 0.95,
       GateOutcome::inconclusive},
      {"errors could save a fail", repeat('p', 30) + repeat('f', 70) + repeat('e', 900), 0.5,
       GateOutcome::inconclusive},
      {"no error could save it", repeat('f', 100) + "ee", 0.95, GateOutcome::fail},
      {"nothing is labelled", "www", 0.95, GateOutcome::error},
      {"one label of 201 cannot turn it", repeat('p', 200) + "w", 0.95, GateOutcome::pass},
      {"labels could turn a pass", repeat('p', 100) + repeat('w', 10), 0.95,
       GateOutcome::inconclusive},
      {"labels could save a fail", repeat('p', 30) + repeat('f', 70) + repeat('w', 900), 0.5,
       GateOutcome::inconclusive},
      {"no label could save it", repeat('f', 100) + "ww", 0.95, GateOutcome::fail},
      {"labels and errors together could turn it", repeat('p', 200) + "wwwwweeeee", 0.95,
       GateOutcome::inconclusive},
      {"what nobody is asked about turns nothing", repeat('p', 100) + repeat('u', 10), 0.95,
       GateOutcome::pass},
  };
  for (const GateRow& row : rows) {
    const GateResult result =
        decide_gate(report_of(row.verdicts), gate_of("pass_rate", row.at_least, {}));
    EXPECT_EQ(result.outcome, row.outcome) << row.what << ": " << result.reason;
    EXPECT_FALSE(result.reason.empty());
  }
}

// Cells with a verdict, of which a second part as heavy as the first has no value.
Report with_open_scores(const std::string& verdicts, bool waits) {
  Report report = report_of(verdicts);
  for (ReportCell& cell : report.cells) {
    const Verdict verdict = cell.verdict;
    cell.parts.push_back({"contains", "", verdict, *cell.score, 1, ""});
    cell.parts.push_back(
        {"judge", "", waits ? Verdict::unscored : Verdict::error, 0, 1, "judge: it is down"});
    cell.parts.back().waits = waits;
  }
  tally(report);
  return report;
}

// A judge that is down is no reason to believe the rest of the score.
TEST(Gate, OnScoreIsDecidedWithPartsThatHaveNoValueBothWays) {
  struct Row {
    const char* what;
    double at_least;
    GateOutcome outcome;
  };
  const Row rows[] = {
      {"half of each score is certain", 0.35, GateOutcome::pass},
      {"the rest could turn it", 0.8, GateOutcome::inconclusive},
  };
  for (const bool waits : {false, true}) {
    const Report report = with_open_scores(repeat('p', 100), waits);
    for (const Row& row : rows) {
      Gate gate = gate_of("score", row.at_least, {});
      gate.max_error_rate = 1;
      EXPECT_EQ(decide_gate(report, gate).outcome, row.outcome) << row.what << waits;
    }
    EXPECT_EQ(decide_gate(report, gate_of("pass_rate", 0.8, {})).outcome, GateOutcome::pass);
  }
  const std::string reason =
      decide_gate(with_open_scores(repeat('p', 100), false), gate_of("score", 0.8, {})).reason;
  EXPECT_NE(reason.find("pass without its 100 errors, but pass if every error were good and "),
            std::string::npos)
      << reason;
  // Nothing that they could say would save it.
  const Report failed = with_open_scores(repeat('f', 100), false);
  Gate gate = gate_of("score", 0.8, {});
  gate.max_error_rate = 1;
  EXPECT_EQ(decide_gate(failed, gate).outcome, GateOutcome::fail);
}

// Mean, and how far parts without a value could move it, over the repeats of a case.
TEST(CaseVariant, KeepsWhatOfItsScoreIsOpen) {
  CaseVariant entry;
  entry.add(Verdict::pass, 1.0);
  entry.add(Verdict::pass, 0.5,
            open_score(Verdict::pass, {{"a", "", Verdict::pass, 0.5, 3, ""},
                                       {"b", "", Verdict::error, 0, 1, ""},
                                       {"c", "", Verdict::error, 0, 0, ""}}));
  entry.add(Verdict::error, {});
  EXPECT_DOUBLE_EQ(*entry.score, 0.75);
  EXPECT_EQ(entry.open_errors, 1);
  const std::vector<CaseVariant> best = impute({entry}, Imputed::errors, As::best, 3);
  const std::vector<CaseVariant> worst = impute({entry}, Imputed::errors, As::worst, 3);
  EXPECT_DOUBLE_EQ(*best[0].score, (1 + (0.5 * 3 + 1) / 4 + 1) / 3);
  EXPECT_DOUBLE_EQ(*worst[0].score, (1 + 0.5 * 3 / 4 + 0) / 3);
  // Of a group what is open in it, beside a part of which nothing is.
  ScorePart any{"any", "", Verdict::pass, 0.5, 1, ""};
  any.open = {true, false, 0.5, 0.25};
  const OpenScore group = open_score(Verdict::pass, {any, {"b", "", Verdict::pass, 1, 1, ""}});
  EXPECT_TRUE(group.has_error);
  EXPECT_DOUBLE_EQ(group.up, 0.25);
  EXPECT_DOUBLE_EQ(group.down, 0.125);
  EXPECT_FALSE(open_score(Verdict::error, {{"b", "", Verdict::error, 0, 1, ""}}).any());
}

TEST(Gate, SaysThatLabelsWouldDecide) {
  const Gate gate = gate_of("pass_rate", 0.95, {});
  const std::string some = decide_gate(report_of(repeat('p', 100) + repeat('w', 10)), gate).reason;
  EXPECT_NE(some.find("pass without its 10 cells that wait for a label, but"), std::string::npos)
      << some;
  EXPECT_TRUE(some.ends_with("label those answers")) << some;
  EXPECT_NE(decide_gate(report_of("www"), gate).reason.find("3 cells wait for a label"),
            std::string::npos);
  // Labels say nothing of times, and they are no errors.
  const Gate errors = gate_of("error_rate", {}, 0.5);
  EXPECT_EQ(decide_gate(report_of(repeat('p', 60) + repeat('w', 40)), errors).outcome,
            GateOutcome::pass);
}

TEST(Gate, FailsRegardlessOnlyIfNoMissingSampleCouldSaveIt) {
  const Gate gate = gate_of("pass_rate", 0.5, {});
  EXPECT_TRUE(decide_gate(report_of(repeat('f', 100) + "ee--"), gate).fails_regardless);
  const GateResult open = decide_gate(report_of(repeat('f', 20) + repeat('-', 200)), gate);
  EXPECT_EQ(open.outcome, GateOutcome::fail);
  EXPECT_FALSE(open.fails_regardless);
}

// A variant for each verdict string, all on the same cases.
Report report_of_columns(const std::vector<std::string>& columns) {
  Report report = report_of(columns[0]);
  report.cells.clear();
  report.variants.assign(columns.size(), report.variants[0]);
  for (std::uint32_t i = 0; i < columns[0].size(); ++i) {
    for (std::uint32_t v = 0; v < columns.size(); ++v) {
      report.cells.push_back(
          testing::cell(v, i, 0, columns[v][i] == 'p' ? Verdict::pass : Verdict::fail));
    }
  }
  for (VariantSummary& variant : report.variants) {
    VariantSummary fresh;
    fresh.id = fresh.model = fresh.model_id = variant.id;
    variant = fresh;
  }
  tally(report);
  return report;
}

std::int64_t count_of(const std::vector<GateResult>& results, GateOutcome outcome) {
  return std::count_if(results.begin(), results.end(),
                       [&](const GateResult& result) { return result.outcome == outcome; });
}

TEST(Gate, OneOfManyMustFailByMoreThanChance) {
  const std::string fine = repeat('p', 95) + repeat('f', 5);
  const std::string slightly = repeat('p', 71) + repeat('f', 29);  // fails 0.8 alone
  const Gate gate = gate_of("pass_rate", 0.8, {});
  EXPECT_EQ(decide_gate(report_of_columns({slightly}), gate).outcome, GateOutcome::fail);

  const std::vector<GateResult> results =
      decide_gates(report_of_columns({slightly, fine, fine, fine, fine, fine}), {gate});
  EXPECT_EQ(results[0].outcome, GateOutcome::inconclusive);
  EXPECT_NE(results[0].reason.find("of 6 gates one may look so by chance"), std::string::npos)
      << results[0].reason;
  EXPECT_EQ(count_of(results, GateOutcome::pass), 5) << "passing needs no correction";

  const std::string broken = repeat('f', 100);
  const auto failing = decide_gates(report_of_columns({broken, fine, fine, fine}), {gate});
  EXPECT_EQ(failing[0].outcome, GateOutcome::fail);
  EXPECT_TRUE(failing[0].fails_regardless);
}

TEST(Gate, HolmTakesOutWhatFailsAndAsksTheOthersAgain) {
  const std::string broken = repeat('f', 100);
  const std::string slightly = repeat('p', 71) + repeat('f', 29);
  const Gate gate = gate_of("pass_rate", 0.8, {});
  // Five of six are out at 2.5 % / 6; the last is asked alone.
  const auto results =
      decide_gates(report_of_columns({broken, broken, slightly, broken, broken, broken}), {gate});
  EXPECT_EQ(count_of(results, GateOutcome::fail), 6);
}

// 20 variants whose true rate is the limit: how often any of them fails.
TEST(Gate, ManyOnEqualVariantsFailFalselyNoMoreOftenThanOne) {
  constexpr int kReports = 400;
  constexpr double kRate = 0.8;
  Random random(11);
  const Gate gate = gate_of("pass_rate", kRate, {});
  int any_failed = 0;
  int any_would_alone = 0;
  for (int i = 0; i < kReports; ++i) {
    std::vector<std::string> columns(20, repeat('f', 100));
    for (std::string& column : columns) {
      for (char& verdict : column) {
        if (random.uniform() < kRate) verdict = 'p';
      }
    }
    const Report report = report_of_columns(columns);
    any_failed += count_of(decide_gates(report, {gate}), GateOutcome::fail) > 0 ? 1 : 0;
    any_would_alone +=
        std::any_of(report.variants.begin(), report.variants.end(),
                    [](const VariantSummary& variant) { return *variant.pass_rate.high < kRate; })
            ? 1
            : 0;
  }
  EXPECT_LE(any_failed, kReports * 0.04);       // 2.5 % and its noise
  EXPECT_GE(any_would_alone, kReports * 0.15);  // what is guarded against
}

TEST(Gate, SaysHowManyMoreCasesWouldDecide) {
  const GateResult result =
      decide_gate(report_of(repeat('p', 97) + "fff"), gate_of("pass_rate", 0.95, {}));
  EXPECT_NE(result.reason.find("97.0% [91.5%, 99.4%] at n=100 straddles 95%; about "),
            std::string::npos)
      << result.reason;
  EXPECT_NE(result.reason.find("more cases would decide"), std::string::npos);
}

TEST(CasesToDecide, IsTheSmallestNWhoseIntervalExcludesTheThreshold) {
  const Estimated seen{0.97, 0.915, 0.994, 100};
  const std::int64_t n = cases_to_decide(seen, 0.95, MetricKind::rate, 1).value();
  const auto low = [](std::int64_t cases) {
    return rate_interval(0.97, static_cast<double>(cases))->low;
  };
  EXPECT_GE(low(n), 0.95);
  EXPECT_LT(low(n - 1), 0.95);
  EXPECT_FALSE(cases_to_decide({0.95, 0.9, 0.98, 100}, 0.95, MetricKind::rate, 1));
}

TEST(Gate, AtMostReadsTheOtherBound) {
  const Report report = report_of(repeat('p', 100));  // latencies 100 to 199 ms
  EXPECT_EQ(decide_gate(report, gate_of("latency_p50_ms", {}, 170)).outcome, GateOutcome::pass);
  EXPECT_EQ(decide_gate(report, gate_of("latency_p50_ms", {}, 150)).outcome,
            GateOutcome::inconclusive);
  EXPECT_EQ(decide_gate(report, gate_of("latency_p50_ms", {}, 110)).outcome, GateOutcome::fail);
}

TEST(Gate, OnAPercentileThatNCannotSupportIsInconclusive) {
  for (std::size_t n : {10u, 30u}) {
    const GateResult result =
        decide_gate(report_of(repeat('p', n)), gate_of("latency_p95_ms", {}, 1e6));
    EXPECT_EQ(result.outcome, GateOutcome::inconclusive);
    EXPECT_NE(result.reason.find("n too small"), std::string::npos) << result.reason;
  }
}

TEST(Gate, OnTimesOfStoredRepliesSaysHowToMeasure) {
  Report report = report_of(repeat('p', 100));
  for (ReportCell& cell : report.cells) cell.cached = true;
  VariantSummary fresh;
  fresh.id = "a";
  report.variants[0] = fresh;
  tally(report);
  const GateResult result = decide_gate(report, gate_of("latency_p50_ms", {}, 1e6));
  EXPECT_EQ(result.outcome, GateOutcome::inconclusive);
  EXPECT_NE(result.reason.find("--no-cache asks again"), std::string::npos) << result.reason;
}

TEST(Gate, OnTimesIsOpenOnlyWhereALateMachineCouldTurnIt) {
  Report report = report_of(repeat('p', 100));
  const auto p50_at_most = [&](double limit) {
    return decide_gate(report, gate_of("latency_p50_ms", {}, limit));
  };
  const double low = p50_at_most(1).observed.low.value();
  report.run.client = {9.5, 1.0, true};
  EXPECT_EQ(p50_at_most(1e6).outcome, GateOutcome::pass);
  EXPECT_EQ(p50_at_most(low - 10).outcome, GateOutcome::fail);
  const GateResult open = p50_at_most(low - 9);
  EXPECT_EQ(open.outcome, GateOutcome::inconclusive);
  EXPECT_FALSE(open.fails_regardless);
  EXPECT_NE(open.reason.find("late by up to 9.5 ms"), std::string::npos) << open.reason;
  EXPECT_EQ(decide_gate(report, gate_of("pass_rate", 0.95, {})).outcome, GateOutcome::pass);
}

TEST(Gate, DoesNotRoundABoundToItsLimit) {
  // 59 of 59: the lower bound is 0.93940; beside 93.9 % it keeps its digits.
  const GateResult result =
      decide_gate(report_of(repeat('p', 59)), gate_of("pass_rate", 0.939, {}));
  EXPECT_EQ(result.outcome, GateOutcome::pass);
  EXPECT_EQ(result.reason, "100.0% [93.94%, 100.0%] at n=59 is at least 93.9%");
}

TEST(Gate, CountsAnErrorAsAReplyThatMightNeverHaveCome) {
  const std::string fine = repeat('p', 100);
  EXPECT_EQ(decide_gate(report_of(fine), gate_of("latency_p95_ms", {}, 300)).outcome,
            GateOutcome::pass);
  EXPECT_EQ(
      decide_gate(report_of(fine + repeat('e', 20)), gate_of("latency_p95_ms", {}, 300)).outcome,
      GateOutcome::inconclusive);
}

TEST(Gate, OnATotalIsDecidedOnItsValue) {
  const Report report = report_of(repeat('p', 10));  // USD 0.000001 each
  EXPECT_EQ(decide_gate(report, gate_of("cost_usd", {}, 0.0001)).outcome, GateOutcome::pass);
  const GateResult over = decide_gate(report, gate_of("cost_usd", {}, 0.000005));
  EXPECT_EQ(over.outcome, GateOutcome::fail);
  EXPECT_TRUE(over.fails_regardless);  // it only grows
}

struct PricedGateRow {
  const char* what;
  const char* metric;
  std::string verdicts;
  std::optional<double> most;  // that an erring cell may have cost, or had of output
  double at_most;
  GateOutcome outcome;
};

// Every answered cell has 5 tokens and costs $0.000001.
TEST(Gate, OnCostAndTokensIsDecidedBothWays) {
  const std::string few = repeat('p', 99) + "e";
  const std::string quarter = repeat('p', 75) + repeat('e', 25);
  const PricedGateRow rows[] = {
      {"no errors", "cost_usd_per_case", repeat('p', 100), {}, 2e-6, GateOutcome::pass},
      {"cheap at its worst", "cost_usd_per_case", few, 5e-6, 2e-6, GateOutcome::pass},
      {"dear at its worst", "cost_usd_per_case", few, 5e-4, 2e-6, GateOutcome::inconclusive},
      {"nobody knows", "cost_usd_per_case", few, {}, 2e-6, GateOutcome::inconclusive},
      {"a quarter", "cost_usd_per_case", quarter, 1e-5, 2e-6, GateOutcome::inconclusive},
      {"a free one could save it", "cost_usd_per_case", quarter, 1e-6, 0.9e-6,
       GateOutcome::inconclusive},
      {"none could save it", "cost_usd_per_case", few, 1e-6, 0.5e-6, GateOutcome::fail},
      {"in sum", "cost_usd", few, 1e-6, 1.01e-4, GateOutcome::pass},
      {"dear in sum", "cost_usd", few, 1e-4, 1.01e-4, GateOutcome::inconclusive},
      {"over already", "cost_usd", few, {}, 9e-5, GateOutcome::fail},
      {"short at its worst", "output_tokens_per_case", few, 50, 10, GateOutcome::pass},
      {"long at its worst", "output_tokens_per_case", few, 5000, 10, GateOutcome::inconclusive},
      {"tokens in sum", "output_tokens", few, 50, 600, GateOutcome::pass},
      {"long in sum", "output_tokens", few, 500, 600, GateOutcome::inconclusive},
  };
  for (const PricedGateRow& row : rows) {
    Report report = report_of(row.verdicts);
    report.variants[0].most_cost_usd = report.variants[0].most_output_tokens = row.most;
    Gate gate = gate_of(row.metric, {}, row.at_most);
    gate.max_error_rate = 1;  // only what could turn it counts here
    const GateResult result = decide_gate(report, gate);
    EXPECT_EQ(result.outcome, row.outcome) << row.what << ": " << result.reason;
  }
}

// Whatever a gate is about: a number without so many cells is not the suite's.
TEST(Gate, IsOpenWithTooManyErrors) {
  for (const MetricRow& metric : metric_rows()) {
    SCOPED_TRACE(metric.shape.name);
    Gate gate = gate_of(std::string(metric.shape.name), 0.0, {});  // which nothing could turn
    Report report = report_of(repeat('p', 180) + repeat('e', 20));
    for (ReportCell& cell : report.cells)
      if (cell.reply != nullptr) cell.ttft_ms = 5;
    report.variants[0].most_cost_usd = report.variants[0].most_output_tokens = 1;
    EXPECT_EQ(decide_gate(report, gate).outcome, GateOutcome::pass) << "a tenth is taken";
    report.run.max_error_rate = 0.05;
    const GateResult open = decide_gate(report, gate);
    if (metric.shape.name == "error_rate") {
      EXPECT_EQ(open.outcome, GateOutcome::pass);
      continue;
    }
    EXPECT_EQ(open.outcome, GateOutcome::inconclusive);
    EXPECT_EQ(open.reason,
              "pass without 20 of 200 cells of a, which are errors (10.0%, max_error_rate is 5%): "
              "ask them again");
    gate.max_error_rate = 0.2;  // the gate's own word is the last
    EXPECT_EQ(decide_gate(report, gate).outcome, GateOutcome::pass);
    report.run.max_error_rate.reset();
    gate.max_error_rate.reset();
    Report many = report_of(repeat('p', 100) + repeat('e', 20));
    for (ReportCell& cell : many.cells)
      if (cell.reply != nullptr) cell.ttft_ms = 5;
    many.variants[0].most_cost_usd = many.variants[0].most_output_tokens = 1;
    EXPECT_EQ(decide_gate(many, gate).outcome, GateOutcome::inconclusive) << "a sixth is not";
  }
}

TEST(Gate, AFailureThatNothingCouldSaveStaysOneWhateverFailedBeside) {
  const GateResult result =
      decide_gate(report_of(repeat('f', 100) + repeat('e', 50)), gate_of("pass_rate", 0.95, {}));
  EXPECT_EQ(result.outcome, GateOutcome::fail) << result.reason;
  EXPECT_TRUE(result.fails_regardless);
}

TEST(Gate, WithoutDataIsAnError) {
  Report report = report_of("pp");
  report.variants[0].cost.reset();
  EXPECT_EQ(decide_gate(report, gate_of("cost_usd", {}, 1)).outcome, GateOutcome::error);
  EXPECT_EQ(decide_gate(report, gate_of("ttft_p50_ms", {}, 1)).outcome, GateOutcome::error);
  EXPECT_EQ(decide_gate(report, gate_of("no_such_metric", {}, 1)).outcome, GateOutcome::error);
  Gate elsewhere = gate_of("pass_rate", 0.5, {});
  elsewhere.candidate.model = "other";
  EXPECT_EQ(decide_gate(report, elsewhere).outcome, GateOutcome::error);
}

TEST(Gate, IsDecidedForEachMatchingVariant) {
  Report report = report_of("pp");
  report.variants.push_back(report.variants[0]);
  report.variants[1].id = "b";
  for (CaseSummary& summary : report.cases) summary.variants.push_back(summary.variants[0]);
  const auto results = decide_gates(report, {gate_of("pass_rate", 0.1, {})});
  ASSERT_EQ(results.size(), 2u);
  EXPECT_EQ(results[0].variant, "a");
  EXPECT_EQ(results[1].variant, "b");
}

TEST(Gate, SurvivesTheManifest) {
  Gate gate = gate_of("pass_rate", 0.95, 0.99);
  gate.name = "good enough";
  gate.candidate.model = "mini";
  gate.candidate.prompt = "t*";
  gate.max_error_rate = 0.25;
  gate.candidate.params = {{"temperature", Json(0.7)}};
  const Result<Gate> read = gate_from_json(gate_to_json(gate));
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(gate_to_json(*read), gate_to_json(gate));
  EXPECT_EQ(read->name, "good enough");
  EXPECT_EQ(read->max_error_rate, 0.25);
  EXPECT_FALSE(gate_from_json(Json::array()));
  EXPECT_FALSE(gate_from_json({{"metric", 7}}));
}

TEST(Gate, ThatComparesSurvivesTheManifest) {
  Gate gate = gate_of("pass_rate", {}, {});
  gate.baseline = GateBaseline{{"mini", {}, {{"temperature", Json(0)}}}, "main"};
  gate.no_worse_than = 0.02;
  gate.require_same_model = gate.stop_early = true;
  gate.cluster = "template";
  const Result<Gate> read = gate_from_json(gate_to_json(gate));
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(gate_to_json(*read), gate_to_json(gate));
  EXPECT_EQ(read->baseline.value().stored, "main");
  EXPECT_EQ(read->baseline->selector.model, "mini");
  EXPECT_EQ(read->no_worse_than, 0.02);
  EXPECT_TRUE(read->require_same_model && read->stop_early);
  EXPECT_EQ(read->cluster, "template");
}

TEST(Selector, MatchesLabelsAsGlobsAndParametersByValue) {
  VariantSummary variant;
  variant.model = "mini";
  variant.model_id = "gpt-4o-mini";
  variant.provider = "openai";
  variant.prompt = "terse";
  variant.params = {{"temperature", Json(0)}};
  const auto model = [](std::string pattern) { return Selector{pattern, {}, {}}; };
  EXPECT_TRUE(matches({}, variant));
  EXPECT_TRUE(matches(model("mini"), variant));
  EXPECT_TRUE(matches(model("openai:gpt-*"), variant));
  EXPECT_FALSE(matches(model("maxi"), variant));
  EXPECT_FALSE(matches({{}, "plain", {}}, variant));
  EXPECT_TRUE(matches({{}, {}, {{"temperature", Json(0.0)}}}, variant));
  EXPECT_FALSE(matches({{}, {}, {{"temperature", Json(0.7)}}}, variant));
  EXPECT_FALSE(matches({{}, {}, {{"top_p", Json(1)}}}, variant));
}

}  // namespace
}  // namespace assay
