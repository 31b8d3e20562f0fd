#include "harness/stats/power.h"

#include <cmath>

#include "harness/stats/distribution.h"
#include "harness/stats/square.h"

namespace assay {
namespace {

double upper_z(double alpha) {
  return normal_quantile(1 - alpha);
}

bool are_levels(double alpha, double power) {
  return is_inside_unit(alpha) && is_inside_unit(power);
}

bool is_rate(double rate) {
  return rate >= 0 && rate <= 1;
}

bool is_positive(double x) {
  return x > 0 && std::isfinite(x);
}

bool is_variance(double x) {
  return x >= 0 && std::isfinite(x);
}

bool is_non_inferiority(double discordant, double difference, double margin) {
  return is_rate(discordant) && std::abs(difference) <= discordant && is_positive(margin) &&
         margin < 1 && difference + margin > 0;
}

// Of one case's difference, were the true difference -margin: from the share of
// losses that is likeliest under it.
double variance_at_margin(double discordant, double difference, double margin) {
  const double only_b = (discordant - difference) / 2;
  const double b = -discordant - (2 - difference) * margin;
  const double c = only_b * margin * (1 + margin);
  const double losses = (std::sqrt(square(b) - 8 * c) - b) / 4;
  return 2 * losses - margin * (1 + margin);
}

}  // namespace

std::optional<double> variance_of_difference(const PairedSpread& spread) {
  if (!is_variance(spread.between_cases) || !is_variance(spread.draw_variance_a) ||
      !is_variance(spread.draw_variance_b) || !(spread.draws_a > 0) || !(spread.draws_b > 0)) {
    return std::nullopt;
  }
  return spread.between_cases + spread.draw_variance_a / spread.draws_a +
         spread.draw_variance_b / spread.draws_b;
}

std::optional<double> paired_sample_size(const PairedSpread& spread, double difference,
                                         double alpha, double power) {
  const std::optional<double> variance = variance_of_difference(spread);
  if (!variance || !is_positive(difference) || !are_levels(alpha, power)) return std::nullopt;
  return square((upper_z(alpha / 2) + normal_quantile(power)) / difference) * *variance;
}

std::optional<double> minimum_detectable_difference(const PairedSpread& spread, double n,
                                                    double alpha, double power) {
  const std::optional<double> variance = variance_of_difference(spread);
  if (!variance || !is_positive(n) || !are_levels(alpha, power)) return std::nullopt;
  return (upper_z(alpha / 2) + normal_quantile(power)) * std::sqrt(*variance / n);
}

std::optional<double> mcnemar_sample_size(double discordant, double difference, double alpha,
                                          double power) {
  if (!(difference > 0) || !(difference <= discordant) || !is_rate(discordant) ||
      !are_levels(alpha, power)) {
    return std::nullopt;
  }
  const double under_null = upper_z(alpha / 2) * std::sqrt(discordant);
  const double under_alternative =
      normal_quantile(power) * std::sqrt(discordant - square(difference));
  return square((under_null + under_alternative) / difference);
}

std::optional<double> mcnemar_detectable_difference(double discordant, double n, double alpha,
                                                    double power) {
  if (!(discordant > 0) || !is_rate(discordant) || !is_positive(n) || !are_levels(alpha, power)) {
    return std::nullopt;
  }
  // The sample size falls as the difference grows.
  double low = 0;
  double high = discordant;
  for (int step = 0; step < 100; ++step) {
    const double middle = (low + high) / 2;
    if (middle <= 0) break;
    if (*mcnemar_sample_size(discordant, middle, alpha, power) > n) {
      low = middle;
    } else {
      high = middle;
    }
  }
  return high;
}

std::optional<double> tango_sample_size(double discordant, double difference, double margin,
                                        double alpha, double power) {
  if (!is_non_inferiority(discordant, difference, margin) || !are_levels(alpha, power)) {
    return std::nullopt;
  }
  const double under_null =
      upper_z(alpha) * std::sqrt(variance_at_margin(discordant, difference, margin));
  const double under_truth = normal_quantile(power) * std::sqrt(discordant - square(difference));
  return square((under_null + under_truth) / (difference + margin));
}

std::optional<double> tango_power(double discordant, double difference, double margin, double n,
                                  double alpha) {
  if (!is_non_inferiority(discordant, difference, margin) || !is_positive(n) ||
      !is_inside_unit(alpha)) {
    return std::nullopt;
  }
  const double spread = std::sqrt(discordant - square(difference));
  const double excess =
      std::sqrt(n) * (difference + margin) -
      upper_z(alpha) * std::sqrt(variance_at_margin(discordant, difference, margin));
  if (spread > 0) return normal_cdf(excess / spread);
  return excess > 0 ? 1 : 0;
}

}  // namespace assay
