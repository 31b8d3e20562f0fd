#include "harness/run/budget.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include <limits>
#include <vector>

namespace assay {
namespace {

TEST(Budget, WithoutACapEverythingFits) {
  Budget budget(std::nullopt);
  EXPECT_TRUE(budget.reserve({std::numeric_limits<std::int64_t>::max()}));
  EXPECT_TRUE(budget.reserve({std::numeric_limits<std::int64_t>::max()}));
}

TEST(Budget, WhatIsReservedIsNotSpentTwice) {
  Budget budget(Money{100});
  EXPECT_TRUE(budget.reserve({60}));
  EXPECT_FALSE(budget.reserve({60}));
  EXPECT_TRUE(budget.could_fit({60}));  // when the first comes cheaper
  budget.settle({60}, Money{10});
  EXPECT_TRUE(budget.reserve({60}));
  EXPECT_EQ(budget.spent(), Money{10});
}

TEST(Budget, AnUnknownCostKeepsItsReservation) {
  Budget budget(Money{100});
  ASSERT_TRUE(budget.reserve({60}));
  budget.settle({60}, std::nullopt);
  EXPECT_FALSE(budget.could_fit({60}));
  EXPECT_EQ(budget.spent(), Money{0});  // it is not claimed to be spent, either
  EXPECT_EQ(budget.possible(), Money{60});
}

TEST(Budget, AResumedRunGoesOnWithWhatItHadSpent) {
  Budget budget(Money{100}, Money{70});
  EXPECT_FALSE(budget.reserve({31}));
  EXPECT_TRUE(budget.reserve({30}));
  budget.settle({30}, Money{5});
  EXPECT_EQ(budget.spent(), Money{75});
}

TEST(Budget, ExactlyTheCapIsAllowed) {
  Budget budget(Money{100});
  EXPECT_TRUE(budget.reserve({100}));
  EXPECT_FALSE(budget.reserve({1}));
}

TEST(Budget, AnAbsurdCostCannotWrapAround) {
  Budget budget(Money{100});
  ASSERT_TRUE(budget.reserve({50}));
  budget.settle({50}, Money{std::numeric_limits<std::int64_t>::max()});
  EXPECT_FALSE(budget.reserve({std::numeric_limits<std::int64_t>::max()}));
  EXPECT_FALSE(budget.could_fit({1}));
}

RC_GTEST_PROP(Budget, SettledAndReservedNeverExceedTheCap, ()) {
  const Money cap{*rc::gen::inRange<std::int64_t>(0, 10'000)};
  Budget budget(cap);
  std::vector<Money> open;
  for (const int choice : *rc::gen::container<std::vector<int>>(100, rc::gen::inRange(0, 4))) {
    if (choice < 2) {
      const Money worst{*rc::gen::inRange<std::int64_t>(0, 500)};
      if (budget.reserve(worst)) open.push_back(worst);
    } else if (!open.empty()) {
      const Money worst = open.back();
      open.pop_back();
      const Money cost{*rc::gen::inRange<std::int64_t>(0, worst.picos + 1)};
      budget.settle(worst, choice == 2 ? std::optional<Money>(cost) : std::nullopt);
    }
    RC_ASSERT(budget.spent() + budget.possible() + budget.reserved() <= cap);
  }
}

}  // namespace
}  // namespace assay
