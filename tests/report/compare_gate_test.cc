// Gates that compare: four outcomes, errors both ways, corrected together.
#include "harness/report/gate/gate.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cstdint>
#include <memory>
#include <string>
#include <utility>

#include "harness/report/compare/baseline.h"
#include "tests/report/report_fixture.h"

namespace assay {
namespace {

using testing::gate_of;
using testing::repeat;
using testing::report_of_two;

Gate comparing(std::string metric, std::optional<double> margin, std::optional<double> ratio = {}) {
  Gate gate = gate_of(std::move(metric), {}, {});
  gate.baseline = GateBaseline{{"base", {}, {}}, ""};
  gate.candidate.model = "cand";
  gate.no_worse_than = margin;
  gate.at_most_ratio = ratio;
  return gate;
}

GateResult decide(const Report& report, const Gate& gate) {
  const auto results = decide_gates(report, {gate});
  EXPECT_EQ(results.size(), 1U);
  return results.at(0);
}

// One setting of a grid that the model was never asked with.
TEST(ComparingGate, DoesNotCompareSettingsInNameOnly) {
  Report report = report_of_two(repeat('p', 200), repeat('p', 200));
  for (VariantSummary& variant : report.variants) variant.model_id = variant.provider = "same";
  report.variants[0].params["temperature"] = 0;
  report.variants[1].params["temperature"] = 0.7;
  EXPECT_EQ(decide(report, comparing("pass_rate", 0.02)).outcome, GateOutcome::pass);
  report.variants[1].dropped = {"temperature"};
  const GateResult result = decide(report, comparing("pass_rate", 0.02));
  EXPECT_EQ(result.outcome, GateOutcome::error);
  EXPECT_NE(result.reason.find("temperature tells nothing"), std::string::npos) << result.reason;
  // Two models at one setting are two models.
  report.variants[0].params["temperature"] = 0.7;
  EXPECT_EQ(decide(report, comparing("pass_rate", 0.02)).outcome, GateOutcome::pass);
}

TEST(Gate, AtASettingInNameOnlyIsAnError) {
  Report report = report_of_two(repeat('p', 50), repeat('p', 50));
  for (VariantSummary& variant : report.variants) variant.params["temperature"] = 0.7;
  Gate gate = gate_of("pass_rate", 0.5, {});
  gate.candidate.params["temperature"] = 0.7;
  gate.candidate.model = "cand";
  EXPECT_EQ(decide(report, gate).outcome, GateOutcome::pass);
  for (VariantSummary& variant : report.variants) variant.dropped = {"temperature"};
  EXPECT_EQ(decide(report, gate).outcome, GateOutcome::error);
  gate.candidate.params.clear();
  const GateResult result = decide(report, gate);
  EXPECT_EQ(result.outcome, GateOutcome::pass);
  EXPECT_NE(result.reason.find("asked without temperature"), std::string::npos) << result.reason;
}

// 60 answers of each side that the judge passes; people label the first 40 of the baseline's,
// which are good, and the last 40 of the candidate's, of which every other up to the 40th is bad.
Report with_labels() {
  Report report = report_of_two(repeat('p', 60), repeat('p', 60));
  for (ReportCell& cell : report.cells) {
    const bool is_candidate = cell.id.variant == 1;
    const std::uint32_t i = cell.id.case_index;
    auto reply = std::make_shared<Reply>();
    reply->answer = is_candidate ? "new" : "old";
    cell.reply = std::move(reply);
    cell.is_by_judges = true;
    if (is_candidate ? i < 20 : i >= 40) continue;
    cell.label = !is_candidate || i >= 40 || i % 2 == 0;
    VariantLabels& labels = report.variants[cell.id.variant].labels;
    labels.of_passed.passed += *cell.label ? 1 : 0;
    ++labels.of_passed.n;
    ++labels.count;
  }
  return report;
}

// What is read beside a change is what it is of: 75 % against 100 %, not what the judge said.
TEST(ComparingGate, SaysTheLevelsThatPeopleWouldGive) {
  const GateResult result = decide(with_labels(), comparing("pass_rate", 0.02));
  EXPECT_EQ(result.outcome, GateOutcome::fail);
  EXPECT_TRUE(result.reason.starts_with(
      "75.0% against 100.0%, each by its own labels, and by pairs: -50.0 points"))
      << result.reason;
  EXPECT_TRUE(result.reason.ends_with("; judges corrected by 40 and 40 labels")) << result.reason;
}

struct CompareGateRow {
  const char* what;
  std::string base;
  std::string cand;
  double margin;
  GateOutcome outcome;
};

TEST(ComparingGate, HasFourOutcomes) {
  const std::string all = repeat('p', 200);
  const CompareGateRow rows[] = {
      {"equal", all, all, 0.02, GateOutcome::pass},
      {"equal, too few to say", "pppp", "pppp", 0.02, GateOutcome::inconclusive},
      {"a quarter lost", all, repeat('p', 150) + repeat('f', 50), 0.02, GateOutcome::fail},
      {"a few lost", all, repeat('p', 196) + repeat('f', 4), 0.02, GateOutcome::inconclusive},
      {"equal is not better", all, all, 0, GateOutcome::inconclusive},
      {"better", repeat('f', 200), all, 0, GateOutcome::pass},
      {"worse", all, repeat('f', 200), 0, GateOutcome::fail},
      {"nothing but errors", all, repeat('e', 200), 0.02, GateOutcome::error},
      {"one error cannot turn it", all, repeat('p', 199) + "e", 0.05, GateOutcome::pass},
      {"errors could turn a pass", all, repeat('p', 180) + repeat('e', 20), 0.02,
       GateOutcome::inconclusive},
      {"errors could save it", all, repeat('p', 100) + repeat('f', 12) + repeat('e', 88), 0.05,
       GateOutcome::inconclusive},
      {"no error could save it", all, repeat('f', 199) + "e", 0.05, GateOutcome::fail},
      {"nothing is labelled", all, repeat('w', 200), 0.02, GateOutcome::error},
      {"one label cannot turn it", all, repeat('p', 199) + "w", 0.05, GateOutcome::pass},
      {"labels could turn a pass", all, repeat('p', 180) + repeat('w', 20), 0.02,
       GateOutcome::inconclusive},
      {"labels of the other side cannot turn it", repeat('p', 180) + repeat('w', 20), all, 0.05,
       GateOutcome::pass},
  };
  for (const CompareGateRow& row : rows) {
    const GateResult result =
        decide(report_of_two(row.base, row.cand), comparing("pass_rate", row.margin));
    EXPECT_EQ(result.outcome, row.outcome) << row.what << ": " << result.reason;
    EXPECT_FALSE(result.reason.empty()) << row.what;
    EXPECT_EQ(result.variant, "cand");
    EXPECT_EQ(result.baseline, "base");
  }
}

struct PricedRow {
  const char* what;
  const char* metric;
  std::string base;
  std::string cand;
  std::optional<double> most;  // that an erring cell may have cost, or had of output
  GateOutcome outcome;
};

// Every answered cell has 5 tokens and costs $0.000001 on both sides.
TEST(ComparingGate, OnCostAndTokensIsDecidedBothWays) {
  const std::string all = repeat('p', 100);
  const std::string few = repeat('p', 97) + "eee";
  const std::string half = repeat('p', 50) + repeat('e', 50);
  const PricedRow rows[] = {
      {"no errors", "cost_usd_per_case", all, all, {}, GateOutcome::pass},
      {"cheap at its worst", "cost_usd_per_case", all, few, 2e-6, GateOutcome::pass},
      {"dear at its worst", "cost_usd_per_case", all, few, 1e-3, GateOutcome::inconclusive},
      {"nobody knows", "cost_usd_per_case", all, few, {}, GateOutcome::inconclusive},
      {"half of one side", "cost_usd_per_case", all, half, 1e-5, GateOutcome::inconclusive},
      {"half of the baseline", "cost_usd_per_case", half, all, 1e-5, GateOutcome::inconclusive},
      {"long at their worst", "output_tokens_per_case", all, few, 5000, GateOutcome::inconclusive},
      {"half of the tokens", "output_tokens_per_case", all, half, 100, GateOutcome::inconclusive},
      {"a few in sum", "output_tokens", all, few, 6, GateOutcome::pass},
      {"half in sum", "output_tokens", all, half, 100, GateOutcome::inconclusive},
  };
  for (const PricedRow& row : rows) {
    Report report = report_of_two(row.base, row.cand);
    for (VariantSummary& variant : report.variants)
      variant.most_cost_usd = variant.most_output_tokens = row.most;
    Gate gate = comparing(row.metric, {}, 1.2);
    gate.max_error_rate = 1;  // only what could turn it counts here
    const GateResult result = decide(report, gate);
    EXPECT_EQ(result.outcome, row.outcome) << row.what << ": " << result.reason;
  }
}

TEST(ComparingGate, IsOpenWithTooManyErrorsOnEitherSide) {
  const std::string all = repeat('p', 200);
  const std::string some = repeat('p', 150) + repeat('e', 50);
  for (const auto& [base, cand] : {std::pair(all, some), std::pair(some, all)}) {
    Gate gate = comparing("pass_rate", 0.9);
    const GateResult open = decide(report_of_two(base, cand), gate);
    EXPECT_EQ(open.outcome, GateOutcome::inconclusive) << open.reason;
    EXPECT_NE(open.reason.find("50 of 200 cells"), std::string::npos) << open.reason;
    gate.max_error_rate = 0.25;
    EXPECT_EQ(decide(report_of_two(base, cand), gate).outcome, GateOutcome::pass);
  }
}

TEST(ComparingGate, FailsRegardlessOnlyIfNoMissingSampleCouldSaveIt) {
  const Gate gate = comparing("pass_rate", 0.02);
  const std::string all = repeat('p', 200);
  EXPECT_TRUE(decide(report_of_two(all, repeat('f', 198) + "--"), gate).fails_regardless);
  const GateResult open =
      decide(report_of_two(all, repeat('f', 10) + repeat('p', 10) + repeat('-', 180)),
             comparing("pass_rate", 0.15));
  EXPECT_EQ(open.outcome, GateOutcome::fail) << open.reason;
  EXPECT_FALSE(open.fails_regardless);
}

TEST(ComparingGate, IsCorrectedForAllComparisonsOfTheSuite) {
  // 20 pairs differ: 15 lost, 5 won. One-sided p of "not worse" is near 0.02.
  const std::string base = repeat('p', 95) + repeat('f', 5);
  const std::string cand = repeat('p', 80) + repeat('f', 15) + repeat('p', 5);
  const Report report = report_of_two(base, cand);
  const Gate gate = comparing("pass_rate", 0.0);
  const GateResult alone = decide(report, gate);
  EXPECT_EQ(alone.outcome, GateOutcome::fail) << alone.reason;
  Gate harmless = comparing("pass_rate", 0.5);
  harmless.name = "another";
  const auto both = decide_gates(report, {gate, harmless});
  ASSERT_EQ(both.size(), 2U);
  EXPECT_EQ(both[0].outcome, GateOutcome::inconclusive) << both[0].reason;
  EXPECT_NE(both[0].reason.find("corrected for 2 comparisons"), std::string::npos);
  EXPECT_NEAR(both[0].p_worse.value(), 2 * alone.p_worse.value(), 1e-12);
  EXPECT_EQ(both[1].outcome, GateOutcome::pass) << "a pass needs no correction";
}

TEST(ComparingGate, DecidesRatiosOnTheirInterval) {
  Report report = report_of_two(repeat('p', 100), repeat('p', 100));
  for (ReportCell& cell : report.cells) {
    if (cell.id.variant == 1) {
      cell.latency_ms = *cell.latency_ms * 1.5;
      cell.cost = Money{cell.cost->picos * 3};
    }
  }
  struct RatioRow {
    const char* metric;
    double ratio;
    GateOutcome outcome;
  };
  const RatioRow rows[] = {
      {"latency_p50_ms", 2.0, GateOutcome::pass},    {"latency_p50_ms", 1.1, GateOutcome::fail},
      {"latency_p95_ms", 2.0, GateOutcome::pass},    {"latency_p95_ms", 1.1, GateOutcome::fail},
      {"cost_usd_per_case", 3.1, GateOutcome::pass}, {"cost_usd_per_case", 2.9, GateOutcome::fail},
      {"output_tokens", 1.1, GateOutcome::pass},     {"ttft_p50_ms", 2.0, GateOutcome::error},
  };
  for (const RatioRow& row : rows) {
    const GateResult result = decide(report, comparing(row.metric, {}, row.ratio));
    EXPECT_EQ(result.outcome, row.outcome) << row.metric << " " << row.ratio << result.reason;
  }
  EXPECT_EQ(decide(report, comparing("latency_p50_ms", 100.0)).outcome, GateOutcome::pass);
  EXPECT_EQ(decide(report, comparing("latency_p50_ms", 10.0)).outcome, GateOutcome::fail);
  EXPECT_EQ(decide(report, comparing("output_tokens_per_case", 1.0)).outcome, GateOutcome::pass);
  EXPECT_EQ(decide(report, comparing("output_tokens", 1.0)).outcome, GateOutcome::error)
      << "a difference of sums";
}

TEST(ComparingGate, SaysTheSumsThatItCompares) {
  Report report = report_of_two(repeat('p', 100), repeat('p', 100));
  std::int64_t sum = 0;
  for (const ReportCell& cell : report.cells) {
    if (cell.id.variant == 1) sum += cell.usage.output.value();
  }
  const std::string reason = decide(report, comparing("output_tokens", {}, 1.1)).reason;
  EXPECT_TRUE(reason.starts_with(fmt::format("{} against ", sum))) << reason;
}

// Lateness only makes times longer: what it cannot turn is decided.
TEST(ComparingGate, CountsALateMachineAgainstBothSides) {
  Report report = report_of_two(repeat('p', 100), repeat('p', 100));
  for (ReportCell& cell : report.cells)
    if (cell.id.variant == 1) cell.latency_ms = *cell.latency_ms * 1.5;
  report.run.client = {8.0, 0.5, true};
  EXPECT_EQ(decide(report, comparing("latency_p50_ms", {}, 2.0)).outcome, GateOutcome::pass);
  EXPECT_EQ(decide(report, comparing("latency_p50_ms", {}, 1.1)).outcome, GateOutcome::fail);
  EXPECT_EQ(decide(report, comparing("latency_p50_ms", {}, 1.48)).outcome,
            GateOutcome::inconclusive);
  report.run.client = {5000.0, 0.5, true};
  EXPECT_EQ(decide(report, comparing("latency_p50_ms", {}, 2.0)).outcome,
            GateOutcome::inconclusive);
}

TEST(ComparingGate, IsOpenWhereEveryTimeIsOfAnEarlierRun) {
  Report report = report_of_two(repeat('p', 100), repeat('p', 100));
  for (ReportCell& cell : report.cells) cell.cached = true;
  tally(report);
  const GateResult result = decide(report, comparing("latency_p50_ms", {}, 2.0));
  EXPECT_EQ(result.outcome, GateOutcome::inconclusive);
  EXPECT_NE(result.reason.find("--no-cache"), std::string::npos) << result.reason;
}

TEST(ComparingGate, ComparesPairByPairWhatIsEqualOtherwise) {
  Report report = report_of_two(repeat('p', 100), repeat('p', 100));
  report.variants.push_back(report.variants[1]);
  report.variants[0].prompt = "plain";
  report.variants[1].prompt = "plain";
  report.variants[2].prompt = "terse";
  report.variants[2].id = "cand/terse";
  tally(report);
  Gate gate = comparing("pass_rate", 0.05);
  gate.candidate = {};
  const auto results = decide_gates(report, {gate});
  ASSERT_EQ(results.size(), 1U) << "the terse prompt has no partner";
  EXPECT_EQ(results[0].variant, "cand");
  gate.baseline->selector.model = "nobody";
  EXPECT_EQ(decide(report, gate).outcome, GateOutcome::error);
}

TEST(ComparingGate, RequiresTheSameModelWhereToldSo) {
  Report report = report_of_two(repeat('p', 200), repeat('p', 200));
  report.variants[0].model_returned = {"m-1"};
  report.variants[1].model_returned = {"m-2"};
  Gate gate = comparing("pass_rate", 0.05);
  EXPECT_EQ(decide(report, gate).outcome, GateOutcome::pass);
  gate.require_same_model = true;
  const GateResult result = decide(report, gate);
  EXPECT_EQ(result.outcome, GateOutcome::error);
  EXPECT_EQ(result.reason, "require_same_model: m-2 answered, but m-1 for base");
}

TEST(ComparingGate, CountsClustersNotTheirCases) {
  // 40 lost cases of 200, all of one template: one unlucky template of ten.
  Report report = report_of_two(repeat('p', 200), repeat('f', 20) + repeat('p', 180));
  for (std::size_t i = 0; i < report.cases.size(); ++i) {
    report.cases[i].clusters["template"] = std::to_string(i / 20);
  }
  Gate gate = comparing("pass_rate", 0.02);
  EXPECT_EQ(decide(report, gate).outcome, GateOutcome::fail);
  gate.cluster = "template";
  const GateResult result = decide(report, gate);
  EXPECT_EQ(result.outcome, GateOutcome::inconclusive) << result.reason;
}

TEST(ComparingGate, ReadsAStoredBaselineAndRefusesAnother) {
  Report report = report_of_two(repeat('p', 200), repeat('p', 200));
  for (CaseSummary& summary : report.cases) summary.content = "x";
  const Result<Baseline> saved = baseline_of(report, "main", "base", "");
  ASSERT_TRUE(saved) << saved.error().message;
  const Result<Baseline> baseline = baseline_from_json(to_json(*saved));
  ASSERT_TRUE(baseline) << baseline.error().message;
  EXPECT_EQ(to_text(*baseline), to_text(*saved));
  Gate gate = comparing("pass_rate", 0.02);
  gate.baseline = GateBaseline{{}, "main"};
  const auto against = [&] { return decide_gates(report, {gate}, {*baseline}).at(0); };
  EXPECT_EQ(against().outcome, GateOutcome::pass) << against().reason;
  EXPECT_EQ(against().baseline, "stored:main");
  report.cases[7].content = "changed";
  EXPECT_EQ(against().outcome, GateOutcome::error);
  EXPECT_NE(against().reason.find("case 7"), std::string::npos) << against().reason;
  EXPECT_FALSE(baseline_of(report, "main", "nobody", ""));
  EXPECT_FALSE(baseline_from_json(Json::array()));
  EXPECT_FALSE(baseline_from_json({{"baseline_version", 2}, {"variants", Json::array()}}));
}

}  // namespace
}  // namespace assay
