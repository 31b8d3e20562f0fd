#include "harness/stats/mean.h"

#include <algorithm>
#include <cmath>
#include <unordered_map>

#include "harness/stats/distribution.h"

namespace assay {
namespace {

struct Residuals {
  std::size_t clusters = 0;
  double sum_of_cluster_squares = 0;  // of each cluster's sum of residuals
};

std::optional<Residuals> residuals(std::span<const double> values,
                                   std::span<const std::size_t> cluster_of) {
  const std::optional<double> centre = mean(values);
  if (!centre || values.size() != cluster_of.size()) return std::nullopt;
  Residuals result;
  std::unordered_map<std::size_t, double> sums;
  for (std::size_t i = 0; i < values.size(); ++i) {
    sums[cluster_of[i]] += values[i] - *centre;
  }
  result.clusters = sums.size();
  for (const auto& [cluster, sum] : sums) result.sum_of_cluster_squares += sum * sum;
  if (result.clusters < 2) return std::nullopt;
  return result;
}

std::optional<Interval> student_interval(double centre, double error, double degrees_of_freedom,
                                         double confidence) {
  if (!is_inside_unit(confidence)) return std::nullopt;
  const double half = student_quantile(1 - (1 - confidence) / 2, degrees_of_freedom) * error;
  return Interval{centre - half, centre + half};
}

}  // namespace

std::optional<double> mean(std::span<const double> values) {
  if (values.empty()) return std::nullopt;
  double sum = 0;
  for (double value : values) sum += value;
  if (!std::isfinite(sum)) return std::nullopt;
  return sum / static_cast<double>(values.size());
}

std::optional<double> variance(std::span<const double> values) {
  const std::optional<double> centre = mean(values);
  if (!centre || values.size() < 2) return std::nullopt;
  double sum = 0;
  for (double value : values) sum += (value - *centre) * (value - *centre);
  if (!std::isfinite(sum)) return std::nullopt;
  return sum / static_cast<double>(values.size() - 1);
}

std::optional<double> standard_error(std::span<const double> values) {
  const std::optional<double> spread = variance(values);
  if (!spread) return std::nullopt;
  return std::sqrt(*spread / static_cast<double>(values.size()));
}

std::optional<double> clustered_standard_error(std::span<const double> values,
                                               std::span<const std::size_t> cluster_of) {
  const std::optional<Residuals> r = residuals(values, cluster_of);
  if (!r) return std::nullopt;
  const double clusters = static_cast<double>(r->clusters);
  return std::sqrt(clusters / (clusters - 1) * r->sum_of_cluster_squares) /
         static_cast<double>(values.size());
}

std::optional<Interval> mean_interval(std::span<const double> values, double confidence) {
  const std::optional<double> error = standard_error(values);
  if (!error) return std::nullopt;
  return student_interval(*mean(values), *error, static_cast<double>(values.size() - 1),
                          confidence);
}

std::optional<Interval> clustered_mean_interval(std::span<const double> values,
                                                std::span<const std::size_t> cluster_of,
                                                double confidence) {
  const std::optional<double> error = clustered_standard_error(values, cluster_of);
  if (!error) return std::nullopt;
  const std::size_t clusters = residuals(values, cluster_of)->clusters;
  return student_interval(*mean(values), *error, static_cast<double>(clusters - 1), confidence);
}

std::optional<double> design_effect(double cluster_size, double icc) {
  if (!(cluster_size >= 1) || !(std::abs(icc) <= 1)) return std::nullopt;
  const double effect = 1 + (cluster_size - 1) * icc;
  if (!(effect > 0) || !std::isfinite(effect)) return std::nullopt;
  return effect;
}

}  // namespace assay
