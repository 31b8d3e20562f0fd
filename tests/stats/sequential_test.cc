#include "harness/stats/sequential.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "harness/base/random.h"
#include "tests/stats/expect_interval.h"

namespace assay::testing {
namespace {

TEST(EValueTest, ClosedForm) {
  struct Row { int wins; int losses; double two_sided; double one_sided; };
  const Row kRows[] = {{10, 0, 93.09090909090908, 186.0909090909091},  // 1024/11
                       {9, 1, 9.309090909090905, 18.509090909090904},
                       {8, 2, 2.0686868686868687, 4.002020202020202},
                       {7, 0, 16, 31.875},
                       {5, 0, 5.333333333333334, 10.5},
                       {30, 10, 31.636906390224624, 63.22792373201583},
                       {20, 10, 1.152831277743013, 2.224093349005078},
                       {0, 0, 1, 1}};
  for (const Row& row : kRows) {
    EXPECT_NEAR(paired_e_value(row.wins, row.losses) / row.two_sided, 1, 1e-9);
    EXPECT_NEAR(paired_e_value_one_sided(row.wins, row.losses) / row.one_sided, 1, 1e-9);
    EXPECT_NEAR(paired_e_value(row.losses, row.wins) / row.two_sided, 1, 1e-9);
  }
}

TEST(EValueTest, PeekingAtEveryPairKeepsTheLevel) {
  // Two equal variants, 60 discordant cases, stopped as soon as E >= 20.
  Random random(3);
  int alarms = 0;
  constexpr int kExperiments = 4000;
  for (int i = 0; i < kExperiments; ++i) {
    int wins = 0;
    for (int n = 1; n <= 60; ++n) {
      wins += static_cast<int>(random.next() >> 63);
      if (paired_e_value(wins, n - wins) >= 20) {
        ++alarms;
        break;
      }
    }
  }
  EXPECT_LT(alarms, kExperiments / 20);
  EXPECT_GT(alarms, 0) << "the experiment can raise alarms";
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
    EXPECT_NEAR(betting_capital(std::span(kValues).first(t), 0.5, 0.95), capital, 1e-6) << t;
  }
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
