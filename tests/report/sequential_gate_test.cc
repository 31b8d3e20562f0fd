// Gates with stop_early: the order in which cases count, and what errors do.
#include "harness/report/compare/sequential_gate.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include <vector>

#include "harness/base/random.h"
#include "harness/plan/plan.h"
#include "tests/report/report_fixture.h"

namespace assay::testing {
namespace {

using Side = SequentialComparison::Side;

struct Outcome {
  Side side;
  std::uint32_t case_index;
  Verdict verdict;
};

SequentialComparison comparison(std::size_t cases, std::int64_t repeats = 1) {
  return SequentialComparison(*find_metric("pass_rate")->share,
                              {0.1, 0.05, static_cast<std::int64_t>(cases)},
                              dispatch_order(cases, 1), repeats);
}

void feed(SequentialComparison& into, const std::vector<Outcome>& outcomes) {
  for (const Outcome& each : outcomes)
    into.add(each.side, each.case_index, each.verdict, each.verdict == Verdict::pass ? 1.0 : 0.0);
}

std::vector<Outcome> outcomes_of(std::size_t cases, Verdict baseline, Verdict candidate) {
  std::vector<Outcome> outcomes;
  for (std::uint32_t i = 0; i < cases; ++i) {
    outcomes.push_back({Side::baseline, i, baseline});
    outcomes.push_back({Side::candidate, i, candidate});
  }
  return outcomes;
}

RC_GTEST_PROP(SequentialComparisonTest, TheOrderOfRepliesHasNoSay, ()) {
  const auto cases = *rc::gen::inRange<std::size_t>(1, 60);
  Random random(*rc::gen::arbitrary<std::uint64_t>());
  std::vector<Outcome> outcomes;
  for (std::uint32_t i = 0; i < cases; ++i) {
    for (const Side side : {Side::baseline, Side::candidate}) {
      const double chance = side == Side::baseline ? 0.9 : 0.3;
      outcomes.push_back({side, i, random.uniform() < chance ? Verdict::pass : Verdict::fail});
    }
  }
  SequentialComparison in_order = comparison(cases);
  feed(in_order, outcomes);
  for (std::size_t i = outcomes.size(); i > 1; --i)
    std::swap(outcomes[i - 1], outcomes[random.below(i)]);
  SequentialComparison shuffled = comparison(cases);
  feed(shuffled, outcomes);
  RC_ASSERT(in_order.state() == shuffled.state());
  RC_ASSERT(in_order.decision()->cases == shuffled.decision()->cases);
  RC_ASSERT(in_order.decision()->p_inferior == shuffled.decision()->p_inferior);
}

TEST(SequentialComparisonTest, ACaseWaitsForAllThatWereAskedBefore) {
  constexpr std::size_t kCases = 200;
  const std::uint32_t first = dispatch_order(kCases, 1)[0];
  SequentialComparison waiting = comparison(kCases);
  for (const Outcome& each : outcomes_of(kCases, Verdict::pass, Verdict::fail))
    if (each.case_index != first) feed(waiting, {each});
  EXPECT_FALSE(waiting.decision()) << "the first case is still to come";
  feed(waiting, {{Side::baseline, first, Verdict::pass}, {Side::candidate, first, Verdict::fail}});
  EXPECT_EQ(waiting.state(), SequentialState::fail);
  EXPECT_LT(waiting.decision()->cases, 10) << "later cases are not read";
}

TEST(SequentialComparisonTest, ACaseCountsWhenAllItsRepeatsAreThere) {
  SequentialComparison two = comparison(1, 2);
  feed(two, outcomes_of(1, Verdict::pass, Verdict::fail));
  EXPECT_FALSE(two.decision());
  feed(two, outcomes_of(1, Verdict::pass, Verdict::pass));
  EXPECT_EQ(two.decision()->cases, 1);
  EXPECT_EQ(two.decision()->difference, -0.5);
}

TEST(SequentialComparisonTest, ErrorsCountAgainstBothDecisions) {
  // Unanimous where there are verdicts, and every other cell an error: nothing can
  // be said either way.
  SequentialComparison open = comparison(200);
  for (std::uint32_t i = 0; i < 200; ++i) {
    feed(open, {{Side::baseline, i, Verdict::pass},
                {Side::candidate, i, i % 2 == 0 ? Verdict::pass : Verdict::error}});
  }
  EXPECT_EQ(open.state(), SequentialState::futile);
  EXPECT_EQ(open.decision()->decision, Decision::inconclusive);
}

TEST(SequentialComparisonTest, CasesWithoutExpectationsSayNothing) {
  SequentialComparison none = comparison(50);
  feed(none, outcomes_of(50, Verdict::unscored, Verdict::unscored));
  EXPECT_FALSE(none.decision());
}

TEST(SequentialComparisonTest, FromColumnsAsFromCells) {
  std::vector<CaseVariant> passed(100, counts(1, 0));
  std::vector<CaseVariant> failed(100, counts(0, 1));
  SequentialComparison columns = comparison(100);
  columns.add(passed, failed);
  SequentialComparison cells = comparison(100);
  feed(cells, outcomes_of(100, Verdict::pass, Verdict::fail));
  EXPECT_EQ(columns.state(), SequentialState::fail);
  EXPECT_EQ(columns.decision()->cases, cells.decision()->cases);
  EXPECT_EQ(columns.decision()->interval.high, cells.decision()->interval.high);
}

TEST(SequentialGateTest, ClustersAndStoredBaselinesAreDecidedAtTheEnd) {
  Gate gate = gate_of("pass_rate", std::nullopt, std::nullopt);
  EXPECT_FALSE(is_sequential(gate));
  gate.baseline = GateBaseline{};
  gate.no_worse_than = 0.05;
  EXPECT_FALSE(is_sequential(gate));
  gate.stop_early = true;
  EXPECT_TRUE(is_sequential(gate));
  gate.cluster = "family";
  EXPECT_FALSE(is_sequential(gate)) << "its cases depend on each other";
  gate.cluster = "";
  gate.baseline->stored = "main";
  EXPECT_FALSE(is_sequential(gate));
}

TEST(SequentialGateTest, SeveralComparisonsShareTheLevelOfAFail) {
  Gate gate = gate_of("pass_rate", std::nullopt, std::nullopt);
  gate.no_worse_than = 0.05;
  const SequentialPlan plan = sequential_plan(gate, 5, 300);
  EXPECT_EQ(plan.margin, 0.05);
  EXPECT_EQ(plan.maximum, 300);
  EXPECT_NEAR(*plan.alpha_fail, plan.alpha / 5, 1e-15);
}

}  // namespace
}  // namespace assay::testing
