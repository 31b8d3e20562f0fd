#include "harness/stats/passk.h"

#include <algorithm>
#include <cmath>

#include "harness/stats/distribution.h"

namespace assay {
namespace {

bool is_valid(std::int64_t n, std::int64_t passed, std::int64_t k) {
  return k >= 1 && k <= n && passed >= 0 && passed <= n;
}

// C(c, k) / C(n, k) for k <= n, factor by factor: no binomial overflows.
double all_of(std::int64_t n, std::int64_t c, std::int64_t k) {
  double chance = 1;
  for (std::int64_t i = 0; i < k && chance > 0; ++i) {
    chance *= static_cast<double>(std::max<std::int64_t>(0, c - i)) / static_cast<double>(n - i);
  }
  return chance;
}

// ln C(n, k)
double log_choose(std::int64_t n, std::int64_t k) {
  const double total = static_cast<double>(n);
  const double chosen = static_cast<double>(k);
  return -std::log(total + 1) - log_beta(total - chosen + 1, chosen + 1);
}

}  // namespace

std::optional<double> pass_at_k(std::int64_t n, std::int64_t passed, std::int64_t k) {
  if (!is_valid(n, passed, k)) return std::nullopt;
  return 1 - all_of(n, n - passed, k);
}

std::optional<double> pass_hat_k(std::int64_t n, std::int64_t passed, std::int64_t k) {
  if (!is_valid(n, passed, k)) return std::nullopt;
  return all_of(n, passed, k);
}

std::optional<double> majority_at_k(std::int64_t n, std::int64_t passed, std::int64_t k) {
  if (!is_valid(n, passed, k)) return std::nullopt;
  double chance = 0;
  for (std::int64_t hits = k / 2 + 1; hits <= std::min(k, passed); ++hits) {
    if (k - hits > n - passed) continue;
    chance += std::exp(log_choose(passed, hits) + log_choose(n - passed, k - hits) -
                       log_choose(n, k));
  }
  return std::min(1.0, chance);
}

}  // namespace assay
