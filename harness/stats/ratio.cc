#include "harness/stats/ratio.h"

#include <algorithm>
#include <cmath>
#include <numeric>
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

// The quantile of the values at `indices`; `scratch` is room for them.
double quantile_at(std::span<const double> values, std::span<const std::size_t> indices, double q,
                   std::vector<double>& scratch) {
  scratch.resize(indices.size());
  std::transform(indices.begin(), indices.end(), scratch.begin(),
                 [&](std::size_t index) { return values[index]; });
  const double position = q * static_cast<double>(scratch.size() - 1);
  const std::size_t below = static_cast<std::size_t>(position);
  // Only the two order statistics that the quantile lies between need be in place.
  std::nth_element(scratch.begin(), scratch.begin() + static_cast<std::ptrdiff_t>(below),
                   scratch.end());
  const double low = scratch[below];
  if (below + 1 >= scratch.size()) return low;
  const double high =
      *std::min_element(scratch.begin() + static_cast<std::ptrdiff_t>(below) + 1, scratch.end());
  return low + (position - static_cast<double>(below)) * (high - low);
}

template <class Combine>
std::optional<Resampled> of_quantiles(std::span<const double> a, std::span<const double> b,
                                      double q, const ResamplingPlan& plan,
                                      const Combine& combine) {
  if (!are_paired_amounts(a, b) ||
      !quantile_ranks(static_cast<std::int64_t>(a.size()), q, plan.confidence)) {
    return std::nullopt;
  }
  std::vector<double> scratch;
  const Statistic statistic = [&](std::span<const std::size_t> indices) {
    const double of_a = quantile_at(a, indices, q, scratch);
    return combine(of_a, quantile_at(b, indices, q, scratch));
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
  const auto interval =
      bootstrap_bca(a.size(), ratio, plan.confidence, plan.replicates, plan.seed);
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
