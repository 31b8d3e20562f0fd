#include "harness/stats/paired.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <unordered_set>
#include <vector>

#include "harness/stats/distribution.h"
#include "harness/stats/mean.h"

namespace assay {
namespace {

std::optional<std::vector<double>> differences_of(std::span<const double> a,
                                                  std::span<const double> b) {
  if (a.size() != b.size()) return std::nullopt;
  std::vector<double> differences(a.size());
  std::transform(a.begin(), a.end(), b.begin(), differences.begin(), std::minus<>());
  return differences;
}

PairedMean student_test(double difference, double error, std::size_t degrees_of_freedom,
                        const Interval& interval) {
  PairedMean result;
  result.difference = difference;
  result.standard_error = error;
  result.degrees_of_freedom = static_cast<double>(degrees_of_freedom);
  result.interval = interval;
  if (error > 0) {
    result.t = difference / error;
    result.p = 2 * student_cdf(-std::abs(*result.t), result.degrees_of_freedom);
  } else {
    result.p = difference == 0 ? 1 : 0;
  }
  return result;
}

}  // namespace

std::optional<double> PairedCounts::difference() const {
  if (n() <= 0) return std::nullopt;
  return static_cast<double>(only_a - only_b) / static_cast<double>(n());
}

std::optional<PairedMean> paired_mean(std::span<const double> a, std::span<const double> b,
                                      double confidence) {
  const std::optional<std::vector<double>> differences = differences_of(a, b);
  if (!differences) return std::nullopt;
  const std::optional<Interval> interval = mean_interval(*differences, confidence);
  if (!interval) return std::nullopt;
  return student_test(*mean(*differences), *standard_error(*differences), a.size() - 1, *interval);
}

std::optional<PairedMean> clustered_paired_mean(std::span<const double> a,
                                                std::span<const double> b,
                                                std::span<const std::size_t> cluster_of,
                                                double confidence) {
  const std::optional<std::vector<double>> differences = differences_of(a, b);
  if (!differences) return std::nullopt;
  const std::optional<Interval> interval =
      clustered_mean_interval(*differences, cluster_of, confidence);
  if (!interval) return std::nullopt;
  const std::size_t clusters =
      std::unordered_set<std::size_t>(cluster_of.begin(), cluster_of.end()).size();
  return student_test(*mean(*differences), *clustered_standard_error(*differences, cluster_of),
                      clusters - 1, *interval);
}

McNemar mcnemar(std::int64_t only_a, std::int64_t only_b) {
  const std::int64_t discordant = only_a + only_b;
  McNemar result;
  if (only_a < 0 || only_b < 0 || discordant == 0) return result;
  const std::int64_t fewer = std::min(only_a, only_b);
  const double tail = binomial_cdf(fewer, discordant, 0.5);
  const double point = binomial_pmf(fewer, discordant, 0.5);
  result.exact = std::min(1.0, 2 * tail);
  // Equal counts are the middle of the distribution, which both tails share.
  result.mid_p = only_a == only_b ? 1 - point / 2 : 2 * tail - point;
  const double difference = std::abs(static_cast<double>(only_a - only_b));
  const double total = static_cast<double>(discordant);
  result.chi_square = difference * difference / total;
  result.asymptotic = chi_square_upper_tail(result.chi_square, 1);
  const double corrected = difference - 1;
  result.chi_square_corrected = corrected * corrected / total;
  result.asymptotic_corrected = chi_square_upper_tail(result.chi_square_corrected, 1);
  // P(Bin >= only_b) is P(Bin <= only_a): a fair coin has no sides.
  result.exact_b_better = binomial_cdf(only_a, discordant, 0.5);
  result.mid_p_b_better = result.exact_b_better - binomial_pmf(only_a, discordant, 0.5) / 2;
  return result;
}

}  // namespace assay
