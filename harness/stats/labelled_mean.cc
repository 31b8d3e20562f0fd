#include "harness/stats/labelled_mean.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <vector>

#include "harness/stats/distribution.h"
#include "harness/stats/square.h"

namespace assay {
namespace {

double mean_of(std::span<const double> values) {
  return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

// Mean square of what is left of the mean, divisor n.
double spread_of(std::span<const double> values) {
  const double mean = mean_of(values);
  double sum = 0;
  for (const double value : values) sum += square(value - mean);
  return sum / static_cast<double>(values.size());
}

// The weight that makes the estimate vary least: cov(people, judge) / ((1 + n/N) var(judge)).
double best_weight(std::span<const double> people, std::span<const double> judge,
                   std::span<const double> rest) {
  const double people_mean = mean_of(people);
  const double judge_mean = mean_of(judge);
  double covariance = 0;
  for (std::size_t i = 0; i < people.size(); ++i)
    covariance += (people[i] - people_mean) * (judge[i] - judge_mean);
  covariance /= static_cast<double>(people.size());
  std::vector<double> all(judge.begin(), judge.end());
  all.insert(all.end(), rest.begin(), rest.end());
  const auto count = static_cast<double>(all.size());
  const double variance = spread_of(all) * count / (count - 1);
  const double share = static_cast<double>(people.size()) / static_cast<double>(rest.size());
  const double weight = covariance / ((1 + share) * variance);
  return std::isfinite(weight) ? std::clamp(weight, 0.0, 1.0) : 0;
}

}  // namespace

std::optional<LabelledMean> labelled_mean(std::span<const double> people,
                                          std::span<const double> judge,
                                          std::span<const double> rest, double confidence) {
  if (people.size() < 2 || people.size() != judge.size() || !is_inside_unit(confidence))
    return std::nullopt;
  const auto labelled = static_cast<double>(people.size());
  LabelledMean result;
  std::vector<double> left(people.begin(), people.end());
  if (!rest.empty()) {
    result.weight = best_weight(people, judge, rest);
    for (std::size_t i = 0; i < left.size(); ++i) left[i] -= result.weight * judge[i];
    result.value = result.weight * mean_of(rest);
    result.variance = square(result.weight) * spread_of(rest) / static_cast<double>(rest.size());
  }
  result.value += mean_of(left);
  result.variance += spread_of(left) / labelled;
  const double reach = two_sided_z(confidence) * std::sqrt(result.variance);
  result.interval = {result.value - reach, result.value + reach};
  return result;
}

}  // namespace assay
