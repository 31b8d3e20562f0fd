// The sign-flip test of paired differences: it assumes symmetry only.
#include <algorithm>
#include <bit>
#include <cmath>
#include <numeric>
#include <optional>
#include <vector>

#include "harness/base/random.h"
#include "harness/stats/paired.h"

namespace assay {
namespace {

constexpr std::size_t kExactSignFlips = 20;
constexpr std::uint64_t kMonteCarloFlips = 100'000;

// How many sign vectors give a sum at least, and at most, the observed one.
struct TailCounts {
  std::uint64_t at_least = 0;
  std::uint64_t at_most = 0;
  std::uint64_t total = 0;

  // Sums of the same numbers in another order differ by rounding: equal within
  // `tolerance` is equal.
  void add(double sum, double observed, double tolerance) {
    if (sum >= observed - tolerance) ++at_least;
    if (sum <= observed + tolerance) ++at_most;
    ++total;
  }
};

std::vector<double> without_zeros(std::span<const double> values) {
  std::vector<double> kept;
  for (double value : values) {
    if (value != 0) kept.push_back(value);
  }
  return kept;
}

// Every sign vector once, in Gray code order: one sign changes at a time.
TailCounts flip_all(std::vector<double> values, double observed, double tolerance) {
  TailCounts counts;
  double sum = observed;
  const std::uint64_t vectors = std::uint64_t{1} << values.size();
  for (std::uint64_t i = 1;; ++i) {
    counts.add(sum, observed, tolerance);
    if (i == vectors) return counts;
    double& value = values[static_cast<std::size_t>(std::countr_zero(i))];
    sum -= 2 * value;
    value = -value;
  }
}

TailCounts flip_at_random(std::span<const double> values, double observed, double tolerance,
                          std::uint64_t seed) {
  Random random(seed);
  TailCounts counts{1, 1, 1};  // the observed signs are one of the vectors
  for (std::uint64_t flip = 0; flip < kMonteCarloFlips; ++flip) {
    double sum = 0;
    std::uint64_t bits = 0;
    for (std::size_t i = 0; i < values.size(); ++i) {
      if (i % 64 == 0) bits = random.next();
      sum += (bits & 1) != 0 ? values[i] : -values[i];
      bits >>= 1;
    }
    counts.add(sum, observed, tolerance);
  }
  return counts;
}

}  // namespace

std::optional<Permutation> sign_flip(std::span<const double> differences, std::uint64_t seed) {
  const std::vector<double> values = without_zeros(differences);
  Permutation result;
  if (values.empty()) return result;
  const double observed = std::accumulate(values.begin(), values.end(), 0.0);
  double magnitude = 0;
  for (double value : values) magnitude += std::abs(value);
  if (!std::isfinite(magnitude)) return std::nullopt;
  const double tolerance = magnitude * 1e-12;
  result.exact = values.size() <= kExactSignFlips;
  const TailCounts counts = result.exact ? flip_all(values, observed, tolerance)
                                         : flip_at_random(values, observed, tolerance, seed);
  const double total = static_cast<double>(counts.total);
  result.p_greater = static_cast<double>(counts.at_least) / total;
  result.p_less = static_cast<double>(counts.at_most) / total;
  result.p_two_sided = std::min(1.0, 2 * std::min(result.p_greater, result.p_less));
  return result;
}

}  // namespace assay
