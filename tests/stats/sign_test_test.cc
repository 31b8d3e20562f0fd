#include "harness/stats/sign_test.h"

#include <gtest/gtest.h>

namespace assay {
namespace {

TEST(SignTest, IsTwiceTheRarerTail) {
  EXPECT_NEAR(*sign_test(22, 6), 0.0037191659, 1e-9);
  EXPECT_EQ(sign_test(6, 22), sign_test(22, 6));
  EXPECT_NEAR(*sign_test(0, 5), 2.0 / 32, 1e-12);
  EXPECT_EQ(sign_test(4, 5), 1.0);
  EXPECT_EQ(sign_test(3, 3), 1.0);
}

TEST(SignTest, SaysNothingOfNothing) {
  EXPECT_FALSE(sign_test(0, 0));
  EXPECT_FALSE(sign_test(-1, 3));
}

}  // namespace
}  // namespace assay
