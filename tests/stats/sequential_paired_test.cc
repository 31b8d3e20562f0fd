#include "harness/stats/sequential_paired.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>
#include <vector>

#include "harness/base/random.h"
#include "harness/stats/distribution.h"
#include "harness/stats/paired.h"

namespace assay::testing {
namespace {

using Differences = std::vector<double>;

// Two variants whose outcomes differ on a share `discordant` of the cases.
struct Truth {
  double discordant = 0;
  double difference = 0;
  double win() const { return (discordant + difference) / 2; }
  double loss() const { return (discordant - difference) / 2; }
};

Differences draw(const Truth& truth, std::int64_t n, Random& random) {
  Differences differences(static_cast<std::size_t>(n));
  for (double& difference : differences) {
    const double uniform = random.uniform();
    difference = uniform < truth.win() ? 1 : uniform < truth.win() + truth.loss() ? -1 : 0;
  }
  return differences;
}

// One look after every case, until the rule stops.
SequentialTest run(const Differences& differences, const SequentialPlan& plan) {
  SequentialTest test(plan);
  for (double difference : differences) test.add(difference, difference);
  return test;
}

// How often `state` is the end of `experiments` seeded runs.
double frequency(SequentialState state, const Truth& truth, const SequentialPlan& plan,
                 int experiments, std::uint64_t seed) {
  Random random(seed);
  int reached = 0;
  for (int i = 0; i < experiments; ++i) {
    if (run(draw(truth, plan.maximum, random), plan).state() == state) ++reached;
  }
  return static_cast<double>(reached) / experiments;
}

// A plan that never decides: the evidence goes on for as long as there are cases.
SequentialPlan endless(double margin) {
  return {margin, 1e-300, std::numeric_limits<std::int64_t>::max()};
}

// Where an experiment may be after some cases: how likely that is, and the evidence,
// which the order of the cases does not change.
struct Place {
  double chance = 0;
  SequentialTest test;
};

// What may be seen of up to n cases, exactly, each time after one case more: `look`
// is given the places and may make one impossible. They are those of every number of
// wins and losses.
template <class Look>
void enumerate(const Truth& truth, double margin, int n, const Look& look) {
  const std::size_t width = static_cast<std::size_t>(n) + 1;
  std::vector<Place> at(width * width, Place{0, SequentialTest(endless(margin))});
  at[0].chance = 1;
  for (int seen = 1; seen <= n; ++seen) {
    // From many to few, so that a place is read before it is written.
    for (int wins = seen; wins >= 0; --wins) {
      for (int losses = seen - wins; losses >= 0; --losses) {
        const std::size_t index =
            static_cast<std::size_t>(wins) * width + static_cast<std::size_t>(losses);
        Place& here = at[index];
        const bool has_equal = wins + losses < seen;
        double chance = has_equal ? here.chance * (1 - truth.discordant) : 0;
        if (wins > 0) chance += truth.win() * at[index - width].chance;
        if (losses > 0) chance += truth.loss() * at[index - 1].chance;
        if (has_equal) {
          here.test.add(0, 0);
        } else {
          here.test = wins > 0 ? at[index - width].test : at[index - 1].test;
          here.test.add(wins > 0 ? 1 : -1, wins > 0 ? 1 : -1);
        }
        here.chance = chance;
      }
    }
    for (int wins = 0; wins <= seen; ++wins) {
      for (int losses = 0; wins + losses <= seen; ++losses) {
        look(seen, at[static_cast<std::size_t>(wins) * width + static_cast<std::size_t>(losses)]);
      }
    }
  }
}

// The expected evidence of n cases.
PairedEvidence expectation(const Truth& truth, double margin, int n) {
  PairedEvidence sum{0, 0};
  enumerate(truth, margin, n, [&](int seen, const Place& place) {
    if (seen < n) return;
    sum.not_inferior += place.chance * place.test.evidence().not_inferior;
    sum.inferior += place.chance * place.test.evidence().inferior;
  });
  return sum;
}

// The chance that a look after every one of n cases ever alarms.
template <class Alarm>
double chance_of_alarm(const Truth& truth, double margin, int n, const Alarm& alarm) {
  double alarmed = 0;
  enumerate(truth, margin, n, [&](int, Place& place) {
    if (place.chance == 0 || !alarm(place.test.evidence())) return;
    alarmed += place.chance;
    place.chance = 0;
  });
  return alarmed;
}

TEST(PairedEvidenceTest, IsAFairBetAtTheMargin) {
  for (double margin : {0.0, 0.05, 0.3}) {
    for (double discordant : {0.35, 0.8}) {
      for (int n : {1, 2, 7, 25}) {
        const PairedEvidence fair = expectation({discordant, -margin}, margin, n);
        EXPECT_NEAR(fair.not_inferior, 1, 1e-9);
        EXPECT_NEAR(fair.inferior, 1, 1e-9);
        // Worse than the margin is worse for who bets on "not inferior".
        EXPECT_LT(expectation({discordant, -margin - 0.04}, margin, n).not_inferior, 1);
        EXPECT_LT(expectation({discordant, -margin + 0.04}, margin, n).inferior, 1);
      }
    }
  }
}

TEST(PairedEvidenceTest, PeekingAfterEveryCaseKeepsTheLevelExactly) {
  for (double discordant : {0.05, 0.2, 0.6}) {
    const Truth truth{discordant, -0.05};
    const double wrong_pass = chance_of_alarm(
        truth, 0.05, 80, [](const PairedEvidence& seen) { return seen.not_inferior >= 20; });
    const double wrong_fail = chance_of_alarm(
        truth, 0.05, 80, [](const PairedEvidence& seen) { return seen.inferior >= 20; });
    EXPECT_LE(wrong_pass, 0.05) << discordant;
    EXPECT_LE(wrong_fail, 0.05) << discordant;
  }
}

TEST(PairedEvidenceTest, PeekingAtAPValueDoesNot) {
  // Equal variants that differ on each of 60 cases, both sides at once at 5 %.
  const double alarmed = chance_of_alarm({1, 0}, 0, 60, [](const PairedEvidence& seen) {
    return std::max(seen.not_inferior, seen.inferior) >= 40;
  });
  EXPECT_NEAR(alarmed, 0.0246, 0.0001);
  std::vector<double> at = {1};  // at[wins]: chance to be there without an alarm yet
  double by_p_value = 0;
  for (int n = 1; n <= 60; ++n) {
    std::vector<double> next(static_cast<std::size_t>(n) + 1, 0.0);
    for (std::size_t wins = 0; wins < at.size(); ++wins) {
      next[wins] += at[wins] / 2;
      next[wins + 1] += at[wins] / 2;
    }
    for (int wins = 0; wins <= n; ++wins) {
      if (2 * binomial_cdf(std::min(wins, n - wins), n, 0.5) > 0.05) continue;
      by_p_value += std::exchange(next[static_cast<std::size_t>(wins)], 0);
    }
    at = std::move(next);
  }
  EXPECT_NEAR(by_p_value, 0.1858, 0.0001);
}

TEST(SequentialNonInferiorityTest, PeekingKeepsTheLevelInLongRuns) {
  // 2000 seeded runs of up to 600 cases at the margin. Four standard errors of a
  // frequency of .05 are .0195.
  constexpr int kRuns = 2000;
  constexpr double kNoise = 0.0195;
  const SequentialPlan plan{0.05, 0.05, 600};
  for (double discordant : {0.1, 0.3}) {
    const Truth at_margin{discordant, -0.05};
    EXPECT_LE(frequency(SequentialState::pass, at_margin, plan, kRuns, 1), 0.05 + kNoise);
    EXPECT_LE(frequency(SequentialState::fail, at_margin, plan, kRuns, 2), 0.05 + kNoise);
  }
}

TEST(SequentialNonInferiorityTest, FindsWhatIsThere) {
  constexpr int kRuns = 500;
  const SequentialPlan plan{0.05, 0.05, 1000};
  EXPECT_GT(frequency(SequentialState::pass, {0.1, 0}, plan, kRuns, 1), 0.9);
  EXPECT_GT(frequency(SequentialState::fail, {0.3, -0.15}, plan, kRuns, 2), 0.9);
  EXPECT_GT(frequency(SequentialState::futile, {0.3, -0.05}, plan, kRuns, 3), 0.8);
}

TEST(SequentialNonInferiorityTest, StopsWhereItIsClear) {
  // All equal: at a margin of .10 the best bet grows by 1.1 a case at most.
  const SequentialTest pass = run(Differences(500, 0.0), {0.10, 0.05, 500});
  EXPECT_EQ(pass.state(), SequentialState::pass);
  EXPECT_GT(pass.cases(), 32);  // ln 20 / ln 1.1 = 31.4
  EXPECT_LT(pass.cases(), 60);
  EXPECT_GE(pass.evidence().not_inferior, 20);
  const SequentialTest fail = run(Differences(500, -1.0), {0.10, 0.05, 500});
  EXPECT_EQ(fail.state(), SequentialState::fail);
  EXPECT_LT(fail.cases(), 10);
  EXPECT_EQ(run(Differences(20, 0.0), {0.10, 0.05, 20}).state(), SequentialState::futile);
  EXPECT_EQ(run(Differences(20, 0.0), {0.10, 0.05, 21}).state(), SequentialState::undecided);
}

TEST(SequentialTestTest, WhatIsNotKnownIsBetBothWays) {
  // Every fourth case unknown: a candidate that is equal on all others passes only
  // if it does with those lost, and fails only if it does with those won.
  SequentialTest equal({0.10, 0.05, 1000});
  SequentialTest worse({0.10, 0.05, 1000});
  for (int i = 0; i < 400; ++i) {
    equal.add(i % 4 == 0 ? -1 : 0, i % 4 == 0 ? 1 : 0);
    worse.add(-1, i % 4 == 0 ? 1 : -1);
  }
  EXPECT_EQ(equal.state(), SequentialState::undecided);
  EXPECT_EQ(worse.state(), SequentialState::fail);
}

TEST(SequentialTestTest, AFailMayHaveALevelOfItsOwn) {
  const auto cases_to_fail = [](std::optional<double> alpha_fail) {
    SequentialTest test({0.10, 0.05, 1000, alpha_fail});
    while (test.add(-1, -1) == SequentialState::undecided) {
    }
    return test.cases();
  };
  EXPECT_EQ(cases_to_fail(std::nullopt), cases_to_fail(0.05));
  EXPECT_GT(cases_to_fail(0.0005), cases_to_fail(0.05));
  EXPECT_FALSE(is_valid({0.10, 0.05, 1000, 0.0}));
}

TEST(SequentialTestTest, PlansThatMakeNoSense) {
  EXPECT_TRUE(is_valid({0.05, 0.05, 10}));
  EXPECT_FALSE(is_valid({-0.1, 0.05, 10}));
  EXPECT_FALSE(is_valid({1, 0.05, 10}));
  EXPECT_FALSE(is_valid({std::nan(""), 0.05, 10}));
  EXPECT_FALSE(is_valid({0.05, 0.5, 10}));
  EXPECT_FALSE(is_valid({0.05, 0, 10}));
  EXPECT_FALSE(is_valid({0.05, 0.05, 0}));
}

TEST(PairedConfidenceSequenceTest, NothingFromNonsense) {
  EXPECT_FALSE(paired_confidence_sequence(Differences{}, 0.95));
  EXPECT_FALSE(paired_confidence_sequence(Differences{1.5}, 0.95));
  EXPECT_FALSE(paired_confidence_sequence(Differences{std::nan("")}, 0.95));
  EXPECT_FALSE(paired_confidence_sequence(Differences{0.5}, 1));
}

RC_GTEST_PROP(PairedConfidenceSequenceTest, IsWhereTheEvidenceIsNotEnough, ()) {
  const auto count = rc::gen::inRange<std::int64_t>(0, 60);
  const PairedCounts counts{*count, *count, *count, *count + 1};
  Differences differences(static_cast<std::size_t>(counts.only_a), 1.0);
  differences.insert(differences.end(), static_cast<std::size_t>(counts.only_b), -1.0);
  differences.insert(differences.begin(), static_cast<std::size_t>(counts.both + counts.neither),
                     0.0);
  Differences swapped = differences;
  for (double& each : swapped) each = -each;
  const Interval interval = *paired_confidence_sequence(differences, 0.90);
  const Interval mirror = *paired_confidence_sequence(swapped, 0.90);
  const double difference = *counts.difference();
  RC_ASSERT(interval.low <= difference && difference <= interval.high);
  RC_ASSERT(-1 <= interval.low && interval.high <= 1);
  RC_ASSERT(std::abs(interval.low + mirror.high) < 1e-9);
  // What holds at all looks is wider than what holds at one.
  const Interval once = *tango(counts, 0.90);
  RC_ASSERT(interval.high - interval.low > once.high - once.low);
  const double margin = *rc::gen::inRange(0, 40) / 100.0;
  const double not_inferior = run(differences, endless(margin)).evidence().not_inferior;
  if (interval.low > -margin + 1e-9) RC_ASSERT(not_inferior >= 20);
  if (interval.low < -margin - 1e-9) RC_ASSERT(not_inferior < 20);
}

}  // namespace
}  // namespace assay::testing
