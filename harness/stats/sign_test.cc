#include "harness/stats/sign_test.h"

#include <algorithm>

#include "harness/stats/distribution.h"

namespace assay {

std::optional<double> sign_test(std::int64_t one, std::int64_t other) {
  if (one < 0 || other < 0 || one + other == 0) return std::nullopt;
  return std::min(1.0, 2 * binomial_cdf(std::min(one, other), one + other, 0.5));
}

}  // namespace assay
