#include "harness/run/budget.h"

#include <gtest/gtest.h>
#include <algorithm>
#include <limits>
#include <vector>

#include "harness/base/random.h"

namespace assay {
namespace {

TEST(Budget, WithoutACapEverythingFits) {
  Budget budget(std::nullopt);
  EXPECT_TRUE(budget.reserve(0, {std::numeric_limits<std::int64_t>::max()}));
  EXPECT_TRUE(budget.reserve(0, {std::numeric_limits<std::int64_t>::max()}));
}

TEST(Budget, WhatIsReservedIsNotSpentTwice) {
  Budget budget(Money{100});
  EXPECT_TRUE(budget.reserve(0, {60}));
  EXPECT_FALSE(budget.reserve(0, {60}));
  EXPECT_TRUE(budget.could_fit(0, {60}));  // when the first comes cheaper
  budget.settle(0, {60}, Money{10});
  EXPECT_TRUE(budget.reserve(0, {60}));
  EXPECT_EQ(budget.spent(), Money{10});
}

TEST(Budget, AnUnknownCostKeepsItsReservation) {
  Budget budget(Money{100});
  ASSERT_TRUE(budget.reserve(0, {60}));
  budget.settle(0, {60}, std::nullopt);
  EXPECT_FALSE(budget.could_fit(0, {60}));
  EXPECT_EQ(budget.spent(), Money{0});  // it is not claimed to be spent, either
  EXPECT_EQ(budget.possible(), Money{60});
}

TEST(Budget, AResumedRunGoesOnWithWhatItHadSpent) {
  Budget budget(Money{100}, Ledger{Money{50}, Money{20}});
  EXPECT_FALSE(budget.reserve(0, {31}));
  EXPECT_TRUE(budget.reserve(0, {30}));
  budget.settle(0, {30}, Money{5});
  EXPECT_EQ(budget.spent(), Money{55});
  EXPECT_EQ(budget.possible(), Money{20});
}

TEST(Budget, ExactlyTheCapIsAllowed) {
  Budget budget(Money{100});
  EXPECT_TRUE(budget.reserve(0, {100}));
  EXPECT_FALSE(budget.reserve(0, {1}));
}

TEST(Budget, AnAbsurdCostCannotWrapAround) {
  Budget budget(Money{100});
  ASSERT_TRUE(budget.reserve(0, {50}));
  budget.settle(0, {50}, Money{std::numeric_limits<std::int64_t>::max()});
  EXPECT_FALSE(budget.reserve(0, {std::numeric_limits<std::int64_t>::max()}));
  EXPECT_FALSE(budget.could_fit(0, {1}));
}

TEST(Budget, LanesShareTheCapByWhatTheirCellsAreExpectedToCost) {
  Budget budget(Money{100}, {}, {Money{300}, Money{100}});
  EXPECT_TRUE(budget.reserve(0, {75}));
  EXPECT_FALSE(budget.reserve(0, {1}));
  EXPECT_TRUE(budget.could_fit(0, {1}));  // when the first comes cheaper
  EXPECT_TRUE(budget.reserve(1, {25}));
  EXPECT_FALSE(budget.reserve(1, {1}));
  budget.settle(0, {75}, Money{75});
  EXPECT_FALSE(budget.could_fit(0, {1}));
}

TEST(Budget, WhatALaneLeavesOverGoesToTheOthers) {
  Budget budget(Money{100}, {}, {Money{1}, Money{1}});
  ASSERT_TRUE(budget.reserve(0, {10}));
  budget.settle(0, {10}, Money{10});
  EXPECT_FALSE(budget.reserve(1, {60}));
  budget.close(0);
  EXPECT_TRUE(budget.reserve(1, {60}));
  EXPECT_TRUE(budget.reserve(1, {30}));
  EXPECT_FALSE(budget.reserve(1, {1}));
}

TEST(Budget, ALaneThatOthersWaitForMayBorrowAndTheCapStays) {
  Budget budget(Money{100}, {}, {Money{1}, Money{99}});
  EXPECT_FALSE(budget.reserve(0, Money{10}));
  EXPECT_TRUE(budget.borrow(0, Money{10}));
  EXPECT_TRUE(budget.reserve(1, Money{85}));
  EXPECT_FALSE(budget.borrow(0, Money{6})) << "beyond the cap";
  EXPECT_TRUE(budget.borrow(0, Money{5}));
}

TEST(Budget, ALaneThatCostsNothingNeedsNoShare) {
  Budget budget(Money{100}, {}, {Money{0}, Money{5}});
  EXPECT_TRUE(budget.reserve(0, {0}));
  EXPECT_TRUE(budget.reserve(1, {100}));
}

// Whatever order requests begin and end in, on however many lanes, and whatever
// they turn out to cost: never over the cap. The seed is the schedule's number.
TEST(Budget, TenThousandSchedulesNeverExceedTheCap) {
  for (std::uint64_t schedule = 0; schedule < 10'000; ++schedule) {
    Random random(schedule);
    const Money cap{static_cast<std::int64_t>(random.below(20'000))};
    const std::size_t lanes = 1 + random.below(4);
    std::vector<Money> expected;
    for (std::size_t i = 0; i < lanes; ++i)
      expected.push_back({static_cast<std::int64_t>(random.below(100'000))});
    const Ledger before{{static_cast<std::int64_t>(random.below(300))},
                        {static_cast<std::int64_t>(random.below(300))}};
    Budget budget(cap, before, expected);
    struct Open {
      std::size_t lane;
      Money worst;
    };
    std::vector<Open> open;
    for (int step = 0; step < 200; ++step) {
      const std::size_t lane = random.below(lanes);
      const Money worst{static_cast<std::int64_t>(random.below(500))};
      const bool fitted = budget.could_fit(lane, worst);
      if (random.below(20) == 0) {
        budget.close(lane);
      } else if (random.below(2) == 0) {
        const bool reserved = budget.reserve(lane, worst);
        ASSERT_TRUE(!reserved || fitted) << "schedule " << schedule;
        if (reserved) open.push_back({lane, worst});
      } else if (!open.empty()) {
        std::swap(open[random.below(open.size())], open.back());
        const Open ended = open.back();
        open.pop_back();
        const Money cost{static_cast<std::int64_t>(
            random.below(static_cast<std::uint64_t>(ended.worst.picos) + 1))};
        const bool known = random.below(5) != 0;
        budget.settle(ended.lane, ended.worst, known ? std::optional(cost) : std::nullopt);
      }
      const Money counted = budget.spent() + budget.possible() + budget.reserved();
      ASSERT_LE(counted, std::max(cap, before.spent + before.possible)) << "schedule " << schedule;
    }
  }
}

}  // namespace
}  // namespace assay
