// Every number of the reference vectors of judges that is about statistics, where they
// lie beside the checkout; their parsers' rows are not.
#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <map>
#include <string>
#include <vector>

#include "harness/stats/agreement.h"
#include "harness/stats/judged_pairs.h"
#include "harness/stats/judged_rate.h"
#include "harness/stats/label_plan.h"
#include "harness/stats/labelled_mean.h"
#include "harness/stats/proportion.h"
#include "harness/stats/sign_test.h"
#include "tests/stats/stat_vectors.h"

namespace assay::testing {
namespace {

void check_gold_row(const Json& object) {
  Fields row(object, "gold_from_same_suite");
  SCOPED_TRACE(object.dump());
  Fields gold = row.fields("gold");
  Fields rest = row.fields("unlabelled");
  const std::array<std::int64_t, 2> people_pass = {gold.integer("human1_judge0"),
                                                   gold.integer("human1_judge1")};
  const std::array<std::int64_t, 2> people_fail = {gold.integer("human0_judge0"),
                                                   gold.integer("human0_judge1")};
  const std::array<std::int64_t, 2> alone = {rest.integer("judge0"), rest.integer("judge1")};
  const auto labels = [&](std::size_t verdict) {
    const auto passed = static_cast<double>(people_pass[verdict]);
    return StratumLabels{passed + static_cast<double>(people_fail[verdict]), passed};
  };
  const auto cells = [&](std::size_t verdict) {
    return labels(verdict).n + static_cast<double>(alone[verdict]);
  };
  const JudgedRate judged{cells(1), cells(0), labels(1), labels(0)};

  Fields expected = row.fields("poststrat");
  const auto corrected = post_stratified(judged, 0.95);
  expect_value(corrected->value, expected.number("theta"));
  expect_bounds(corrected->interval, expected["mover_wilson_ci"]);
  expect_value(cells(1) / (cells(0) + cells(1)), expected.number("p"));
  expect_value(labels(1).passed / labels(1).n, expected.number("mu1"));
  expect_value(labels(0).passed / labels(0).n, expected.number("mu0"));
  expected.leave_out({"smoothed_logit_ci"});
  const JudgedRate labels_alone{labels(1).n, labels(0).n, labels(1), labels(0)};
  expect_value(judge_sensitivity(labels_alone, 0.95)->value, row.number("sens"));
  expect_value(judge_specificity(labels_alone, 0.95)->value, row.number("spec"));
  expect_bounds(wilson(cells(1), cells(0) + cells(1), 0.95), row["naive_wilson"]);

  Fields ppi = row.fields("ppi_pp");
  std::vector<double> people;
  std::vector<double> judge;
  std::vector<double> unlabelled(static_cast<std::size_t>(alone[0]), 0.0);
  unlabelled.resize(unlabelled.size() + static_cast<std::size_t>(alone[1]), 1.0);
  for (const std::size_t verdict : {std::size_t{0}, std::size_t{1}}) {
    const std::int64_t passed = people_pass[verdict];
    for (std::int64_t i = 0; i < passed + people_fail[verdict]; ++i) {
      people.push_back(i < passed ? 1 : 0);
      judge.push_back(static_cast<double>(verdict));
    }
  }
  const auto marked = labelled_mean(people, judge, unlabelled, 0.95);
  expect_value(marked->weight, ppi.number("lam"));
  expect_value(marked->value, ppi.number("theta"));
  expect_bounds(marked->interval, ppi["ci"]);
  ppi.leave_out({"se"});

  Fields people_alone = row.fields("gold_only");
  const double passed = labels(0).passed + labels(1).passed;
  expect_value(passed / (labels(0).n + labels(1).n), people_alone.number("theta"));
  expect_bounds(wilson(passed, labels(0).n + labels(1).n, 0.95), people_alone["wilson"]);
  // A correction with a weight of 1, and one for labels of other answers.
  row.leave_out({"rho", "ppi_lambda1", "rg_wald"});
}

// What a judge does to a difference, and that labels undo it, whose shares are as expected.
void check_bias(Fields& all) {
  Fields group = all.fields("paired_bias");
  for (const Json& object : group["cases"]) {
    Fields row(object, "paired_bias");
    const auto arm = [&](const std::string& name) {
      const ExpectedJudge judge = *expected_judge(
          row.number("theta" + name), row.number("sens" + name), row.number("spec" + name));
      expect_value(judge.passes, row.number("judged" + name));
      return JudgedRate{1000 * judge.passes,
                        1000 * (1 - judge.passes),
                        {100, 100 * judge.right_passes},
                        {100, 100 * judge.wrong_fails}};
    };
    const JudgedRate a = arm("A");
    const JudgedRate b = arm("B");
    EXPECT_NEAR((a.passed - b.passed) / 1000, row.number("judged_diff"), 1e-12);
    EXPECT_NEAR(non_inferiority(a, b, 0, 0.025)->difference, row.number("true_diff"), 1e-12);
  }
}

void check_verified(Fields& all) {
  Fields group = all.fields("verification_bias");
  for (const Json& object : group["cases"]) {
    Fields row(object, "verification_bias");
    const auto labels = [&](const char* key) {
      return StratumLabels{row[key].at(0).get<double>(), row[key].at(1).get<double>()};
    };
    const JudgedRate judged{row.number("judged_pass"), row.number("judged_fail"),
                            labels("gold_pass"), labels("gold_fail")};
    expect_value(judge_sensitivity(judged, 0.95)->value, row.number("corrected_sens"));
    expect_value(judge_specificity(judged, 0.95)->value, row.number("corrected_spec"));
    expect_value(post_stratified(judged, 0.95)->value, row.number("theta"));
    row.leave_out({"naive_sens", "naive_spec"});
  }
}

void check_label_plans(Fields& all) {
  Fields group = all.fields("judge_value");
  for (const Json& object : group["cases"]) {
    Fields row(object, "judge_value");
    SCOPED_TRACE(object.dump());
    const auto judge = expected_judge(row.number("theta"), row.number("sens"), row.number("spec"));
    expect_value(judge->passes, row.number("judge_pass_rate"));
    expect_value(judge->right_passes, row.number("mu1"));
    expect_value(judge->wrong_fails, row.number("mu0"));
    const auto labels = [&](std::int64_t cells, double half, LabelSampling sampling) {
      return labels_needed(*judge, cells, half, 0.95, sampling)->labels();
    };
    EXPECT_EQ(labels(500, .05, LabelSampling::random), row.integer("suite_500_random_pm5"));
    EXPECT_EQ(labels(500, .05, LabelSampling::by_verdict), row.integer("suite_500_neyman_pm5"));
    EXPECT_EQ(labels(2000, .03, LabelSampling::random), row.integer("suite_2000_random_pm3"));
    row.leave_out({"rho", "n_eff_factor_inf", "gold_only_n_pm5", "gold_only_n_pm3"});
  }
}

void check_allocation(Fields& all) {
  // Labels of people's passes and fails, as if those were known; in ten thousand cells.
  Fields group = all.fields("gold_allocation");
  for (const Json& object : group["cases"]) {
    Fields row(object, "gold_allocation");
    const double sensitivity = row.number("sens");
    const double specificity = row.number("spec");
    const double rate = (row.number("p") + specificity - 1) / (sensitivity + specificity - 1);
    const std::int64_t passes = std::llround(rate * 10'000);
    const std::array<LabelStratum, 2> strata = {
        LabelStratum{10'000 - passes, std::sqrt(specificity * (1 - specificity))},
        LabelStratum{passes, std::sqrt(sensitivity * (1 - sensitivity))}};
    EXPECT_EQ(neyman_allocation(row.integer("m"), strata),
              row.list<std::vector<std::int64_t>>("neyman_m0_m1"));
    row.leave_out({"m_pilot", "paper_m0_m1", "width_equal", "width_paper", "width_neyman"});
  }
}

void check_pairs(Fields& all) {
  Fields group = all.fields("paired_poststrat");
  for (const Json& object : group["cases"]) {
    Fields row(object, "paired_poststrat");
    const auto pair = [&](const char* verdicts) {
      const Json& gold = row["gold_plus_zero_minus"].at(verdicts);
      return JudgedPair{row["strata"].at(verdicts).get<double>(), gold.at(0), gold.at(1),
                        gold.at(2)};
    };
    const auto result =
        non_inferiority(JudgedPairs{pair("11"), pair("10"), pair("01"), pair("00")}, 0, 0.025);
    expect_value(result->difference, row.number("diff"));
    // Ours is wider by half a pair on either side of each stratum: by a seventh here.
    const double width = row["ci"].at(1).get<double>() - row["ci"].at(0).get<double>();
    const double ours = result->interval.high - result->interval.low;
    EXPECT_GT(ours, width);
    EXPECT_LT(ours, 1.15 * width);
    row.leave_out({"stratum_diff", "se"});
  }
}

void check_agreement(Fields& all) {
  Fields group = all.fields("agreement");
  for (const Json& object : group["two_raters"]) {
    Fields row(object, "two_raters");
    RatingTable table;
    for (const Json& line : row["table"]) {
      ++table.categories;
      for (const Json& count : line) table.counts.push_back(count);
    }
    const auto seen = agreement(table, 0.95);
    expect_value(seen->n, row.number("n"));
    expect_value(seen->share, row.number("agreement"));
    expect_value(seen->kappa, row.number("kappa"));
    expect_value(seen->gwet_ac1, row.number("gwet_ac1"));
    expect_value(seen->pabak, row.number("pabak"));
    expect_value(seen->weighted_kappa, row.number("quadratic_weighted_kappa"));
    row.leave_out({"kappa_se"});
  }
  group.leave_out({"krippendorff"});
}

void check_canaries(Fields& all) {
  Fields group = all.fields("drift_canary");
  for (const Json& object : group["cases"]) {
    Fields row(object, "drift_canary");
    EXPECT_EQ(surprising_count(row.integer("K"), row.number("f0"), row.number("alpha")),
              row.integer("c"));
    row.leave_out({"false_alarm", "power"});
  }
}

void check_orders(Fields& all) {
  Fields swapped = all.fields("position_swap");
  for (const Json& object : swapped["cases"]) {
    Fields row(object, "position_swap");
    SCOPED_TRACE(object.dump());
    const std::int64_t first = row.integer("first_both");
    const std::int64_t last = row.integer("last_both");
    EXPECT_NEAR(sign_test(first, last).value(), row.number("sign_test_p"), 1e-9);
    // Counts of the report, and shares of them (tests/report/pairs_test.cc).
    row.leave_out({"A_both", "B_both", "tie", "consistency", "primacy", "score_A"});
  }
}

TEST(JudgeVectorsTest, EveryVectorHolds) {
  const std::optional<Json> vectors = vectors_beside_checkout("judge_vectors.json");
  if (!vectors) GTEST_SKIP() << "the reference vectors are not on this machine";
  Fields all(*vectors, "judge_vectors");
  Fields gold = all.fields("gold_from_same_suite");
  for (const Json& object : gold["cases"]) check_gold_row(object);
  check_verified(all);
  check_label_plans(all);
  check_allocation(all);
  check_pairs(all);
  check_bias(all);
  check_agreement(all);
  check_canaries(all);
  check_orders(all);
  // Of panels and repeats no number is computed.
  all.leave_out({"panel", "self_consistency"});
  // What scripts/calibrate measures again.
  all.leave_out({"coverage_simulation_95"});
  // Corrections by labels of other answers, and judges who err independently: not here.
  all.leave_out({"rogan_gladen", "paired_common_judge", "dawid_skene", "cascade"});
  // How other tools read a judge's words.
  all.leave_out({"deepeval_geval_weighted", "promptfoo_llm_rubric", "promptfoo_closedqa",
                 "promptfoo_factuality", "promptfoo_select_best", "promptfoo_context_recall",
                 "promptfoo_context_faithfulness", "inspect_grade_parse", "openai_evals_choice"});
}

}  // namespace
}  // namespace assay::testing
