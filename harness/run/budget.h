// The cost cap: reserve before sending, settle afterwards. What was settled and
// what is reserved together never exceed the cap.
//
// Lanes don't wait for each other, so a quick lane could spend the whole cap
// before a slow one has asked its first question, and what is left would compare
// nothing. Each lane therefore has a share of the cap, in proportion to what its
// cells are expected to cost: a run that is cut short has asked about the same
// part of every lane's cells. What a lane leaves over goes to the others.
#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "harness/base/money.h"

namespace assay {

class Budget {
 public:
  // `before`: what earlier sessions of the run have spent; the cap is on the
  // whole run. `expected`: of each lane's cells, the cost; only ratios count.
  explicit Budget(std::optional<Money> cap, Ledger before = {}, std::vector<Money> expected = {{}});

  // Sets `worst` aside for `lane`; false: it does not fit beside what is reserved.
  bool reserve(std::size_t lane, Money worst);
  // The same for a lane that others wait for, and that may have of their shares what it needs.
  bool borrow(std::size_t lane, Money worst);
  // Whether `worst` could fit if all that the lane has reserved came to nothing.
  bool could_fit(std::size_t lane, Money worst) const;
  // The request behind a reservation ended. `cost` absent: it may have been
  // billed, so the cap keeps counting the worst; the spending shown does not.
  void settle(std::size_t lane, Money reserved, std::optional<Money> cost);
  // The lane has nothing more to ask, now or later: the others share the rest.
  void close(std::size_t lane);

  Money spent() const { return ledger_.spent; }  // known costs
  Money possible() const {
    return ledger_.possible;
  }  // of attempts whose cost is unknown, at worst
  const Ledger& ledger() const { return ledger_; }
  Money reserved() const { return reserved_; }

 private:
  struct LaneShare {
    Money expected;   // what is shared by
    Money allowance;  // reserved and settled together stay below it
    Money used;       // settled, at worst where unknown
    Money reserved;
    bool closed = false;
  };
  Money left_after(Money counted) const;
  void share_out();

  std::optional<Money> cap_;
  Ledger ledger_;
  Money reserved_;
  std::vector<LaneShare> lanes_;
};

}  // namespace assay
