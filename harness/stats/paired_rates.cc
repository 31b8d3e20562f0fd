// Intervals and the non-inferiority test for the difference of two rates on the
// same cases.
#include <algorithm>
#include <cmath>

#include "harness/stats/distribution.h"
#include "harness/stats/paired.h"
#include "harness/stats/proportion.h"
#include "harness/stats/square.h"

namespace assay {
namespace {

bool is_valid(const PairedCounts& counts, double confidence) {
  return counts.both >= 0 && counts.only_a >= 0 && counts.only_b >= 0 && counts.neither >= 0 &&
         counts.n() > 0 && confidence > 0 && confidence < 1;
}

// Where tango_z() falls through `z` between `low` and `high`; it decreases.
double solve_tango(const PairedCounts& counts, double z, double low, double high) {
  for (int step = 0; step < 100; ++step) {
    const double middle = (low + high) / 2;
    if (*tango_z(counts, middle) > z) {
      low = middle;
    } else {
      high = middle;
    }
  }
  return (low + high) / 2;
}

// Newcombe's phi: the correlation of the two outcomes, corrected for continuity
// where it is positive.
double corrected_phi(double a, double b, double c, double d) {
  const double product = (a + b) * (c + d) * (a + c) * (b + d);
  if (product == 0) return 0;
  double numerator = a * d - b * c;
  if (numerator > 0) numerator = std::max(0.0, numerator - (a + b + c + d) / 2);
  return numerator / std::sqrt(product);
}

}  // namespace

std::optional<double> tango_z(const PairedCounts& counts, double delta) {
  if (!is_valid(counts, 0.95) || !(std::abs(delta) < 1)) return std::nullopt;
  const double n = static_cast<double>(counts.n());
  const double b = static_cast<double>(counts.only_a);
  const double c = static_cast<double>(counts.only_b);
  // The restricted maximum likelihood estimate of P(only B) given the difference.
  const double linear = -b - c + (2 * n - b + c) * delta;
  const double constant = -c * delta * (1 - delta);
  const double root = std::sqrt(std::max(0.0, linear * linear - 8 * n * constant));
  const double q = (root - linear) / (4 * n);
  const double variance = n * (2 * q + delta * (1 - delta));
  const double distance = b - c - n * delta;
  if (variance <= 0) return distance == 0 ? 0 : std::copysign(INFINITY, distance);
  return distance / std::sqrt(variance);
}

std::optional<double> non_inferiority_p(const PairedCounts& counts, double margin) {
  const std::optional<double> z = tango_z(counts, -margin);
  if (!z) return std::nullopt;
  return normal_cdf(-*z);
}

std::optional<Interval> tango(const PairedCounts& counts, double confidence) {
  if (!is_valid(counts, confidence)) return std::nullopt;
  const double z = two_sided_z(confidence);
  const double centre = *counts.difference();
  constexpr double kEdge = 1 - 1e-12;
  return Interval{
      centre <= -kEdge ? -1 : solve_tango(counts, z, -kEdge, centre),
      centre >= kEdge ? 1 : solve_tango(counts, -z, centre, kEdge),
  };
}

std::optional<Interval> newcombe_paired(const PairedCounts& counts, double confidence) {
  if (!is_valid(counts, confidence)) return std::nullopt;
  const double a = static_cast<double>(counts.both);
  const double b = static_cast<double>(counts.only_a);
  const double c = static_cast<double>(counts.only_b);
  const double d = static_cast<double>(counts.neither);
  const double n = a + b + c + d;
  const Interval first = *wilson(a + b, n, confidence);
  const Interval second = *wilson(a + c, n, confidence);
  const double rate1 = (a + b) / n;
  const double rate2 = (a + c) / n;
  const double phi = corrected_phi(a, b, c, d);
  const auto reach = [phi](double one, double other) {
    return std::sqrt(std::max(0.0, square(one) - 2 * phi * one * other + square(other)));
  };
  const double difference = rate1 - rate2;
  return Interval{difference - reach(rate1 - first.low, second.high - rate2),
                  difference + reach(first.high - rate1, rate2 - second.low)};
}

std::optional<Interval> bonett_price(const PairedCounts& counts, double confidence) {
  if (!is_valid(counts, confidence)) return std::nullopt;
  const double n = static_cast<double>(counts.n());
  const double p_a = (static_cast<double>(counts.only_a) + 1) / (n + 2);
  const double p_b = (static_cast<double>(counts.only_b) + 1) / (n + 2);
  const double difference = p_a - p_b;
  const double half =
      two_sided_z(confidence) * std::sqrt((p_a + p_b - square(difference)) / (n + 2));
  return Interval{std::max(-1.0, difference - half), std::min(1.0, difference + half)};
}

}  // namespace assay
