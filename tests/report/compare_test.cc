// Comparisons of two arms: numbers, words, and what would settle them.
#include "harness/report/compare/compare.h"

#include <gtest/gtest.h>

#include <string>

#include "tests/report/report_fixture.h"

namespace assay {
namespace {

using testing::repeat;
using testing::report_of_two;

Comparison compared(const Report& report, std::optional<double> margin = {}) {
  return compare(arm_of(report, 0), arm_of(report, 1), {margin, ""});
}

const MetricComparison& metric_of(const Comparison& comparison, std::string_view metric) {
  for (const MetricComparison& each : comparison.metrics) {
    if (each.metric == metric) return each;
  }
  ADD_FAILURE() << "no " << metric;
  return comparison.metrics.front();
}

// 80 both, 10 lost, 5 won, 5 neither.
const std::string kBase = repeat('p', 90) + repeat('f', 10);
const std::string kCand = repeat('p', 80) + repeat('f', 10) + repeat('p', 5) + repeat('f', 5);

// Values: an enumeration of the binomial and a bisection of Tango's statistic in
// plain Python (docs/statistics.md).
TEST(Compare, GivesTheDifferenceOfRatesWithItsIntervalAndTest) {
  const Comparison comparison = compared(report_of_two(kBase, kCand));
  EXPECT_EQ(comparison.cases, 100);
  const MetricComparison rate = metric_of(comparison, "pass_rate");
  EXPECT_NEAR(rate.baseline.value(), 0.90, 1e-12);
  EXPECT_NEAR(rate.candidate.value(), 0.85, 1e-12);
  EXPECT_NEAR(rate.change.value(), -0.05, 1e-12);
  EXPECT_NEAR(rate.low.value(), -0.133471, 1e-5);
  EXPECT_NEAR(rate.high.value(), 0.028620, 1e-5);
  EXPECT_NEAR(rate.p.value(), 0.196706, 1e-6);  // z = 5 / sqrt(15)
  EXPECT_EQ(rate.discordant, 15);
  EXPECT_EQ(rate.standing, Standing::no_difference);
  EXPECT_GT(rate.detectable.value(), 0.05) << "what was seen cannot be told from none";
}

// One test gives all three: whatever the counts, p is below 5 % exactly where the
// interval excludes "equal", the word follows it, and no bound reads as the limit.
void expect_one_test(const Comparison& comparison) {
  for (const char* name : {"pass_rate", "score"}) {
    const MetricComparison rate = metric_of(comparison, name);
    if (!rate.change) continue;
    const bool excludes = *rate.low > 0 || *rate.high < 0;
    EXPECT_EQ(rate.p.value() < 0.05, excludes) << rate.reason << " p " << *rate.p;
    if (rate.margin) continue;
    EXPECT_EQ(rate.standing, *rate.low > 0    ? Standing::better
                             : *rate.high < 0 ? Standing::worse
                                              : Standing::no_difference);
    EXPECT_EQ(change_text(rate).find("+0.0] points") != std::string::npos, *rate.high == 0)
        << change_text(rate);
  }
}

TEST(Compare, TakesIntervalPAndWordFromOneTest) {
  for (std::size_t lost = 0; lost <= 24; ++lost) {
    for (const std::size_t won : {0U, 1U, 3U, 8U}) {
      SCOPED_TRACE(std::to_string(lost) + " lost, " + std::to_string(won) + " won");
      const std::string base = repeat('p', 40) + repeat('p', lost) + repeat('f', won);
      const std::string cand = repeat('p', 40) + repeat('f', lost) + repeat('p', won);
      expect_one_test(compared(report_of_two(base, cand)));
      expect_one_test(compared(report_of_two(base, cand), 0.05));
    }
  }
}

TEST(Compare, TakesThemFromOneTestWithRepeatsToo) {
  std::string base;
  std::string cand;
  for (int i = 0; i < 40; ++i) {
    base += i % 3 == 0 ? "pppf" : "pppp";
    cand += i % 5 == 0 ? "ppff" : i % 7 == 0 ? "pfff" : "pppp";
    if (i < 2) continue;
    SCOPED_TRACE(i);
    expect_one_test(compared(report_of_two(base, cand, 4)));
  }
}

TEST(Compare, ABoundIsNotRoundedToItsLimit) {
  MetricComparison metric;
  metric.change = -0.04;
  metric.low = -0.0796;
  metric.high = -0.0003;
  EXPECT_EQ(change_text(metric), "-4.0 [-8.0, -0.03] points");
  metric.margin = 0.08;
  EXPECT_EQ(change_text(metric), "-4.0 [-7.96, -0.03] points");
  metric.high = 0;
  EXPECT_EQ(change_text(metric), "-4.0 [-7.96, +0.0] points");
  metric.is_ratio = true;
  metric.change = 1.05;
  metric.low = 1.00004;
  metric.high = 1.1;
  EXPECT_EQ(change_text(metric), "1.050x [1.00004x, 1.100x]");
}

struct CompareRow {
  const char* what;
  std::string base;
  std::string cand;
  std::optional<double> margin;
  Standing standing;
};

TEST(Compare, PutsEveryDifferenceIntoAWord) {
  const std::string all = repeat('p', 100);
  const std::string none = repeat('f', 100);
  const CompareRow rows[] = {
      {"all lost", all, none, {}, Standing::worse},
      {"all won", none, all, {}, Standing::better},
      {"equal", all, all, {}, Standing::no_difference},
      {"some of each", kBase, kCand, {}, Standing::no_difference},
      {"some of each, about a margin", kBase, kCand, 0.05, Standing::inconclusive},
      {"some of each, a wide margin", kBase, kCand, 0.2, Standing::no_worse},
      {"equal, about a margin", all, all, 0.05, Standing::no_worse},
      {"better beats no worse", none, all, 0.05, Standing::better},
      {"worse whatever the margin", all, none, 0.05, Standing::worse},
      // [-0.097, -0.002]: worse than equal, but not shown to be by the margin.
      {"worse, but perhaps within the margin", all, repeat('p', 96) + repeat('f', 4), 0.05,
       Standing::inconclusive},
      {"nothing in common", repeat('e', 100), all, {}, Standing::inconclusive},
      {"no data", "", "", {}, Standing::inconclusive},
  };
  for (const CompareRow& row : rows) {
    const Comparison comparison = compared(report_of_two(row.base, row.cand), row.margin);
    const MetricComparison rate = metric_of(comparison, "pass_rate");
    EXPECT_EQ(rate.standing, row.standing) << row.what << ": " << rate.reason;
    EXPECT_FALSE(rate.reason.empty()) << row.what;
  }
}

TEST(Compare, CountsACaseOnceHoweverOftenItWasRepeated) {
  const auto twice = [](const std::string& verdicts) {
    std::string repeated;
    for (const char c : verdicts) repeated += std::string(2, c);
    return repeated;
  };
  const Comparison once = compared(report_of_two(kBase, kCand));
  const Comparison repeated = compared(report_of_two(twice(kBase), twice(kCand), 2));
  const MetricComparison rate = metric_of(repeated, "pass_rate");
  EXPECT_EQ(rate.n, 100);
  EXPECT_EQ(rate.low, metric_of(once, "pass_rate").low);
  EXPECT_EQ(rate.p, metric_of(once, "pass_rate").p);
}

TEST(Compare, IsOpenWhereErrorsCouldTurnIt) {
  const std::string base = repeat('p', 100);
  const std::string lost = repeat('p', 80) + repeat('f', 20);
  EXPECT_EQ(metric_of(compared(report_of_two(base, lost)), "pass_rate").standing, Standing::worse);
  const std::string open = repeat('p', 88) + repeat('e', 12);
  const MetricComparison rate = metric_of(compared(report_of_two(base, open), 0.05), "pass_rate");
  EXPECT_EQ(rate.standing, Standing::inconclusive);
  EXPECT_NE(rate.reason.find("12 errors"), std::string::npos) << rate.reason;
}

TEST(Compare, ListsLostCasesFirstTheWorstFirst) {
  const Comparison comparison =
      compared(report_of_two("pppp"
                             "pfpf"
                             "ffff",
                             "ppff"
                             "pfpf"
                             "ffpp",
                             4));
  EXPECT_EQ(comparison.lost, 1);
  EXPECT_EQ(comparison.won, 1);
  ASSERT_EQ(comparison.flips.size(), 2U);
  EXPECT_EQ(comparison.flips[0].case_id, "case 0");
  EXPECT_EQ(comparison.flips[0].baseline, 1.0);
  EXPECT_EQ(comparison.flips[0].candidate, 0.5);
  EXPECT_NE(comparison.flips[0].candidate_reply, nullptr);
  EXPECT_EQ(comparison.flips[1].case_id, "case 2");
}

TEST(Compare, SaysWhatWouldSettleItAndAtWhatCost) {
  const MetricComparison rate = metric_of(compared(report_of_two(kBase, kCand), 0.02), "pass_rate");
  ASSERT_EQ(rate.standing, Standing::inconclusive);
  const std::int64_t cases = rate.further.cases.value();
  EXPECT_GT(cases, 100);
  // Both arms, one repeat, 1e-6 USD a reply.
  EXPECT_NEAR(rate.further.cases_usd.value(), static_cast<double>(cases) * 2e-6, 1e-12);
  EXPECT_FALSE(rate.further.repeats) << "one repeat cannot tell noise from cases";
  EXPECT_NE(rate.reason.find("more cases ($"), std::string::npos) << rate.reason;
}

TEST(Compare, AdvisesRepeatsOnlyWhereTheyCouldSettleIt) {
  // Each of 40 cases passes now and then on both sides: noise within cases.
  std::string base;
  std::string cand;
  for (int i = 0; i < 20; ++i) {
    base +=
        "pppf"
        "ppff";
    cand +=
        "ppff"
        "pppf";
  }
  const auto further = [](const std::string& a, const std::string& b) {
    return metric_of(compared(report_of_two(a, b, 4), 0.02), "pass_rate").further;
  };
  EXPECT_TRUE(further(base, cand).repeats);
  // One differing case of 24: that no other differs is what repeats cannot show.
  const std::string all = repeat('p', 96);
  EXPECT_FALSE(further(all, "pppf" + repeat('p', 92)).repeats);
  EXPECT_TRUE(further(all, "pppf" + repeat('p', 92)).cases);
}

TEST(Compare, KeepsRepliesOfEarlierRunsOutOfTimes) {
  Report report = report_of_two(repeat('p', 30), repeat('p', 30));
  for (ReportCell& cell : report.cells) {
    if (cell.id.variant == 1) cell.latency_ms = *cell.latency_ms * 2;
  }
  EXPECT_NEAR(metric_of(compared(report), "latency_p50_ms").change.value(), 2, 1e-12);
  EXPECT_EQ(metric_of(compared(report), "latency_p50_ms").standing, Standing::worse);
  for (ReportCell& cell : report.cells) cell.cached = true;
  const MetricComparison cached = metric_of(compared(report), "latency_p50_ms");
  EXPECT_EQ(cached.n, 0);
  EXPECT_EQ(cached.standing, Standing::inconclusive);
  EXPECT_EQ(metric_of(compared(report), "cost_usd_per_case").n, 30);
}

TEST(Compare, CountsClustersNotTheirCases) {
  Report report = report_of_two(kBase, kCand);
  for (std::size_t i = 0; i < report.cases.size(); ++i) {
    report.cases[i].clusters["template"] = std::to_string(i / 20);
  }
  const Arm base = arm_of(report, 0);
  const Arm cand = arm_of(report, 1);
  const MetricComparison plain = compare(base, cand, {0.05, ""}).metrics.front();
  const MetricComparison clustered = compare(base, cand, {0.05, "template"}).metrics.front();
  EXPECT_EQ(clustered.test, "clustered t, empirical likelihood");
  EXPECT_NE(clustered.reason.find("on 100 cases in 5 clusters, 15 different"), std::string::npos)
      << clustered.reason;
  EXPECT_GT(*clustered.high - *clustered.low, *plain.high - *plain.low);
  for (CaseSummary& each : report.cases) each.clusters["template"] = "one";
  const MetricComparison one =
      compare(arm_of(report, 0), arm_of(report, 1), {0.05, "template"}).metrics.front();
  EXPECT_EQ(one.standing, Standing::inconclusive);
  EXPECT_EQ(one.reason, "100 cases in 1 cluster in common: too few for an interval");
}

TEST(Compare, TakesClustersFromWhicheverSideKnowsThem) {
  Report report = report_of_two(kBase, kCand);
  const Arm plain = arm_of(report, 1);
  for (std::size_t i = 0; i < report.cases.size(); ++i) {
    report.cases[i].clusters["template"] = std::to_string(i / 20);
  }
  EXPECT_EQ(compare(arm_of(report, 0), plain, {0.05, "template"}).metrics.front().test,
            "clustered t, empirical likelihood");
}

TEST(Compare, SaysThatARunIsNotComplete) {
  Report report = report_of_two("pppp----", "ppppff--", 2);
  report.run.id = "r1";
  const Comparison comparison = compared(report);
  const std::vector<std::string> notes = {
      "run r1 is not complete: 4 of base's 8 cells have no outcome; finish it with --resume",
      "run r1 is not complete: 2 of cand's 8 cells have no outcome; finish it with --resume"};
  EXPECT_EQ(comparison.notes, notes);
  EXPECT_TRUE(compared(report_of_two("pp", "pp")).notes.empty());
}

}  // namespace
}  // namespace assay
