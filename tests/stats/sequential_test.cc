#include "harness/stats/sequential.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include <cmath>
#include <utility>
#include <vector>

#include "harness/stats/distribution.h"
#include "harness/stats/paired.h"
#include "tests/stats/expect_interval.h"

namespace assay::testing {
namespace {

TEST(EValueTest, ClosedForm) {
  struct Row { int wins; int losses; double two_sided; double one_sided; double kt; };
  const Row kRows[] = {{10, 0, 93.09090909090908, 186.0909090909091, 180.42578125},  // 1024/11
                       {9, 1, 9.309090909090905, 18.509090909090904, 9.49609375},
                       {8, 2, 2.0686868686868687, 4.002020202020202, 1.67578125},
                       {7, 0, 16, 31.875, 26.8125},
                       {5, 0, 5.333333333333334, 10.5, 7.875},
                       {30, 10, 31.636906390224624, 63.22792373201583, 23.443986560730945},
                       {20, 10, 1.152831277743013, 2.224093349005078, 0.789445385336874},
                       {0, 0, 1, 1, 1}};
  for (const Row& row : kRows) {
    EXPECT_NEAR(paired_e_value(row.wins, row.losses) / row.two_sided, 1, 1e-9);
    EXPECT_NEAR(paired_e_value_one_sided(row.wins, row.losses) / row.one_sided, 1, 1e-9);
    EXPECT_NEAR(paired_e_value_kt(row.wins, row.losses) / row.kt, 1, 1e-9);
    EXPECT_NEAR(paired_e_value(row.losses, row.wins) / row.two_sided, 1, 1e-9);
  }
}

// The exact chance that a look after each of `pairs` discordant cases of equal
// variants ever raises an alarm.
template <class Alarm>
double chance_of_alarm(int pairs, const Alarm& alarm) {
  std::vector<double> at = {1};  // at[wins]: chance to be there without an alarm yet
  double alarmed = 0;
  for (int n = 1; n <= pairs; ++n) {
    std::vector<double> next(static_cast<std::size_t>(n) + 1, 0.0);
    for (std::size_t wins = 0; wins < at.size(); ++wins) {
      next[wins] += at[wins] / 2;
      next[wins + 1] += at[wins] / 2;
    }
    for (std::size_t wins = 0; wins < next.size(); ++wins) {
      if (!alarm(static_cast<int>(wins), n - static_cast<int>(wins))) continue;
      alarmed += next[wins];
      next[wins] = 0;
    }
    at = std::move(next);
  }
  return alarmed;
}

TEST(EValueTest, PeekingAtEveryPairKeepsTheLevel) {
  const auto evidence = [](int wins, int losses) { return paired_e_value(wins, losses) >= 20; };
  const auto repeated = [](int wins, int losses) { return mcnemar(wins, losses).exact <= 0.05; };
  EXPECT_NEAR(chance_of_alarm(60, evidence), 0.0246, 0.0001);
  EXPECT_NEAR(chance_of_alarm(60, repeated), 0.1858, 0.0001) << "what peeking at p does";
  EXPECT_LT(chance_of_alarm(2000, evidence), 0.05);
}

RC_GTEST_PROP(EValueTest, IsAFairBetUnderEqualVariants, ()) {
  const int n = *rc::gen::inRange(0, 40);
  double two_sided = 0;
  double kt = 0;
  double one_sided = 0;
  for (int wins = 0; wins <= n; ++wins) {
    const double chance = binomial_pmf(wins, n, 0.5);
    two_sided += chance * paired_e_value(wins, n - wins);
    kt += chance * paired_e_value_kt(wins, n - wins);
    one_sided += chance * paired_e_value_one_sided(wins, n - wins);
  }
  for (double expectation : {two_sided, kt, one_sided}) {
    RC_ASSERT(std::abs(expectation - 1) < 1e-9);
  }
}

TEST(BernoulliConfidenceSequenceTest, UniformMixture) {
  const double kRows[][4] = {{700, 1000, 0.6469848, 0.749662},
                             {15, 50, 0.1314447, 0.5170769},
                             {9, 10, 0.4548817, 0.9995436},
                             {50, 100, 0.3445903, 0.6554097}};
  for (const auto& [s, n, low, high] : kRows) {
    expect_interval(bernoulli_confidence_sequence(static_cast<std::int64_t>(s),
                                                  static_cast<std::int64_t>(n), 0.95),
                    low, high);
  }
}

TEST(BernoulliConfidenceSequenceTest, TunedMixtureIsThatOfTheAuthorsCode) {
  // gostevehoward/confseq, uniform_boundaries_unittest.cpp.
  struct Row { int successes; int n; double n_opt; double low; double high; };
  const Row kRows[] = {{700, 1000, 100, 0.651629, 0.745949},
                       {15, 50, 50, 0.129556, 0.511896},
                       {5, 50, 50, 0.013021, 0.269264},
                       {1, 50, 50, 0.0, 0.13489},
                       {100, 200, 1, 0.328923, 0.671076}};
  for (const Row& row : kRows) {
    expect_interval(tuned_bernoulli_confidence_sequence(row.successes, row.n, 0.95, row.n_opt),
                    row.low, row.high, 1e-5);
  }
  EXPECT_FALSE(tuned_bernoulli_confidence_sequence(0, 0, 0.95, 50));
  EXPECT_FALSE(tuned_bernoulli_confidence_sequence(1, 2, 0.95, 0));
  EXPECT_FALSE(tuned_bernoulli_confidence_sequence(1, 2, 0.95, std::nan("")));
}

RC_GTEST_PROP(BernoulliConfidenceSequenceTest, HoldsTheRateAndMirrors, ()) {
  const std::int64_t n = *rc::gen::inRange<std::int64_t>(1, 3000);
  const std::int64_t successes = *rc::gen::inRange<std::int64_t>(0, n + 1);
  const double n_opt = *rc::gen::inRange(1, 1000);
  const double rate = static_cast<double>(successes) / static_cast<double>(n);
  for (bool tuned : {false, true}) {
    const auto interval_of = [&](std::int64_t count) {
      return tuned ? *tuned_bernoulli_confidence_sequence(count, n, 0.95, n_opt)
                   : *bernoulli_confidence_sequence(count, n, 0.95);
    };
    const Interval interval = interval_of(successes);
    const Interval mirror = interval_of(n - successes);
    RC_ASSERT(0 <= interval.low && interval.low <= rate);
    RC_ASSERT(rate <= interval.high && interval.high <= 1);
    RC_ASSERT(std::abs(interval.low - (1 - mirror.high)) < 1e-9);
  }
}

TEST(BernoulliConfidenceSequenceTest, Ends) {
  // All failures: the bound solves 1 / ((n + 1) (1 - p)^n) = 20.
  const double bound = 1 - std::pow(1.0 / (20 * 11), 0.1);
  expect_interval(bernoulli_confidence_sequence(0, 10, 0.95), 0, bound);
  expect_interval(bernoulli_confidence_sequence(10, 10, 0.95), 1 - bound, 1);
  EXPECT_FALSE(bernoulli_confidence_sequence(0, 0, 0.95));
  EXPECT_FALSE(bernoulli_confidence_sequence(3, 2, 0.95));
}

const std::vector<double> kValues = {1, 1, 0, 1, 1, 1, 1, 0, 1, 1, 1, 1, 1, 1, 0, 1, 1, 1, 1, 1};

TEST(BettingTest, CapitalIsThatOfTheAuthorsCode) {
  // gostevehoward/confseq betting.py, m = 1/2.
  const std::pair<std::size_t, double> kCapital[] = {
      {1, 0.75}, {2, 1.125}, {3, 0.5625}, {5, 1.265625}, {10, 3.20361328}, {15, 8.10914612},
      {20, 61.27177506}};
  for (const auto& [t, capital] : kCapital) {
    EXPECT_NEAR(*betting_capital(std::span(kValues).first(t), 0.5, 0.95), capital, 1e-6) << t;
  }
}

TEST(BettingTest, BetsAreThoseOfTheAuthorsCode) {
  const std::vector<double> bets = *plug_in_bets(kValues, 0.95);
  const double kBets[] = {6.52498466, 4.63569647, 3.95473791, 2.50435164, 2.23963122, 2.0716742};
  for (std::size_t i = 0; i < std::size(kBets); ++i) EXPECT_NEAR(bets[i], kBets[i], 1e-8) << i;
}

TEST(BettingTest, CapitalOfAConstantBet) {
  const std::pair<std::size_t, double> kCapital[] = {{1, 1.25}, {2, 1.5625}, {3, 1.171875},
                                                     {5, 1.83105469}, {10, 3.35276127},
                                                     {20, 18.73501354}};
  for (const auto& [t, capital] : kCapital) {
    EXPECT_NEAR(*constant_bet_capital(std::span(kValues).first(t), 0.5, 0.5), capital, 1e-7) << t;
  }
  EXPECT_FALSE(constant_bet_capital(kValues, 0.5, 2.5)) << "could lose more than there is";
}

TEST(BettingTest, IntervalIsThatOfTheAuthorsCode) {
  const std::pair<std::size_t, double> kLow[] = {{5, 0.194}, {10, 0.36}, {15, 0.447}, {20, 0.553}};
  for (const auto& [t, low] : kLow) {
    // Their grid point is the last one left out or the first one kept.
    expect_interval(betting_confidence_sequence(std::span(kValues).first(t), 0.95), low, 1.0,
                    0.0011);
  }
}

TEST(BettingTest, ValuesOutsideTheUnitIntervalGiveNothing) {
  EXPECT_FALSE(betting_confidence_sequence(std::vector<double>{0.5, 1.5}, 0.95));
  EXPECT_FALSE(betting_confidence_sequence(std::vector<double>{-0.1}, 0.95));
  EXPECT_FALSE(betting_confidence_sequence(std::vector<double>{std::nan("")}, 0.95));
  EXPECT_FALSE(betting_confidence_sequence(std::vector<double>{}, 0.95));
  EXPECT_FALSE(betting_capital(std::vector<double>{1.5}, 0.5, 0.95));
  EXPECT_FALSE(betting_capital(kValues, 1, 0.95));
  EXPECT_FALSE(plug_in_bets(std::vector<double>{std::nan("")}, 0.95));
  EXPECT_EQ(betting_capital(std::vector<double>{}, 0.5, 0.95), 1);
}

TEST(BettingTest, ConstantScoresStayInsideTheirInterval) {
  for (double value : {0.0, 0.3, 1.0}) {
    const std::vector<double> values(200, value);
    const Interval interval = *betting_confidence_sequence(values, 0.95);
    EXPECT_LE(interval.low, value);
    EXPECT_GE(interval.high, value);
    EXPECT_LT(interval.high - interval.low, 0.25);
  }
}

}  // namespace
}  // namespace assay::testing
