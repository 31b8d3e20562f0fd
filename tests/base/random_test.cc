#include "harness/base/random.h"

#include <gtest/gtest.h>

#include <cmath>

namespace assay {
namespace {

TEST(Random, GivesTheNumbersOfThePaper) {
  // First outputs of SplitMix64 for seed 1234567 (S. Vigna, splitmix64.c).
  Random random(1234567);
  EXPECT_EQ(random.next(), 6457827717110365317ULL);
  EXPECT_EQ(random.next(), 3203168211198807973ULL);
}

TEST(Random, BelowIsUniformAndBounded) {
  Random random(1);
  int counts[7] = {};
  for (int i = 0; i < 70'000; ++i) ++counts[random.below(7)];
  // Seven sigma of a binomial(70000, 1/7): fails by chance never, by a bias of 7 % always.
  for (const int count : counts) EXPECT_NEAR(count, 10'000, 650);
}

TEST(Random, NormalHasMeanZeroAndVarianceOne) {
  Random random(2);
  double sum = 0;
  double squares = 0;
  constexpr int kDraws = 100'000;
  for (int i = 0; i < kDraws; ++i) {
    const double draw = random.normal();
    sum += draw;
    squares += draw * draw;
  }
  EXPECT_NEAR(sum / kDraws, 0, 0.02);
  EXPECT_NEAR(squares / kDraws, 1, 0.03);
}

TEST(Random, HashesDependOnTextAndSeed) {
  EXPECT_EQ(hash_text("france", 7), hash_text("france", 7));
  EXPECT_NE(hash_text("france", 7), hash_text("france", 8));
  EXPECT_NE(hash_text("france", 7), hash_text("spain", 7));
}

}  // namespace
}  // namespace assay
