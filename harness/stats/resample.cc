#include "harness/stats/resample.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

#include "harness/base/random.h"
#include "harness/stats/distribution.h"
#include "harness/stats/quantile.h"

namespace assay {
namespace {

// How far each unit pulls the statistic: the mean of the statistics without one
// unit, minus the statistic without this one.
std::vector<double> influences(std::vector<double> without_each) {
  const double centre = std::accumulate(without_each.begin(), without_each.end(), 0.0) /
                        static_cast<double>(without_each.size());
  for (double& value : without_each) value = centre - value;
  return without_each;
}

}  // namespace

std::vector<double> bootstrap(std::size_t n, const Statistic& statistic, std::size_t replicates,
                              std::uint64_t seed) {
  if (n == 0) return {};
  Random random(seed);
  std::vector<std::size_t> indices(n);
  std::vector<double> values(replicates);
  for (double& value : values) {
    for (std::size_t& index : indices) index = static_cast<std::size_t>(random.below(n));
    value = statistic(indices);
    if (!std::isfinite(value)) return {};
  }
  std::sort(values.begin(), values.end());
  return values;
}

std::optional<Interval> percentile_interval(std::span<const double> replicates, double confidence) {
  if (replicates.empty() || !is_inside_unit(confidence)) return std::nullopt;
  const double tail = (1 - confidence) / 2;
  return Interval{*sample_quantile(replicates, tail), *sample_quantile(replicates, 1 - tail)};
}

std::vector<double> jackknife_sums(std::span<const double> values) {
  std::vector<double> sums(values.size());
  double before = 0;
  for (std::size_t i = 0; i < values.size(); before += values[i++]) sums[i] = before;
  double after = 0;
  for (std::size_t i = values.size(); i-- > 0; after += values[i]) sums[i] += after;
  return sums;
}

double jackknife_acceleration(std::vector<double> without_each) {
  double squares = 0;
  double cubes = 0;
  for (double influence : influences(std::move(without_each))) {
    squares += influence * influence;
    cubes += influence * influence * influence;
  }
  return squares > 0 ? cubes / (6 * std::pow(squares, 1.5)) : 0;
}

std::optional<BcaLevels> bca_levels(std::span<const double> replicates, double observed,
                                    double acceleration, double confidence) {
  if (replicates.empty() || !std::isfinite(observed) || !std::isfinite(acceleration) ||
      !is_inside_unit(confidence)) {
    return std::nullopt;
  }
  const auto [first, last] = std::equal_range(replicates.begin(), replicates.end(), observed);
  const double below =
      static_cast<double>(first - replicates.begin()) + 0.5 * static_cast<double>(last - first);
  const double bias = normal_quantile(below / static_cast<double>(replicates.size()));
  if (std::isnan(bias)) return std::nullopt;
  const double z = two_sided_z(confidence);
  if (acceleration * (bias + z) >= 1 || acceleration * (bias - z) >= 1) return std::nullopt;
  const auto level = [&](double deviate) {
    const double shifted = bias + deviate;
    return normal_cdf(bias + shifted / (1 - acceleration * shifted));
  };
  return BcaLevels{bias, level(-z), level(z)};
}

std::optional<Interval> bca_interval(std::span<const double> replicates, double observed,
                                     double acceleration, double confidence) {
  const std::optional<BcaLevels> levels =
      bca_levels(replicates, observed, acceleration, confidence);
  if (!levels) return std::nullopt;
  return Interval{*sample_quantile(replicates, levels->low),
                  *sample_quantile(replicates, levels->high)};
}

std::optional<Interval> bootstrap_bca(const Statistic& statistic, std::vector<double> without_each,
                                      double confidence, std::size_t replicates,
                                      std::uint64_t seed) {
  const std::size_t n = without_each.size();
  if (n < 2) return std::nullopt;
  std::vector<std::size_t> all(n);
  std::iota(all.begin(), all.end(), std::size_t{0});
  return bca_interval(bootstrap(n, statistic, replicates, seed), statistic(all),
                      jackknife_acceleration(std::move(without_each)), confidence);
}

}  // namespace assay
