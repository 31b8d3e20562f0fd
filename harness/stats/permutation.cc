// Tests of paired differences that assume symmetry only: sign flips and signed
// ranks.
#include <algorithm>
#include <bit>
#include <cmath>
#include <numeric>
#include <vector>

#include "harness/base/random.h"
#include "harness/stats/distribution.h"
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

// Twice the mean rank of each |value|: an integer also for ties.
std::vector<std::size_t> double_ranks(std::span<const double> values) {
  std::vector<std::size_t> order(values.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(), [&](std::size_t i, std::size_t j) {
    return std::abs(values[i]) < std::abs(values[j]);
  });
  std::vector<std::size_t> ranks(values.size());
  for (std::size_t first = 0; first < order.size();) {
    std::size_t last = first;
    while (last < order.size() &&
           std::abs(values[order[last]]) == std::abs(values[order[first]])) {
      ++last;
    }
    for (std::size_t i = first; i < last; ++i) ranks[order[i]] = first + 1 + last;
    first = last;
  }
  return ranks;
}

// P(V >= v) and P(V <= v) where each rank counts with probability 1/2;
// ranks and v are doubled.
struct Tails {
  double greater = 0;
  double less = 0;
};
Tails exact_tails(std::span<const std::size_t> ranks, std::size_t observed) {
  const std::size_t total = std::accumulate(ranks.begin(), ranks.end(), std::size_t{0});
  std::vector<double> chance(total + 1, 0.0);
  chance[0] = 1;
  std::size_t reached = 0;
  for (std::size_t rank : ranks) {
    reached += rank;
    for (std::size_t sum = reached + 1; sum-- > 0;) {
      chance[sum] = (chance[sum] + (sum >= rank ? chance[sum - rank] : 0)) / 2;
    }
  }
  Tails tails;
  for (std::size_t sum = 0; sum <= total; ++sum) {
    if (sum >= observed) tails.greater += chance[sum];
    if (sum <= observed) tails.less += chance[sum];
  }
  return tails;
}

Tails normal_tails(std::span<const std::size_t> ranks, double observed) {
  double sum = 0;
  double squares = 0;  // of the ranks: ties make it smaller
  for (std::size_t doubled : ranks) {
    const double rank = static_cast<double>(doubled) / 2;
    sum += rank;
    squares += rank * rank;
  }
  const double deviation = std::sqrt(squares / 4);
  const double distance = observed - sum / 2;
  return {1 - normal_cdf((distance - 0.5) / deviation), normal_cdf((distance + 0.5) / deviation)};
}

}  // namespace

Permutation sign_flip(std::span<const double> differences, std::uint64_t seed) {
  const std::vector<double> values = without_zeros(differences);
  Permutation result;
  if (values.empty()) return result;
  const double observed = std::accumulate(values.begin(), values.end(), 0.0);
  double magnitude = 0;
  for (double value : values) magnitude += std::abs(value);
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

SignedRank wilcoxon_signed_rank(std::span<const double> differences) {
  const std::vector<double> values = without_zeros(differences);
  SignedRank result;
  if (values.empty()) return result;
  const std::vector<std::size_t> ranks = double_ranks(values);
  std::size_t positive = 0;
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (values[i] > 0) positive += ranks[i];
  }
  result.positive_ranks = static_cast<double>(positive) / 2;
  result.exact = values.size() <= kWilcoxonExact;
  const Tails tails = result.exact ? exact_tails(ranks, positive)
                                   : normal_tails(ranks, result.positive_ranks);
  result.p_greater = tails.greater;
  result.p_two_sided = std::min(1.0, 2 * std::min(tails.greater, tails.less));
  return result;
}

}  // namespace assay
