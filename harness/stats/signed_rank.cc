// Wilcoxon's signed ranks: tests and the interval of the centre.
#include <algorithm>
#include <cmath>
#include <numeric>
#include <vector>

#include "harness/stats/distribution.h"
#include "harness/stats/paired.h"
#include "harness/stats/quantile.h"

namespace assay {
namespace {

bool all_finite(std::span<const double> values) {
  return std::all_of(values.begin(), values.end(),
                     [](double value) { return std::isfinite(value); });
}

std::vector<double> nonzero_of(std::span<const double> values) {
  std::vector<double> kept;
  for (double value : values) {
    if (value != 0) kept.push_back(value);
  }
  return kept;
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
    while (last < order.size() && std::abs(values[order[last]]) == std::abs(values[order[first]])) {
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

// `step` is the half unit that the correction for continuity moves each tail.
Tails normal_tails(std::span<const std::size_t> ranks, double observed, double step) {
  double sum = 0;
  double squares = 0;  // of the ranks: ties make it smaller
  for (std::size_t doubled : ranks) {
    const double rank = static_cast<double>(doubled) / 2;
    sum += rank;
    squares += rank * rank;
  }
  const double deviation = std::sqrt(squares / 4);
  const double distance = observed - sum / 2;
  return {normal_cdf((step - distance) / deviation), normal_cdf((distance + step) / deviation)};
}

// The ranks of the positive among the non-zero differences.
struct RankSum {
  std::vector<std::size_t> ranks;  // doubled, of all non-zero differences
  std::size_t positive = 0;        // doubled sum
};
RankSum rank_sum(std::span<const double> differences) {
  const std::vector<double> values = nonzero_of(differences);
  RankSum result;
  result.ranks = double_ranks(values);
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (values[i] > 0) result.positive += result.ranks[i];
  }
  return result;
}

double two_sided(const Tails& tails) {
  return std::min(1.0, 2 * std::min(tails.greater, tails.less));
}

// How many Walsh averages lie outside each end of the interval: the largest k
// with P(V <= k - 1) <= tail, for n differences without ties.
std::size_t walsh_averages_outside(std::size_t n, double tail) {
  std::vector<std::size_t> ranks(n);
  for (std::size_t i = 0; i < n; ++i) ranks[i] = 2 * (i + 1);
  std::size_t outside = 0;
  while (exact_tails(ranks, 2 * outside).less <= tail) ++outside;
  return outside;
}

}  // namespace

std::optional<SignedRank> wilcoxon_signed_rank(std::span<const double> differences) {
  if (!all_finite(differences)) return std::nullopt;
  const RankSum sum = rank_sum(differences);
  SignedRank result;
  if (sum.ranks.empty()) return result;
  result.positive_ranks = static_cast<double>(sum.positive) / 2;
  result.exact = sum.ranks.size() <= kWilcoxonExact;
  const Tails tails = result.exact ? exact_tails(sum.ranks, sum.positive)
                                   : normal_tails(sum.ranks, result.positive_ranks, 0.5);
  result.p_greater = tails.greater;
  result.p_two_sided = two_sided(tails);
  return result;
}

std::optional<double> wilcoxon_normal_p(std::span<const double> differences,
                                        Continuity continuity) {
  if (!all_finite(differences)) return std::nullopt;
  const RankSum sum = rank_sum(differences);
  if (sum.ranks.empty()) return std::nullopt;
  return two_sided(normal_tails(sum.ranks, static_cast<double>(sum.positive) / 2,
                                continuity == Continuity::corrected ? 0.5 : 0));
}

std::optional<SignedRankCentre> hodges_lehmann(std::span<const double> differences,
                                               double confidence) {
  const std::size_t n = differences.size();
  if (n == 0 || n > kWilcoxonExact || !all_finite(differences) || !is_inside_unit(confidence)) {
    return std::nullopt;
  }
  std::vector<double> averages;
  averages.reserve(n * (n + 1) / 2);
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t j = i; j < n; ++j) averages.push_back((differences[i] + differences[j]) / 2);
  }
  std::sort(averages.begin(), averages.end());
  SignedRankCentre result{*sample_quantile(averages, 0.5), std::nullopt};
  const std::size_t outside = walsh_averages_outside(n, (1 - confidence) / 2);
  if (outside > 0) {
    result.interval = Interval{averages[outside - 1], averages[averages.size() - outside]};
  }
  return result;
}

}  // namespace assay
