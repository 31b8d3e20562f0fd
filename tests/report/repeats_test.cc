// What repeats of a case come to: reductions, what errors among them leave open, gates.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "harness/base/random.h"
#include "harness/report/compare/arm.h"
#include "harness/report/compare/compare.h"
#include "harness/report/gate/gate.h"
#include "harness/report/metric.h"
#include "harness/report/rates.h"
#include "tests/report/report_fixture.h"

namespace assay {
namespace {

TEST(Repeats, AreReducedCaseByCase) {
  struct Row {
    CaseVariant counts;  // of 4 repeats
    std::optional<double> all, any, majority, at_2, hat_2;
  };
  const auto of = [](std::int64_t passed, std::int64_t failed, std::int64_t errors = 0) {
    return testing::counts(passed, failed, errors);
  };
  constexpr std::nullopt_t kNone = std::nullopt;
  const Row kRows[] = {
      {of(4, 0), 1, 1, 1, 1, 1},
      {of(3, 1), 0, 1, 1, 1, 0.5},
      {of(2, 2), 0, 1, 0, 5.0 / 6, 1.0 / 6},
      {of(1, 3), 0, 1, 0, 0.5, 0},
      {of(0, 4), 0, 0, 0, 0, 0},
      // A repeat is an error: all, any and most are of four, whatever the others say.
      {of(3, 0, 1), kNone, kNone, kNone, 1, 1},
      {of(2, 1, 1), kNone, kNone, kNone, 1, 1.0 / 3},
      {of(1, 0, 3), kNone, kNone, kNone, kNone, kNone},
      {of(0, 0, 4), kNone, kNone, kNone, kNone, kNone},
      {of(0, 0), kNone, kNone, kNone, kNone, kNone},
  };
  for (const Row& row : kRows) {
    SCOPED_TRACE(fmt::format("{} {} {}", row.counts.passed, row.counts.failed, row.counts.errors));
    const auto score = [&](Reducer reducer, std::int64_t k) {
      return reduce({row.counts}, reducer, k, 4)[0].score;
    };
    EXPECT_EQ(score(Reducer::all, 0), row.all);
    EXPECT_EQ(score(Reducer::any, 0), row.any);
    EXPECT_EQ(score(Reducer::majority, 0), row.majority);
    const auto near = [](std::optional<double> a, std::optional<double> b) {
      return a.has_value() == b.has_value() && (!a || std::abs(*a - *b) < 1e-12);
    };
    EXPECT_TRUE(near(score(Reducer::at_k, 2), row.at_2));
    EXPECT_TRUE(near(score(Reducer::hat_k, 2), row.hat_2));
  }
}

TEST(Repeats, HaveRowsOfTheirOwn) {
  const MetricRow* at = find_metric("pass_at_3");
  ASSERT_NE(at, nullptr);
  EXPECT_EQ(at->draws, 3);
  EXPECT_EQ(at->reducer, Reducer::at_k);
  EXPECT_EQ(find_metric("pass_hat_12")->reducer, Reducer::hat_k);
  for (const char* none : {"pass_at_", "pass_at_0", "pass_at_03", "pass_at_-1", "pass_at_3x",
                           "pass_at_1000001", "pass_hat_", "pass_at_99999999999999999999"})
    EXPECT_EQ(find_metric(none), nullptr) << none;
}

// `cases` of four repeats each, "ppff" and so on, of one variant.
Report report_of_repeats(const std::vector<std::string>& cases) {
  std::string verdicts;
  for (const std::string& each : cases) verdicts += each;
  return testing::report_of_two(verdicts, verdicts, 4);
}

std::vector<std::string> times(std::size_t n, const std::string& verdicts) {
  return std::vector<std::string>(n, verdicts);
}

Estimated estimate(const Report& report, const char* metric) {
  return estimate_of(*find_metric(metric), report, 0);
}

TEST(Repeats, AreEstimatedOverCases) {
  std::vector<std::string> cases = times(5, "pppp");
  cases.insert(cases.end(), {"pppf", "ppff", "pfff", "ffff", "ffff"});
  const Report report = report_of_repeats(cases);
  const Estimated all = estimate(report, "pass_all");
  EXPECT_DOUBLE_EQ(all.value.value(), 0.5);
  EXPECT_EQ(all.n, 10);
  // 5 of 10 by R 4.2.2 binom.test.
  EXPECT_NEAR(all.low.value(), 0.1870860, 1e-6);
  EXPECT_NEAR(all.high.value(), 0.8129140, 1e-6);
  EXPECT_DOUBLE_EQ(estimate(report, "pass_any").value.value(), 0.8);
  EXPECT_DOUBLE_EQ(estimate(report, "pass_majority").value.value(), 0.6);
  EXPECT_NEAR(estimate(report, "pass_at_2").value.value(), (5 + 1 + 5.0 / 6 + 0.5) / 10, 1e-12);
  EXPECT_NEAR(estimate(report, "pass_hat_2").value.value(), (5 + 0.5 + 1.0 / 6) / 10, 1e-12);
  // One of one is the pass rate, all of four are pass_hat_4 and pass_at_4.
  EXPECT_NEAR(estimate(report, "pass_at_1").value.value(),
              estimate(report, "pass_rate").value.value(), 1e-12);
  EXPECT_EQ(estimate(report, "pass_hat_4").value, all.value);
  EXPECT_EQ(estimate(report, "pass_at_4").value, estimate(report, "pass_any").value);
}

TEST(Repeats, AreInTheSummaryOfAVariant) {
  const Report report = report_of_repeats({"pppp", "pppf", "ppee", "ffff"});
  const VariantSummary& variant = report.variants[0];
  EXPECT_EQ(variant.flaky_cases, 1);
  ASSERT_EQ(variant.reduced.size(), 3U);
  EXPECT_EQ(variant.reduced[0].name, "pass_all");
  EXPECT_EQ(variant.reduced[0].of.n, 3);
  EXPECT_EQ(variant.reduced[0].missing, 2);
  EXPECT_TRUE(testing::report_of("pf").variants[0].reduced.empty());
}

GateOutcome outcome_of_repeats(const std::vector<std::string>& cases, const char* metric,
                               double at_least) {
  return decide_gates(report_of_repeats(cases), {testing::gate_of(metric, at_least, {})})[0]
      .outcome;
}

TEST(Repeats, AreGated) {
  EXPECT_EQ(outcome_of_repeats(times(60, "pppp"), "pass_all", 0.9), GateOutcome::pass);
  EXPECT_EQ(outcome_of_repeats(times(60, "pppf"), "pass_all", 0.9), GateOutcome::fail);
  EXPECT_EQ(outcome_of_repeats(times(60, "pfff"), "pass_any", 0.9), GateOutcome::pass);
  EXPECT_EQ(outcome_of_repeats(times(60, "pppf"), "pass_majority", 0.9), GateOutcome::pass);
  EXPECT_EQ(outcome_of_repeats(times(60, "pppf"), "pass_hat_2", 0.9), GateOutcome::fail);
  EXPECT_EQ(outcome_of_repeats(times(60, "pppf"), "pass_at_2", 0.9), GateOutcome::pass);
}

TEST(Repeats, WithErrorsAreCountedBothWays) {
  // The error may be the repeat that does not pass: of all four it matters, of any it does not.
  std::vector<std::string> cases = times(60, "pppp");
  for (int i = 0; i < 8; ++i) cases[static_cast<std::size_t>(i)] = "pppe";
  EXPECT_EQ(outcome_of_repeats(cases, "pass_all", 0.9), GateOutcome::inconclusive);
  EXPECT_EQ(outcome_of_repeats(cases, "pass_any", 0.9), GateOutcome::pass);
  EXPECT_EQ(outcome_of_repeats(cases, "pass_hat_2", 0.9), GateOutcome::inconclusive);
}

TEST(Repeats, OfOtherNumbersAreNotCompared) {
  const Report four = testing::report_of_two(testing::repeat('p', 40), testing::repeat('p', 40), 4);
  const Report two = testing::report_of_two(testing::repeat('p', 20), testing::repeat('p', 20), 2);
  const Arm a = arm_of(four, 0);
  const Arm b = arm_of(two, 1);
  const auto n = [&](const char* metric) {
    return compare_metric(a, b, common_cases(a, b), *find_metric(metric), {}).n;
  };
  EXPECT_EQ(n("pass_rate"), 10);
  EXPECT_EQ(n("pass_at_2"), 10);
  EXPECT_EQ(n("pass_all"), 0);
  EXPECT_EQ(n("pass_majority"), 0);
}

// Case difficulties vary; the interval of pass^3 from five repeats holds the truth.
TEST(Repeats, IntervalsOfPassHatKHoldTheTruth) {
  constexpr int kSamples = 600;
  constexpr int kCases = 60;
  Random random(42);
  int covered = 0;
  for (int sample = 0; sample < kSamples; ++sample) {
    std::vector<CaseVariant> cases;
    for (int i = 0; i < kCases; ++i) {
      const double rate = random.uniform();  // the mean of its cube is a quarter
      CaseVariant entry;
      for (int repeat = 0; repeat < 5; ++repeat)
        ++(random.uniform() < rate ? entry.passed : entry.failed);
      cases.push_back(entry);
    }
    const Estimated of = score_of(reduce(cases, Reducer::hat_k, 3, 5));
    covered += *of.low <= 0.25 && 0.25 <= *of.high ? 1 : 0;
  }
  // 95 %, less three standard errors of so many samples.
  EXPECT_GE(covered, static_cast<int>(kSamples * (0.95 - 3 * 0.0089)));
}

// Why there is no flag for it: docs/decisions/0025-no-repeats-of-undecided-cases.md. Two
// repeats, and eight more where they differ, of cases that pass with chance 0.9.
TEST(Repeats, OfUndecidedCasesAloneWouldBeTooGood) {
  constexpr int kCases = 100'000;
  constexpr double kRate = 0.9;
  Random random(7);
  std::vector<CaseVariant> alike;
  std::vector<CaseVariant> chosen;
  for (int i = 0; i < kCases; ++i) {
    CaseVariant entry;
    const auto ask = [&](int repeats) {
      for (int repeat = 0; repeat < repeats; ++repeat)
        ++(random.uniform() < kRate ? entry.passed : entry.failed);
    };
    ask(2);
    alike.push_back(entry);
    if (is_flaky(entry)) ask(8);
    chosen.push_back(entry);
  }
  const double expected = kRate * kRate + 2 * kRate * (1 - kRate) * (0.1 + 0.8 * kRate);  // 0.9576
  EXPECT_NEAR(pass_rate_of(alike).value.value(), kRate, 0.005);
  EXPECT_NEAR(pass_rate_of(chosen).value.value(), expected, 0.005);
}

}  // namespace
}  // namespace assay
