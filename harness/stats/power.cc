#include "harness/stats/power.h"

#include <cmath>

#include "harness/stats/distribution.h"

namespace assay {
namespace {

double square(double x) { return x * x; }

double upper_z(double alpha) { return normal_quantile(1 - alpha); }

double variance_of(const PairedSpread& spread) {
  return spread.between_cases + spread.draw_variance_a / spread.draws_a +
         spread.draw_variance_b / spread.draws_b;
}

}  // namespace

double paired_sample_size(const PairedSpread& spread, double difference, double alpha,
                          double power) {
  return square((upper_z(alpha / 2) + normal_quantile(power)) / difference) * variance_of(spread);
}

double minimum_detectable_difference(const PairedSpread& spread, double n, double alpha,
                                     double power) {
  return (upper_z(alpha / 2) + normal_quantile(power)) * std::sqrt(variance_of(spread) / n);
}

double mcnemar_sample_size(double discordant, double difference, double alpha, double power) {
  const double under_null = upper_z(alpha / 2) * std::sqrt(discordant);
  const double under_alternative =
      normal_quantile(power) * std::sqrt(discordant - square(difference));
  return square((under_null + under_alternative) / difference);
}

double mcnemar_detectable_difference(double discordant, double n, double alpha, double power) {
  // The sample size falls as the difference grows.
  double low = 0;
  double high = discordant;
  for (int step = 0; step < 100; ++step) {
    const double middle = (low + high) / 2;
    if (mcnemar_sample_size(discordant, middle, alpha, power) > n) {
      low = middle;
    } else {
      high = middle;
    }
  }
  return high;
}

double non_inferiority_sample_size(double discordant, double difference, double margin,
                                   double alpha, double power) {
  return square((upper_z(alpha) + normal_quantile(power)) / (difference + margin)) *
         (discordant - square(difference));
}

double non_inferiority_sample_size_independent(double rate_a, double rate_b, double margin,
                                               double alpha, double power) {
  return (rate_a * (1 - rate_a) + rate_b * (1 - rate_b)) *
         square((upper_z(alpha) + normal_quantile(power)) / (rate_a - rate_b + margin));
}

}  // namespace assay
