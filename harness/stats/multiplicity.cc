#include "harness/stats/multiplicity.h"

#include <algorithm>
#include <cstddef>
#include <numeric>

namespace assay {
namespace {

// Every p a probability: what is none is no evidence.
std::vector<double> probabilities(std::span<const double> p_values) {
  std::vector<double> result(p_values.begin(), p_values.end());
  for (double& p : result) {
    if (!(p >= 0 && p <= 1)) p = 1;
  }
  return result;
}

// Indices of `p_values` from the smallest to the largest.
std::vector<std::size_t> ascending(std::span<const double> p_values) {
  std::vector<std::size_t> order(p_values.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t i, std::size_t j) { return p_values[i] < p_values[j]; });
  return order;
}

// Running minimum of p(i) * factor(i), i = 1..m, from the largest p down. Factors
// are at least 1, so that rounding cannot make a p smaller.
template <class Factor>
std::vector<double> step_up(std::span<const double> p_values, const Factor& factor) {
  const std::vector<double> p = probabilities(p_values);
  const std::vector<std::size_t> order = ascending(p);
  std::vector<double> adjusted(p.size());
  double smallest = 1;
  for (std::size_t i = order.size(); i-- > 0;) {
    smallest = std::min(smallest, p[order[i]] * factor(static_cast<double>(i + 1)));
    adjusted[order[i]] = smallest;
  }
  return adjusted;
}

}  // namespace

std::vector<double> bonferroni(std::span<const double> p_values) {
  std::vector<double> adjusted = probabilities(p_values);
  const double m = static_cast<double>(adjusted.size());
  for (double& p : adjusted) p = std::min(1.0, p * m);
  return adjusted;
}

std::vector<double> holm(std::span<const double> p_values) {
  const std::vector<double> p = probabilities(p_values);
  const std::vector<std::size_t> order = ascending(p);
  std::vector<double> adjusted(p.size());
  double largest = 0;
  for (std::size_t i = 0; i < order.size(); ++i) {
    const double remaining = static_cast<double>(order.size() - i);
    largest = std::max(largest, std::min(1.0, p[order[i]] * remaining));
    adjusted[order[i]] = largest;
  }
  return adjusted;
}

std::vector<double> hochberg(std::span<const double> p_values) {
  const double m = static_cast<double>(p_values.size());
  return step_up(p_values, [m](double rank) { return m - rank + 1; });
}

std::vector<double> benjamini_hochberg(std::span<const double> p_values) {
  const double m = static_cast<double>(p_values.size());
  return step_up(p_values, [m](double rank) { return m / rank; });
}

std::vector<double> benjamini_yekutieli(std::span<const double> p_values) {
  double harmonic = 0;
  for (std::size_t i = 1; i <= p_values.size(); ++i) harmonic += 1 / static_cast<double>(i);
  const double m = static_cast<double>(p_values.size());
  return step_up(p_values, [m, harmonic](double rank) { return harmonic * (m / rank); });
}

}  // namespace assay
