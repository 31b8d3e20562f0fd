#include "harness/score/verdict_rule.h"

#include <gtest/gtest.h>

namespace assay {
namespace {

ScorePart part(Verdict verdict, double value, double weight = 1) {
  ScorePart made;
  made.verdict = verdict;
  made.value = value;
  made.weight = weight;
  return made;
}
const ScorePart kPass = part(Verdict::pass, 1);
const ScorePart kFail = part(Verdict::fail, 0);
const ScorePart kError = part(Verdict::error, 0);
const ScorePart kWaiting = [] {
  ScorePart made = part(Verdict::unscored, 0);
  made.waits = true;
  return made;
}();

struct VerdictRuleRow {
  const char* promise;
  std::vector<ScorePart> parts;
  std::optional<double> pass_score;
  Verdict verdict;
  std::optional<double> value;
};

TEST(VerdictRule, Table) {
  const std::vector<VerdictRuleRow> rows = {
      {"nothing expected", {}, {}, Verdict::unscored, {}},
      {"only recorded", {part(Verdict::fail, 0, 0)}, {}, Verdict::unscored, {}},
      {"all pass", {kPass, kPass}, {}, Verdict::pass, 1.0},
      {"one fails", {kPass, kFail}, {}, Verdict::fail, 0.5},
      {"weight 0 never decides", {kPass, part(Verdict::fail, 0, 0)}, {}, Verdict::pass, 1.0},
      {"an error of weight 0 neither", {kPass, part(Verdict::error, 0, 0)}, {}, Verdict::pass, 1.0},
      {"an error may have failed", {kPass, kError}, {}, Verdict::error, {}},
      {"a failure settles it", {kFail, kError}, {}, Verdict::fail, 0.0},
      {"only errors", {kError}, {}, Verdict::error, {}},
      {"weights count", {part(Verdict::pass, 1, 3), kFail}, 0.75, Verdict::pass, 0.75},
      {"below the score", {kPass, kFail}, 0.6, Verdict::fail, 0.5},
      {"graded values count", {part(Verdict::fail, 0.7), kPass}, 0.85, Verdict::pass, 0.85},
      {"rounding is forgiven",
       {part(Verdict::pass, 1, 0.1), part(Verdict::pass, 1, 0.2), part(Verdict::fail, 0, 0.7)},
       0.3,
       Verdict::pass,
       0.3},
      {"enough without the error", {kPass, kPass, kError}, 0.6, Verdict::pass, 1.0},
      {"not enough with it", {kFail, kFail, kError}, 0.6, Verdict::fail, 0.0},
      {"the error decides", {kPass, kFail, kError}, 0.6, Verdict::error, {}},
      {"a label may still fail it", {kPass, kWaiting}, {}, Verdict::unscored, {}},
      {"a failure needs no label", {kFail, kWaiting}, {}, Verdict::fail, 0.0},
      {"only labels are missing", {kWaiting}, {}, Verdict::unscored, {}},
      {"an error is told first", {kPass, kWaiting, kError}, {}, Verdict::error, {}},
      {"enough without the label", {kPass, kPass, kWaiting}, 0.6, Verdict::pass, 1.0},
      {"not enough with it", {kFail, kFail, kWaiting}, 0.6, Verdict::fail, 0.0},
      {"the label decides", {kPass, kFail, kWaiting}, 0.6, Verdict::unscored, {}},
      {"what was left out is as if it were not there",
       {kPass, part(Verdict::unscored, 0)},
       {},
       Verdict::pass,
       1.0},
  };
  for (const VerdictRuleRow& row : rows) {
    const CellScore score = decide(row.parts, PassRule{row.pass_score});
    EXPECT_EQ(to_string(score.verdict), to_string(row.verdict)) << row.promise;
    EXPECT_EQ(score.value.has_value(), row.value.has_value()) << row.promise;
    if (score.value && row.value) {
      EXPECT_NEAR(*score.value, *row.value, 1e-12) << row.promise;
    }
    EXPECT_EQ(score.parts.size(), row.parts.size()) << row.promise;
  }
}

}  // namespace
}  // namespace assay
