#include "harness/stats/ratio.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <numeric>
#include <utility>
#include <vector>

#include "harness/stats/quantile.h"
#include "harness/stats/resample.h"

namespace assay {
namespace {

bool are_amounts(std::span<const double> values) {
  return std::all_of(values.begin(), values.end(),
                     [](double value) { return value >= 0 && std::isfinite(value); });
}

bool are_paired_amounts(std::span<const double> a, std::span<const double> b) {
  return a.size() == b.size() && a.size() >= 2 && are_amounts(a) && are_amounts(b);
}

double on_all(std::size_t n, const Statistic& statistic) {
  std::vector<std::size_t> indices(n);
  std::iota(indices.begin(), indices.end(), std::size_t{0});
  return statistic(indices);
}

// Values in order, for the quantiles of many resamples: to count how often each is
// drawn is quicker than to sort what was.
class Ranked {
 public:
  explicit Ranked(std::span<const double> values) : rank_of_(values.size()) {
    std::vector<std::size_t> order(values.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::sort(order.begin(), order.end(),
              [&](std::size_t a, std::size_t b) { return values[a] < values[b]; });
    for (std::size_t rank = 0; rank < order.size(); ++rank) {
      rank_of_[order[rank]] = static_cast<std::uint32_t>(rank);
      sorted_.push_back(values[order[rank]]);
    }
  }

  // Of the values at `indices`, linear between order statistics.
  double quantile_at(std::span<const std::size_t> indices, double q) {
    drawn_.assign(sorted_.size(), 0);
    for (const std::size_t index : indices) ++drawn_[rank_of_[index]];
    const double position = q * static_cast<double>(indices.size() - 1);
    const auto below = static_cast<std::size_t>(position);
    std::size_t rank = 0;
    std::size_t passed = drawn_[0];  // how many are of this rank or a lower one
    while (passed <= below) passed += drawn_[++rank];
    const double low = sorted_[rank];
    if (below + 1 >= indices.size()) return low;
    while (passed <= below + 1) passed += drawn_[++rank];
    return low + (position - static_cast<double>(below)) * (sorted_[rank] - low);
  }

 private:
  std::vector<double> sorted_;
  std::vector<std::uint32_t> rank_of_;  // by index
  std::vector<std::uint32_t> drawn_;    // by rank
};

template <class Combine>
std::optional<Resampled> of_quantiles(std::span<const double> a, std::span<const double> b,
                                      double q, const ResamplingPlan& plan,
                                      const Combine& combine) {
  if (!are_paired_amounts(a, b) ||
      !quantile_ranks(static_cast<std::int64_t>(a.size()), q, plan.confidence)) {
    return std::nullopt;
  }
  Ranked ranked_a(a);
  Ranked ranked_b(b);
  const Statistic statistic = [&](std::span<const std::size_t> indices) {
    return combine(ranked_a.quantile_at(indices, q), ranked_b.quantile_at(indices, q));
  };
  const auto interval = percentile_interval(
      bootstrap(a.size(), statistic, plan.replicates, plan.seed), plan.confidence);
  const double value = on_all(a.size(), statistic);
  if (!interval || !std::isfinite(value)) return std::nullopt;
  return Resampled{value, *interval, a.size()};
}

}  // namespace

std::optional<Resampled> ratio_of_means(std::span<const double> a, std::span<const double> b,
                                        const ResamplingPlan& plan) {
  if (!are_paired_amounts(a, b)) return std::nullopt;
  const Statistic ratio = [&](std::span<const std::size_t> indices) {
    double sum_a = 0;
    double sum_b = 0;
    for (std::size_t index : indices) {
      sum_a += a[index];
      sum_b += b[index];
    }
    return sum_a / sum_b;
  };
  std::vector<double> without_each = jackknife_sums(a);
  const std::vector<double> sums_of_b = jackknife_sums(b);
  for (std::size_t i = 0; i < a.size(); ++i) without_each[i] /= sums_of_b[i];
  const auto interval =
      bootstrap_bca(ratio, std::move(without_each), plan.confidence, plan.replicates, plan.seed);
  if (!interval) return std::nullopt;
  return Resampled{on_all(a.size(), ratio), *interval, a.size()};
}

std::optional<Resampled> ratio_of_quantiles(std::span<const double> a, std::span<const double> b,
                                            double q, const ResamplingPlan& plan) {
  return of_quantiles(a, b, q, plan, [](double of_a, double of_b) { return of_a / of_b; });
}

std::optional<Resampled> difference_of_quantiles(std::span<const double> a,
                                                 std::span<const double> b, double q,
                                                 const ResamplingPlan& plan) {
  return of_quantiles(a, b, q, plan, [](double of_a, double of_b) { return of_a - of_b; });
}

}  // namespace assay
