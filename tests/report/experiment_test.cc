// What plans promise: numbers that were published, and what gates really do.
#include "harness/report/power/experiment.h"

#include <gtest/gtest.h>

#include <cmath>

#include "harness/base/random.h"
#include "harness/report/power/gate_power.h"
#include "harness/report/power/spread.h"
#include "harness/report/rates.h"
#include "harness/stats/distribution.h"
#include "harness/stats/paired.h"
#include "tests/report/report_fixture.h"
#include "tests/support/binomial.h"

namespace assay::testing {
namespace {

// Two variants of `cases` cases whose rows are (passed, failed) of each.
Report pair_report(const std::vector<std::pair<CaseVariant, CaseVariant>>& cases) {
  Report report;
  report.variants.resize(2);
  report.variants[0].id = "old";
  report.variants[1].id = "new";
  for (const auto& [old_one, new_one] : cases) report.cases.push_back({"", {}, {old_one, new_one}});
  return report;
}

Spread without_draws(double between_cases) {
  Spread spread;
  spread.paired = {between_cases, 0, 0, 1, 1};
  return spread;
}

TEST(ExperimentTest, CasesToDetectArePublished) {
  // Miller, arXiv 2411.00640, section 5: omega^2 = 1/9, 3 points, power 80 %.
  struct Row {
    Spread spread;
    int repeats;
    std::int64_t cases;
  };
  const Row kRows[] = {
      {without_draws(1.0 / 9), 1, 969},
      {assumed_spread(), 1, 3876},
      {assumed_spread(), 10, 1260},
  };
  for (const Row& row : kRows)
    EXPECT_EQ(cases_needed(row.spread, row.repeats, 0.03, 0.8).to_detect, row.cases);
}

TEST(ExperimentTest, WhatCasesDetectIsPublished) {
  EXPECT_NEAR(*reach_of(assumed_spread(), 198, 1, 0.8).detects, .13273, 5e-6);
  EXPECT_NEAR(*reach_of(assumed_spread(), 198, 10, 0.8).detects, .07567, 5e-6);
}

// Of Tango's gate on equal variants that differ on this share of cases, over all
// that can happen.
double exact_power(int n, double discordant, double margin) {
  double power = 0;
  for (int differ = 0; differ <= n; ++differ) {
    const double chance = binomial_pmf(differ, n, discordant);
    if (chance < 1e-9) continue;
    for (int won = 0; won <= differ; ++won) {
      const PairedCounts counts{n - differ, won, differ - won, 0};
      if (normal_cdf(-*tango_z(counts, -margin)) <= kAlpha)
        power += chance * binomial_pmf(won, differ, 0.5);
    }
  }
  return power;
}

TEST(ExperimentTest, EqualVariantsPassAsOftenAsPlanned) {
  struct Row {
    double discordant;
    double margin;
  };
  for (const Row& row : {Row{.5, .10}, Row{.32, .10}, Row{.18, .10}, Row{.095, .10}, Row{.18, .05},
                         Row{.095, .05}}) {
    const Spread spread = without_draws(row.discordant);
    const auto cases = static_cast<int>(*cases_needed(spread, 1, row.margin, 0.8).to_exclude);
    // Ten cases that differ are coarse: the last row but two is at .837.
    const double power = exact_power(cases, row.discordant, row.margin);
    EXPECT_GE(power, 0.77) << row.discordant << " " << row.margin << " " << cases;
    EXPECT_LE(power, 0.84) << row.discordant << " " << row.margin << " " << cases;
    EXPECT_NEAR(*chance_to_pass(spread, cases, 1, row.margin), 0.8, 0.01);
  }
}

TEST(ExperimentTest, ManyRepeatsExcludeByTheSameFormula) {
  // (1.95996 + .84162)^2 .4 / .05^2 with v = 1/9 + 2/6/10.
  const double v = 1.0 / 9 + 1.0 / 30;
  EXPECT_EQ(*cases_needed(assumed_spread(), 10, 0.05, 0.8).to_exclude,
            static_cast<std::int64_t>(std::ceil(7.848879735 * v / 0.0025)));
}

TEST(ExperimentTest, ReachInvertsTheCasesNeeded) {
  for (const int repeats : {1, 3}) {
    const std::int64_t cases = *cases_needed(assumed_spread(), repeats, 0.05, 0.8).to_exclude;
    EXPECT_LE(*reach_of(assumed_spread(), cases, repeats, 0.8).excludes, 0.05 + 1e-9);
    EXPECT_GT(*reach_of(assumed_spread(), cases - 1, repeats, 0.8).excludes, 0.05);
    EXPECT_NEAR(*chance_to_pass(assumed_spread(), cases, repeats, 0.05), 0.8, 1e-3);
  }
  EXPECT_NEAR(*chance_to_pass(assumed_spread(), 100, 3, 0), kAlpha, 1e-9)
      << "equal is at a margin of 0: it passes by mistake only";
}

TEST(ExperimentTest, LookingAfterEveryCaseCostsPower) {
  // 32 % differ, margin .05, 1011 cases: 80 % with one look; calibration saw 43.3 %
  // of 2,000 sequential gates pass. Three standard errors of 1,000 are .047.
  const Spread spread = without_draws(0.32);
  EXPECT_NEAR(*chance_to_pass(spread, 1011, 1, 0.05), 0.80, 0.01);
  EXPECT_NEAR(*chance_to_pass_early(spread, 1011, 1, 0.05), 0.433, 0.06);
  EXPECT_GT(*chance_to_pass_early(spread, 3000, 1, 0.05), 0.9);
  EXPECT_FALSE(chance_to_pass_early(spread, 0, 1, 0.05));
}

TEST(ExperimentTest, AGateTurnsAroundItsMargin) {
  const Turning turning = turning_of(assumed_spread(), 3876, 1, 0.05, 0.8);
  EXPECT_NEAR(*turning.passes_at, -0.05 + 0.03, 1e-5);
  EXPECT_NEAR(*turning.fails_at, -0.05 - 0.03, 1e-5);
  EXPECT_FALSE(turning_of(assumed_spread(), 3, 1, 0.05, 0.8).passes_at) << "no difference is > 1";
}

TEST(ExperimentTest, NoCasesHaveNoReach) {
  EXPECT_FALSE(reach_of(assumed_spread(), 0, 1, 0.8).detects);
  EXPECT_FALSE(chance_to_pass(assumed_spread(), 0, 1, 0.05));
}

TEST(SpreadTest, OneRepeatDoesNotTellCasesFromDraws) {
  // Differences 0, 0, 1, -1: variance 2/3.
  const Report report = pair_report({{counts(1, 0), counts(1, 0)},
                                     {counts(0, 1), counts(0, 1)},
                                     {counts(0, 1), counts(1, 0)},
                                     {counts(1, 0), counts(0, 1)}});
  const Spread spread = *measured_spread(report, 0, 1);
  EXPECT_FALSE(spread.is_split);
  EXPECT_EQ(spread.candidate, "new");
  EXPECT_NEAR(*variance_at(spread, 1), 2.0 / 3, 1e-12);
  EXPECT_FALSE(variance_at(spread, 2)) << "what repeats would do was not seen";
  EXPECT_EQ(spread.discordant, 0.5);
  EXPECT_EQ(spread.cases, 4);
}

TEST(SpreadTest, RepeatsTellCasesFromDraws) {
  // Rates of old 1, 0, 1/2; of new all 1/2: differences -1/2, 1/2, 0 of variance
  // 1/4. A draw's variance within a case of two: 1/2 where they differ, so 1/6 for
  // old and 1/2 for new; what two draws leave of them, 1/3, is more than there is.
  const Report report = pair_report(
      {{counts(2, 0), counts(1, 1)}, {counts(0, 2), counts(1, 1)}, {counts(1, 1), counts(1, 1)}});
  const Spread spread = *measured_spread(report, 0, 1);
  EXPECT_TRUE(spread.is_split);
  EXPECT_NEAR(spread.paired.draw_variance_b, 1.0 / 6, 1e-12);
  EXPECT_NEAR(spread.paired.draw_variance_a, 1.0 / 2, 1e-12);
  EXPECT_EQ(spread.paired.between_cases, 0);
  // Old: rates of variance 1/4, of which 1/12 is the draws': (1/6) / (1/6 + 1/6).
  EXPECT_NEAR(spread.correlation, 0.5, 1e-12);
}

TEST(SpreadTest, RepeatsThatAgreeAreAllBetweenCases) {
  const Report report = pair_report({{counts(3, 0), counts(0, 3)},
                                     {counts(0, 3), counts(3, 0)},
                                     {counts(3, 0), counts(3, 0)},
                                     {counts(0, 3), counts(0, 3)}});
  const Spread spread = *measured_spread(report, 0, 1);
  EXPECT_NEAR(spread.paired.between_cases, 2.0 / 3, 1e-12);
  EXPECT_NEAR(*variance_at(spread, 100), 2.0 / 3, 1e-12) << "more repeats change nothing";
  EXPECT_EQ(spread.correlation, 1);
}

TEST(SpreadTest, EqualCasesProveNoMoreThanTheirNumber) {
  const std::pair<CaseVariant, CaseVariant> both{counts(1, 0), counts(1, 0)};
  const Spread spread = *measured_spread(pair_report({100, both}), 0, 1);
  EXPECT_TRUE(spread.is_bound);
  EXPECT_NEAR(*variance_at(spread, 1), 0.02951, 1e-5);  // 1 - .05^(1/100)
}

TEST(SpreadTest, ErrorsAreLeftOut) {
  const Report report = pair_report({{counts(1, 0), counts(0, 0, 1)},
                                     {counts(0, 0, 1), counts(1, 0)},
                                     {counts(1, 0), counts(0, 1)}});
  EXPECT_FALSE(measured_spread(report, 0, 1)) << "one case has no spread";
}

// The chance that the gate is decided so, over all outcomes.
double chance(Limit kind, double limit, std::int64_t n, double rate, bool passing) {
  double sum = 0;
  for (std::int64_t passed = 0; passed <= n; ++passed) {
    const Interval interval = *rate_interval(static_cast<double>(passed) / static_cast<double>(n),
                                             static_cast<double>(n));
    const bool passes = kind == Limit::at_least ? interval.low >= limit : interval.high <= limit;
    const bool fails = kind == Limit::at_least ? interval.high < limit : interval.low > limit;
    if (passing ? passes : fails) sum += binomial_pmf(passed, n, rate);
  }
  return sum;
}

TEST(GatePowerTest, GatesPassAndFailAsOftenAsPromised) {
  struct Row {
    Limit kind;
    double limit;
    std::int64_t cases;
  };
  for (const Row& row :
       {Row{Limit::at_least, .9, 100}, Row{Limit::at_least, .5, 30}, Row{Limit::at_most, .2, 50}}) {
    const RatePower power = rate_power(row.kind, row.limit, row.cases, 1, 1, 0.8);
    EXPECT_EQ(power.independent, static_cast<double>(row.cases));
    EXPECT_NEAR(chance(row.kind, row.limit, row.cases, *power.passes_at, true), 0.8, 1e-9);
    EXPECT_NEAR(chance(row.kind, row.limit, row.cases, *power.fails_at, false), 0.8, 1e-9);
  }
}

TEST(GatePowerTest, TooFewCasesCannotPass) {
  const RatePower power = rate_power(Limit::at_least, 0.95, 30, 1, 1, 0.8);
  EXPECT_FALSE(power.passes_at) << "30 of 30 have a lower bound of .884";
  EXPECT_TRUE(power.fails_at);
  EXPECT_FALSE(rate_power(Limit::at_least, 0, 30, 1, 1, 0.8).fails_at);
}

TEST(GatePowerTest, RepeatsCountByHowAlikeTheyAre) {
  EXPECT_EQ(rate_power(Limit::at_least, .5, 24, 4, 1, 0.8).independent, 24);
  // 48 and 96 by the design effect, times (1.98525 / 2.06866)^2: t on 95 and 23.
  EXPECT_EQ(rate_power(Limit::at_least, .5, 24, 4, 1.0 / 3, 0.8).independent, 44);
  EXPECT_EQ(rate_power(Limit::at_least, .5, 24, 4, 0, 0.8).independent, 88);
}

TEST(GatePowerTest, RepeatsOfFewCasesPassAsOftenAsPromised) {
  // Cases whose rates differ evenly, to correlate by .2: another world than the one
  // that the plan played through. 1000 samples: three standard errors are 4 points.
  const double limit = 0.5;
  const double correlation = 0.2;
  const RatePower power = rate_power(Limit::at_least, limit, 40, 5, correlation, 0.8);
  const double rate = power.passes_at.value();
  const double reach = std::sqrt(3 * correlation * rate * (1 - rate));  // of a uniform
  Random random(5);
  int passed = 0;
  for (int sample = 0; sample < 1000; ++sample) {
    std::vector<CaseVariant> column(40);
    for (CaseVariant& entry : column) {
      const double of_case = rate + reach * (2 * random.uniform() - 1);
      for (int repeat = 0; repeat < 5; ++repeat)
        ++(random.uniform() < of_case ? entry.passed : entry.failed);
    }
    if (pass_rate_of(column).low.value() >= limit) ++passed;
  }
  EXPECT_NEAR(passed, 800, 50);
}

}  // namespace
}  // namespace assay::testing
