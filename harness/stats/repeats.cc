#include "harness/stats/repeats.h"

namespace assay {
namespace {

// C(c, k) / C(n, k) for 0 <= c <= n, k <= n: a factor a draw, so that nothing overflows.
double share_of_choices(std::int64_t n, std::int64_t c, std::int64_t k) {
  if (c < k) return 0;
  double share = 1;
  for (std::int64_t i = 0; i < k; ++i)
    share *= static_cast<double>(c - i) / static_cast<double>(n - i);
  return share;
}

bool is_sound(std::int64_t n, std::int64_t c, std::int64_t k) {
  return k >= 1 && k <= n && c >= 0 && c <= n;
}

}  // namespace

std::optional<double> pass_at_k(std::int64_t n, std::int64_t c, std::int64_t k) {
  if (!is_sound(n, c, k)) return std::nullopt;
  return 1 - share_of_choices(n, n - c, k);
}

std::optional<double> pass_hat_k(std::int64_t n, std::int64_t c, std::int64_t k) {
  if (!is_sound(n, c, k)) return std::nullopt;
  return share_of_choices(n, c, k);
}

}  // namespace assay
