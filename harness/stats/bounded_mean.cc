#include "harness/stats/bounded_mean.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "harness/stats/decision.h"
#include "harness/stats/distribution.h"
#include "harness/stats/empirical_likelihood.h"
#include "harness/stats/mean.h"
#include "harness/stats/proportion.h"

namespace assay {
namespace {

Interval weaker_of(const Interval& a, const Interval& b) {
  return {std::min(a.low, b.low), std::max(a.high, b.high)};
}

// How many values there are of the most common one.
std::ptrdiff_t most_common(const std::vector<double>& sorted) {
  std::ptrdiff_t most = 0;
  for (auto first = sorted.begin(); first != sorted.end();) {
    const auto last = std::upper_bound(first, sorted.end(), *first);
    most = std::max(most, last - first);
    first = last;
  }
  return most;
}

Interval likelihood_interval(const std::vector<double>& sorted, double confidence) {
  const double z =
      student_quantile(1 - (1 - confidence) / 2, static_cast<double>(sorted.size() - 1));
  std::vector<Unit> values;
  std::vector<Unit> mirrored;
  for (const double value : sorted) {
    values.push_back({value, 1});
    mirrored.push_back({-value, 1});
  }
  return {*likelihood_lower_bound(values, z, sorted.front()),
          -*likelihood_lower_bound(mirrored, z, -sorted.back())};
}

}  // namespace

std::optional<Interval> bounded_mean_interval(std::span<const double> values, double confidence) {
  std::vector<double> sorted(values.begin(), values.end());
  std::sort(sorted.begin(), sorted.end());
  const bool in_bounds = std::all_of(sorted.begin(), sorted.end(),
                                     [](double value) { return value >= 0 && value <= 1; });
  const std::optional<Interval> student = mean_interval(values, confidence);
  if (!student || !in_bounds) return std::nullopt;

  const auto n = static_cast<double>(sorted.size());
  const Interval coin = *clopper_pearson(std::min(*mean(values) * n, n), n, confidence);
  const bool is_binary = std::all_of(sorted.begin(), sorted.end(),
                                     [](double value) { return value == 0 || value == 1; });
  if (is_binary || sorted.front() == sorted.back()) return coin;
  Interval interval = weaker_of(*student, likelihood_interval(sorted, confidence));
  const std::ptrdiff_t alike = most_common(sorted);
  const std::ptrdiff_t differing = std::ssize(sorted) - alike;
  if (alike > differing && differing < kFewestDiffering) interval = weaker_of(interval, coin);
  return Interval{std::max(0.0, interval.low), std::min(1.0, interval.high)};
}

}  // namespace assay
