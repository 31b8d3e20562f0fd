// Exact chances, for tests that sum over everything that can happen.
#pragma once

#include <cmath>
#include <cstdint>

namespace assay::testing {

// P(Bin(trials, chance) = successes), to some twelve digits.
inline double binomial_pmf(std::int64_t successes, std::int64_t trials, double chance) {
  if (successes < 0 || successes > trials) return 0;
  const auto log_factorial = [](std::int64_t n) { return std::lgamma(static_cast<double>(n) + 1); };
  // `count` times a logarithm that may be infinite where `count` is 0.
  const auto log_power = [](double base, std::int64_t count) {
    return count == 0 ? 0 : static_cast<double>(count) * std::log(base);
  };
  return std::exp(log_factorial(trials) - log_factorial(successes) -
                  log_factorial(trials - successes) + log_power(chance, successes) +
                  log_power(1 - chance, trials - successes));
}

}  // namespace assay::testing
