// The class a run ends in, by the precedence of the exit codes.
#include "harness/report/gate/exit_decision.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tests/report/report_fixture.h"

namespace assay {
namespace {

using testing::report_of;

constexpr auto kPass = GateOutcome::pass;
constexpr auto kFail = GateOutcome::fail;
constexpr auto kOpen = GateOutcome::inconclusive;
constexpr auto kError = GateOutcome::error;

struct ExitRow {
  std::string verdicts;
  std::vector<GateOutcome> gates;
  std::optional<double> max_error_rate;
  bool fails_regardless;
  ExitClass exit;
};

TEST(ExitDecision, FollowsThePrecedence) {
  const std::optional<double> none;
  const ExitRow rows[] = {
      // without gates: every cell must pass
      {"", {}, none, false, ExitClass::no_cells},
      {"ppp", {}, none, false, ExitClass::ok},
      {"uuu", {}, none, false, ExitClass::ok},  // nothing was to be judged
      {"ppf", {}, none, false, ExitClass::failed},
      {"ppe", {}, none, false, ExitClass::inconclusive},
      {"pp-", {}, none, false, ExitClass::inconclusive},
      {"ppw", {}, none, false, ExitClass::inconclusive},
      {"www", {}, none, false, ExitClass::inconclusive},
      {"pfw", {}, none, false, ExitClass::failed},
      {"ppw", {}, 0.1, false, ExitClass::inconclusive},  // a label that is missing is no error
      {"eee", {}, none, false, ExitClass::infrastructure},
      {"---", {}, none, false, ExitClass::inconclusive},
      {"ppppe", {}, 0.1, false, ExitClass::infrastructure},
      {"ppppe", {}, 0.2, false, ExitClass::inconclusive},  // at the limit is within it
      {"fffee", {}, 0.1, false, ExitClass::failed},        // a failed cell stays failed
      // with gates: they decide
      {"ppf", {kPass}, none, false, ExitClass::ok},
      {"ppp", {kPass, kFail}, none, false, ExitClass::failed},
      {"ppp", {kPass, kOpen}, none, false, ExitClass::inconclusive},
      {"ppp", {kPass, kError}, none, false, ExitClass::inconclusive},
      {"ppp", {kOpen, kFail}, none, false, ExitClass::failed},
      {"eee", {kError}, none, false, ExitClass::infrastructure},
      {"ppe", {kFail}, 0.1, false, ExitClass::infrastructure},
      {"ppe", {kFail}, 0.1, true, ExitClass::failed},
      {"ppe", {kPass}, 0.1, false, ExitClass::infrastructure},
      {"ppe", {kPass}, none, false, ExitClass::ok},
  };
  for (const ExitRow& row : rows) {
    Report report = report_of(row.verdicts);
    report.run.max_error_rate = row.max_error_rate;
    for (GateOutcome outcome : row.gates) {
      GateResult gate;
      gate.outcome = outcome;
      gate.fails_regardless = outcome == kFail && row.fails_regardless;
      report.gates.push_back(gate);
    }
    const ExitDecision decision = decide_exit(report);
    EXPECT_EQ(to_string(decision.exit), to_string(row.exit)) << row.verdicts << decision.reason;
    EXPECT_FALSE(decision.reason.empty());
  }
}

TEST(ExitDecision, MarksAFailureThatBeatsTheCaps) {
  EXPECT_TRUE(decide_exit(report_of("f-")).regardless);
  Report report = report_of("ff-");
  GateResult gate;
  gate.outcome = kFail;
  report.gates.push_back(gate);
  EXPECT_FALSE(decide_exit(report).regardless);
  report.gates[0].fails_regardless = true;
  EXPECT_TRUE(decide_exit(report).regardless);
}

}  // namespace
}  // namespace assay
