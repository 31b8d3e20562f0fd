// The decision itself, on evidence of neither kind.
#include "harness/report/gate/gate_decision.h"

#include <gtest/gtest.h>

#include <optional>

namespace assay {
namespace {

struct EvidenceRow {
  const char* what;
  GateOutcome seen;
  std::optional<GateOutcome> best;  // with errors
  std::optional<GateOutcome> worst;
  std::optional<GateOutcome> without_lag;
  const char* by_chance;
  bool regardless;
  std::int64_t errors;  // of 100 cells
  GateOutcome outcome;
  const char* reason;
};

TEST(GateDecision, StandsWhereNothingCouldTurnIt) {
  using enum GateOutcome;
  const char* both =
      "fail without 3 errors, but pass if all were good and fail if all were bad: ask those cells "
      "again";
  const EvidenceRow rows[] = {
      {"a pass", pass, {}, {}, {}, "", false, 0, pass, "seen"},
      {"errors cannot turn it", pass, pass, pass, {}, "", false, 3, pass, "seen"},
      {"errors could turn it", fail, pass, fail, {}, "", false, 3, inconclusive, both},
      {"before it could be chance", fail, pass, fail, {}, "luck", false, 3, inconclusive, both},
      {"the lag is not in it", fail, {}, {}, fail, "", true, 0, fail, "seen"},
      {"the lag could be all of it",
       fail,
       {},
       {},
       pass,
       "",
       true,
       0,
       inconclusive,
       "fail as measured, but this machine was late by up to 9.5 ms (p99) of that, and pass "
       "without it: lower the concurrency or free the machine, and run with --no-cache"},
      {"one of many", fail, fail, fail, {}, "luck", true, 3, inconclusive, "luck"},
      {"a pass without too many",
       pass,
       pass,
       pass,
       {},
       "",
       false,
       11,
       inconclusive,
       "pass without 11 of 100 cells of a, which are errors (11.0%, max_error_rate is 10%): ask "
       "them again"},
      {"a failure without too many",
       fail,
       fail,
       fail,
       {},
       "",
       false,
       11,
       inconclusive,
       "fail without 11 of 100 cells of a, which are errors (11.0%, max_error_rate is 10%): ask "
       "them again"},
      {"one that none of them could save", fail, fail, fail, {}, "", true, 11, fail, "seen"},
      {"open anyway",
       inconclusive,
       inconclusive,
       inconclusive,
       {},
       "",
       true,
       11,
       inconclusive,
       "seen"},
      {"nothing to decide on", error, {}, {}, {}, "", true, 11, error, "seen"},
  };
  const Gate gate;
  RunSummary run;
  run.client.loop_lag_p99_ms = 9.5;
  for (const EvidenceRow& row : rows) {
    SCOPED_TRACE(row.what);
    GateEvidence evidence{.gate = &gate, .variant = "a", .seen = row.seen, .reason = "seen"};
    if (row.best)
      evidence.errors = {*row.best, *row.worst, "3 errors", "all were good", "all were bad"};
    evidence.without_lag = row.without_lag;
    evidence.by_chance = row.by_chance;
    evidence.fails_regardless = row.regardless;
    evidence.cells = {{"a", row.errors, 100}};
    const GateResult result = decide_gate(evidence, run);
    EXPECT_EQ(result.outcome, row.outcome);
    EXPECT_EQ(result.reason, row.reason);
    EXPECT_EQ(result.fails_regardless, row.outcome == fail && row.regardless);
    RunSummary damaged;
    damaged.damage = {"a row is gone"};
    EXPECT_EQ(decide_gate(evidence, damaged).outcome, error);
  }
}

}  // namespace
}  // namespace assay
