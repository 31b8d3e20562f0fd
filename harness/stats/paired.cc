#include "harness/stats/paired.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <vector>

#include "harness/stats/distribution.h"
#include "harness/stats/mean.h"

namespace assay {

double PairedCounts::difference() const {
  return static_cast<double>(only_a - only_b) / static_cast<double>(n());
}

std::optional<PairedMean> paired_mean(std::span<const double> a, std::span<const double> b,
                                      double confidence) {
  if (a.size() != b.size()) return std::nullopt;
  std::vector<double> differences(a.size());
  std::transform(a.begin(), a.end(), b.begin(), differences.begin(), std::minus<>());
  const std::optional<Interval> interval = mean_interval(differences, confidence);
  if (!interval) return std::nullopt;
  PairedMean result;
  result.difference = *mean(differences);
  result.standard_error = *standard_error(differences);
  result.degrees_of_freedom = static_cast<double>(a.size() - 1);
  result.interval = *interval;
  result.t = result.difference / result.standard_error;
  if (std::isnan(result.t)) {
    result.p = 1;  // every difference is 0
  } else {
    result.p = std::isinf(result.t)
                   ? 0
                   : 2 * student_cdf(-std::abs(result.t), result.degrees_of_freedom);
  }
  return result;
}

McNemar mcnemar(std::int64_t only_a, std::int64_t only_b) {
  const std::int64_t discordant = only_a + only_b;
  McNemar result;
  if (discordant <= 0) return result;
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
  const double corrected = std::max(0.0, difference - 1);
  result.chi_square_corrected = corrected * corrected / total;
  result.asymptotic_corrected = chi_square_upper_tail(result.chi_square_corrected, 1);
  result.exact_b_better = 1 - binomial_cdf(only_b - 1, discordant, 0.5);
  return result;
}

}  // namespace assay
