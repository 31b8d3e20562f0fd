// How often intervals cover and decisions err, exactly: every outcome that can
// happen, weighted with its probability. Nominal 95 % and 5 %.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <optional>
#include <vector>

#include "harness/base/random.h"
#include "harness/stats/decision.h"
#include "harness/stats/mean.h"
#include "harness/stats/paired.h"
#include "harness/stats/proportion.h"
#include "tests/support/binomial.h"

namespace assay::testing {
namespace {

using RateInterval = std::optional<Interval> (*)(double successes, double n, double confidence);

// What many tools do: t on the 0/1 outcomes. It is here to be seen failing.
std::optional<Interval> student(double successes, double n, double confidence) {
  std::vector<double> outcomes(static_cast<std::size_t>(n), 0.0);
  std::fill_n(outcomes.begin(), static_cast<std::size_t>(successes), 1.0);
  return mean_interval(outcomes, confidence);
}

double coverage(RateInterval interval_of, int n, double rate) {
  double covered = 0;
  for (int passed = 0; passed <= n; ++passed) {
    const Interval interval = *interval_of(passed, n, 0.95);
    if (interval.low <= rate && rate <= interval.high) covered += binomial_pmf(passed, n, rate);
  }
  return covered;
}

// The probability of those tables of n cases that `happens` accepts, where the
// variants differ on a share `discordant` of cases.
double chance_of(int n, double discordant, double difference,
                 const std::function<bool(const PairedCounts&)>& happens) {
  const double win = discordant > 0 ? (discordant + difference) / 2 / discordant : 0;
  double chance = 0;
  for (int differ = 0; differ <= n; ++differ) {
    const double chance_of_differ = binomial_pmf(differ, n, discordant);
    if (chance_of_differ < 1e-13) continue;
    for (int won = 0; won <= differ; ++won) {
      if (happens({n - differ, won, differ - won, 0})) {
        chance += chance_of_differ * binomial_pmf(won, differ, win);
      }
    }
  }
  return chance;
}

TEST(CalibrationTest, WhyAPassRateHasAnExactInterval) {
  // Bowyer et al. (2025) in small: t as other tools print it, Wilson's as most advise,
  // and what we have.
  struct Row {
    int n;
    double rate;
    double student;
    double wilson;
    double exact;
  };
  const Row kRows[] = {
      {10, .90, .650, .930, .987},  {10, .95, .401, .914, .988},  {20, .95, .641, .925, .984},
      {20, .98, .332, .940, .993},  {50, .90, .879, .970, .970},  {50, .98, .635, .922, .982},
      {100, .98, .866, .949, .985}, {200, .98, .908, .933, .962},
  };
  for (const Row& row : kRows) {
    SCOPED_TRACE(::testing::Message() << row.n << " " << row.rate);
    EXPECT_NEAR(coverage(student, row.n, row.rate), row.student, 6e-4);
    EXPECT_NEAR(coverage(wilson, row.n, row.rate), row.wilson, 6e-4);
    EXPECT_NEAR(coverage(clopper_pearson, row.n, row.rate), row.exact, 6e-4);
    EXPECT_GE(row.exact, 0.95);
  }
}

TEST(CalibrationTest, CoverageOfRatesAndOfTheirPairedDifference) {
  // By a second program that knows none of this code. Tango: two variants with this
  // rate whose outcomes are independent.
  struct Row {
    int n;
    double rate;
    double wilson;
    double exact;
    double tango;
  };
  const Row kRows[] = {
      {10, .50, .9785, .9785, .9473},  {10, .80, .9672, .9936, .9632},
      {10, .95, .9139, .9885, .9987},  {10, .99, .9044, .9957, 1.0000},
      {30, .50, .9572, .9572, .9525},  {30, .80, .9639, .9800, .9574},
      {30, .95, .9392, .9844, .9717},  {30, .99, .9639, .9967, .9997},
      {100, .50, .9431, .9648, .9506}, {100, .80, .9405, .9674, .9489},
      {100, .95, .9659, .9826, .9567}, {100, .99, .9206, .9816, .9864},
  };
  for (const Row& row : kRows) {
    SCOPED_TRACE(::testing::Message() << row.n << " " << row.rate);
    EXPECT_NEAR(coverage(wilson, row.n, row.rate), row.wilson, 6e-5);
    EXPECT_NEAR(coverage(clopper_pearson, row.n, row.rate), row.exact, 6e-5);
    EXPECT_GE(coverage(clopper_pearson, row.n, row.rate), 0.95) << "it is promised";
    const double discordant = 2 * row.rate * (1 - row.rate);
    const double of_tango = chance_of(row.n, discordant, 0, [](const PairedCounts& counts) {
      const Interval interval = *tango(counts, 0.95);
      return interval.low <= 0 && 0 <= interval.high;
    });
    EXPECT_NEAR(of_tango, row.tango, 6e-5);
  }
}

std::vector<double> differences_of(const PairedCounts& counts) {
  std::vector<double> differences(static_cast<std::size_t>(counts.n()), 0.0);
  std::fill_n(differences.begin(), static_cast<std::size_t>(counts.only_a), 1.0);
  std::fill_n(differences.rbegin(), static_cast<std::size_t>(counts.only_b), -1.0);
  return differences;
}

TEST(CalibrationTest, NonInferiorityErrsAboutAsOftenAsItSays) {
  // A candidate that is worse by just the margin. From no case won (discordant =
  // margin) to many won and lost.
  constexpr double kMargin = 0.05;
  for (int n : {20, 50, 100}) {
    for (double discordant : {0.05, 0.10, 0.20, 0.40}) {
      SCOPED_TRACE(::testing::Message() << n << " " << discordant);
      const auto wrong = [&](Decision decision, bool as_scores) {
        return chance_of(n, discordant, -kMargin, [&](const PairedCounts& counts) {
          const auto result = as_scores ? non_inferiority(differences_of(counts), kMargin, 0.05)
                                        : non_inferiority(counts, kMargin, 0.05);
          return result->decision == decision;
        });
      };
      EXPECT_LE(wrong(Decision::pass, false), 0.055);
      EXPECT_LE(wrong(Decision::fail, false), 0.065);
      if (n > 50) continue;  // the rest holds there too, and takes seconds
      EXPECT_LE(wrong(Decision::pass, true), 0.060);
      EXPECT_LE(wrong(Decision::fail, true), 0.060);
    }
  }
}

TEST(CalibrationTest, ClustersThatAreIgnoredErrThreeTimesAsOften) {
  // 20 clusters of 5 cases that share half of their variance, worse by just the
  // margin. 1000 seeded samples: four standard errors of .05 are .028.
  constexpr int kSamples = 1000;
  Random random(3);
  int clustered = 0;
  int ignored = 0;
  for (int sample = 0; sample < kSamples; ++sample) {
    std::vector<double> differences;
    std::vector<std::size_t> cluster_of;
    for (std::size_t cluster = 0; cluster < 20; ++cluster) {
      const double shared = 0.15 * random.normal();
      for (int i = 0; i < 5; ++i) {
        differences.push_back(std::clamp(-0.05 + shared + 0.15 * random.normal(), -1.0, 1.0));
        cluster_of.push_back(cluster);
      }
    }
    const auto passes = [](const std::optional<NonInferiority>& result) {
      return result->decision == Decision::pass ? 1 : 0;
    };
    clustered += passes(clustered_non_inferiority(differences, cluster_of, 0.05, 0.05));
    ignored += passes(non_inferiority(differences, 0.05, 0.05));
  }
  EXPECT_LE(clustered, kSamples * (0.05 + 0.028));
  EXPECT_GE(ignored, kSamples * 0.12);
}

}  // namespace
}  // namespace assay::testing
