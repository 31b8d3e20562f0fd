#include "harness/stats/sequential_paired.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "harness/base/random.h"
#include "tests/stats/expect_interval.h"

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

// How often `state` is the end of `experiments` seeded runs.
double frequency(SequentialState state, const Truth& truth, const SequentialPlan& plan,
                 int experiments, std::uint64_t seed) {
  Random random(seed);
  int reached = 0;
  for (int i = 0; i < experiments; ++i) {
    if (sequential_non_inferiority(draw(truth, plan.maximum, random), plan)->state == state) {
      ++reached;
    }
  }
  return static_cast<double>(reached) / experiments;
}

PairedCounts counts_of(std::int64_t wins, std::int64_t losses, std::int64_t n) {
  return {n - wins - losses, wins, losses, 0};
}

// The exact expectation of a function of the counts of n cases.
template <class Function>
double expectation(const Truth& truth, int n, const Function& function) {
  std::vector<double> log_factorial(static_cast<std::size_t>(n) + 1);
  for (int i = 1; i <= n; ++i) {
    log_factorial[static_cast<std::size_t>(i)] =
        log_factorial[static_cast<std::size_t>(i - 1)] + std::log(i);
  }
  const auto term = [&](int count, double chance) {
    return (count == 0 ? 0 : count * std::log(chance)) -
           log_factorial[static_cast<std::size_t>(count)];
  };
  double sum = 0;
  for (int wins = 0; wins <= n; ++wins) {
    for (int losses = 0; wins + losses <= n; ++losses) {
      const double log_chance = log_factorial[static_cast<std::size_t>(n)] +
                                term(wins, truth.win()) + term(losses, truth.loss()) +
                                term(n - wins - losses, 1 - truth.discordant);
      sum += std::exp(log_chance) * function(counts_of(wins, losses, n));
    }
  }
  return sum;
}

// The exact chance that a look after every one of n cases ever alarms.
template <class Alarm>
double chance_of_alarm(const Truth& truth, int n, const Alarm& alarm) {
  const std::size_t width = static_cast<std::size_t>(n) + 1;
  std::vector<double> at(width * width, 0.0);  // at[wins * width + losses], not yet alarmed
  at[0] = 1;
  double alarmed = 0;
  for (int seen = 1; seen <= n; ++seen) {
    // From many to few, so that a state is read before it is written.
    for (int wins = seen; wins >= 0; --wins) {
      for (int losses = seen - wins; losses >= 0; --losses) {
        const std::size_t index =
            static_cast<std::size_t>(wins) * width + static_cast<std::size_t>(losses);
        double& here = at[index];
        here *= 1 - truth.discordant;
        if (wins > 0) here += truth.win() * at[index - width];
        if (losses > 0) here += truth.loss() * at[index - 1];
        if (here < 1e-12 || !alarm(counts_of(wins, losses, seen))) continue;
        alarmed += here;
        here = 0;
      }
    }
  }
  return alarmed;
}

TEST(PairedEvidenceTest, IsAFairBetAtTheMargin) {
  for (double margin : {0.0, 0.05, 0.3}) {
    for (double discordant : {0.35, 0.8}) {
      const Truth truth{discordant, -margin};
      for (int n : {1, 2, 7, 25}) {
        const auto not_inferior = [&](const PairedCounts& counts) {
          return paired_evidence(counts, margin)->not_inferior;
        };
        const auto inferior = [&](const PairedCounts& counts) {
          return paired_evidence(counts, margin)->inferior;
        };
        EXPECT_NEAR(expectation(truth, n, not_inferior), 1, 1e-9);
        EXPECT_NEAR(expectation(truth, n, inferior), 1, 1e-9);
        // Worse than the margin is worse for who bets on "not inferior".
        EXPECT_LT(expectation({discordant, -margin - 0.04}, n, not_inferior), 1);
        EXPECT_LT(expectation({discordant, -margin + 0.04}, n, inferior), 1);
      }
    }
  }
}

TEST(PairedEvidenceTest, PeekingAfterEveryCaseKeepsTheLevelExactly) {
  for (double discordant : {0.05, 0.2, 0.6}) {
    const Truth truth{discordant, -0.05};
    const double wrong_pass = chance_of_alarm(truth, 80, [](const PairedCounts& counts) {
      return paired_evidence(counts, 0.05)->not_inferior >= 20;
    });
    const double wrong_fail = chance_of_alarm(truth, 80, [](const PairedCounts& counts) {
      return paired_evidence(counts, 0.05)->inferior >= 20;
    });
    EXPECT_LE(wrong_pass, 0.05) << discordant;
    EXPECT_LE(wrong_fail, 0.05) << discordant;
  }
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
  const SequentialDecision pass =
      *sequential_non_inferiority(Differences(500, 0.0), {0.10, 0.05, 500});
  EXPECT_EQ(pass.state, SequentialState::pass);
  EXPECT_GT(pass.cases, 32);  // ln 20 / ln 1.1 = 31.4
  EXPECT_LT(pass.cases, 60);
  EXPECT_GE(pass.evidence.not_inferior, 20);
  EXPECT_GT(pass.interval.low, -0.10);
  const SequentialDecision fail =
      *sequential_non_inferiority(Differences(500, -1.0), {0.10, 0.05, 500});
  EXPECT_EQ(fail.state, SequentialState::fail);
  EXPECT_LT(fail.cases, 10);
  EXPECT_EQ(fail.discordant, fail.cases);
  EXPECT_EQ(sequential_non_inferiority(Differences(20, 0.0), {0.10, 0.05, 20})->state,
            SequentialState::futile);
  EXPECT_EQ(sequential_non_inferiority(Differences(20, 0.0), {0.10, 0.05, 21})->state,
            SequentialState::undecided);
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

TEST(SequentialNonInferiorityTest, NothingFromNonsense) {
  const Differences one = {0.5};
  EXPECT_FALSE(sequential_non_inferiority(Differences{}, {0.05, 0.05, 10}));
  EXPECT_FALSE(sequential_non_inferiority(Differences{1.5}, {0.05, 0.05, 10}));
  EXPECT_FALSE(sequential_non_inferiority(Differences{std::nan("")}, {0.05, 0.05, 10}));
  EXPECT_FALSE(sequential_non_inferiority(one, {1, 0.05, 10}));
  EXPECT_FALSE(sequential_non_inferiority(one, {std::nan(""), 0.05, 10}));
  EXPECT_FALSE(sequential_non_inferiority(one, {0.05, 0.5, 10}));
  EXPECT_FALSE(sequential_non_inferiority(one, {0.05, 0.05, 0}));
  EXPECT_FALSE(paired_evidence(one, -0.1));
  EXPECT_FALSE(paired_evidence(PairedCounts{-1, 0, 0, 0}, 0.1));
  EXPECT_FALSE(paired_confidence_sequence(PairedCounts{}, 0.95));
  EXPECT_FALSE(paired_confidence_sequence(Differences{}, 0.95));
  EXPECT_FALSE(paired_confidence_sequence(one, 1));
  EXPECT_EQ(paired_evidence(Differences{}, 0.1)->not_inferior, 1);
}

RC_GTEST_PROP(PairedConfidenceSequenceTest, IsWhereTheEvidenceIsNotEnough, ()) {
  const auto count = rc::gen::inRange<std::int64_t>(0, 60);
  const PairedCounts counts{*count, *count, *count, *count + 1};
  Differences differences(static_cast<std::size_t>(counts.only_a), 1.0);
  differences.insert(differences.end(), static_cast<std::size_t>(counts.only_b), -1.0);
  differences.insert(differences.begin(),
                     static_cast<std::size_t>(counts.both + counts.neither), 0.0);
  const Interval interval = *paired_confidence_sequence(counts, 0.90);
  const Interval same = *paired_confidence_sequence(differences, 0.90);
  const PairedCounts swapped{counts.both, counts.only_b, counts.only_a, counts.neither};
  const Interval mirror = *paired_confidence_sequence(swapped, 0.90);
  const double difference = *counts.difference();
  RC_ASSERT(interval.low <= difference && difference <= interval.high);
  RC_ASSERT(-1 <= interval.low && interval.high <= 1);
  RC_ASSERT(std::abs(interval.low - same.low) < 1e-9);
  RC_ASSERT(std::abs(interval.high - same.high) < 1e-9);
  RC_ASSERT(std::abs(interval.low + mirror.high) < 1e-9);
  // What holds at all looks is wider than what holds at one.
  const Interval once = *tango(counts, 0.90);
  RC_ASSERT(interval.high - interval.low > once.high - once.low);
  const double margin = *rc::gen::inRange(0, 40) / 100.0;
  const double not_inferior = paired_evidence(counts, margin)->not_inferior;
  if (interval.low > -margin + 1e-9) RC_ASSERT(not_inferior >= 20);
  if (interval.low < -margin - 1e-9) RC_ASSERT(not_inferior < 20);
}

}  // namespace
}  // namespace assay::testing
