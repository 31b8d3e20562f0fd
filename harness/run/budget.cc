#include "harness/run/budget.h"

#include <limits>

namespace assay {
namespace {

// Prices are the user's and usage is a stranger's: both may be absurd.
Money add(Money a, Money b) {
  std::int64_t sum = 0;
  if (__builtin_add_overflow(a.picos, b.picos, &sum))
    return {std::numeric_limits<std::int64_t>::max()};
  return {sum};
}

}  // namespace

bool Budget::could_fit(Money worst) const {
  return !cap_ || add(add(spent_, possible_), worst) <= *cap_;
}

bool Budget::reserve(Money worst) {
  if (cap_ && add(add(add(spent_, possible_), reserved_), worst) > *cap_) return false;
  reserved_ = add(reserved_, worst);
  return true;
}

void Budget::settle(Money reserved, std::optional<Money> cost) {
  reserved_ = reserved_ - reserved;
  if (cost)
    spent_ = add(spent_, *cost);
  else
    possible_ = add(possible_, reserved);
}

}  // namespace assay
