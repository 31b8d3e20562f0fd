// The cost cap: reserve before sending, settle afterwards. What was settled and
// what is reserved together never exceed the cap.
#pragma once

#include <optional>

#include "harness/base/money.h"

namespace assay {

class Budget {
 public:
  // `spent`: what a resumed run has spent before; the cap is on the whole run.
  explicit Budget(std::optional<Money> cap, Money spent = {}) : cap_(cap), spent_(spent) {}

  // Sets `worst` aside; false: it does not fit beside what is reserved now.
  bool reserve(Money worst);
  // Whether `worst` could fit if all that is reserved came to cost nothing.
  bool could_fit(Money worst) const;
  // The request behind a reservation ended. `cost` absent: it may have been
  // billed, so the cap keeps counting the worst; the spending shown does not.
  void settle(Money reserved, std::optional<Money> cost);

  Money spent() const { return spent_; }          // known costs
  Money possible() const { return possible_; }    // of attempts whose cost is unknown, at worst
  Money reserved() const { return reserved_; }

 private:
  std::optional<Money> cap_;
  Money spent_;
  Money possible_;
  Money reserved_;
};

}  // namespace assay
