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

}  // namespace

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

}  // namespace assay
