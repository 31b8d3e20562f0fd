#include "harness/stats/quantile.h"

#include "harness/stats/distribution.h"

namespace assay {
namespace {

// The smallest k in [0, n] with P(Bin(n, q) <= k) >= p.
std::int64_t binomial_quantile(std::int64_t n, double q, double p) {
  std::int64_t low = 0;
  std::int64_t high = n;
  while (low < high) {
    const std::int64_t middle = low + (high - low) / 2;
    if (binomial_cdf(middle, n, q) >= p) {
      high = middle;
    } else {
      low = middle + 1;
    }
  }
  return low;
}

}  // namespace

std::optional<double> sample_quantile(std::span<const double> sorted, double q) {
  if (sorted.empty() || !(q >= 0 && q <= 1)) return std::nullopt;
  const double position = q * static_cast<double>(sorted.size() - 1);
  const std::size_t below = static_cast<std::size_t>(position);
  if (below + 1 >= sorted.size()) return sorted.back();
  const double fraction = position - static_cast<double>(below);
  return sorted[below] + fraction * (sorted[below + 1] - sorted[below]);
}

std::optional<QuantileRanks> quantile_ranks(std::int64_t n, double q, double confidence) {
  if (n < 1 || !is_inside_unit(q) || !is_inside_unit(confidence)) return std::nullopt;
  const double tail = (1 - confidence) / 2;
  // x(low) is too high with probability P(B <= low - 1), x(high) too low with
  // P(B >= high), where B ~ Bin(n, q) values lie below the quantile.
  std::int64_t low = binomial_quantile(n, q, tail);
  if (binomial_cdf(low, n, q) <= tail) ++low;
  const std::int64_t high = binomial_quantile(n, q, 1 - tail) + 1;
  if (low < 1 || high > n) return std::nullopt;
  return QuantileRanks{low, high};
}

std::optional<Interval> quantile_interval(std::span<const double> sorted, double q,
                                          double confidence) {
  const std::optional<QuantileRanks> ranks =
      quantile_ranks(static_cast<std::int64_t>(sorted.size()), q, confidence);
  if (!ranks) return std::nullopt;
  return Interval{sorted[static_cast<std::size_t>(ranks->low - 1)],
                  sorted[static_cast<std::size_t>(ranks->high - 1)]};
}

}  // namespace assay
