#include "harness/stats/paired.h"

#include <algorithm>
#include <cmath>

#include "harness/stats/distribution.h"

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

}  // namespace

std::optional<double> PairedCounts::difference() const {
  if (n() <= 0) return std::nullopt;
  return static_cast<double>(only_a - only_b) / static_cast<double>(n());
}

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

}  // namespace assay
