#include "harness/stats/empirical_likelihood.h"

#include <algorithm>
#include <cmath>

#include "harness/stats/root.h"

namespace assay {
namespace {

bool are_valid(std::span<const Unit> units, double lowest) {
  return !units.empty() && std::isfinite(lowest) &&
         std::all_of(units.begin(), units.end(), [&](const Unit& unit) {
           return unit.size > 0 && std::isfinite(unit.size) && std::isfinite(unit.sum) &&
                  unit.sum / unit.size >= lowest;
         });
}

double own_mean(std::span<const Unit> units) {
  double sum = 0;
  double size = 0;
  for (const Unit& unit : units) {
    sum += unit.sum;
    size += unit.size;
  }
  return sum / size;
}

double root_above(std::span<const Unit> units, double mean, double lowest) {
  if (!(own_mean(units) > mean)) return 0;
  double largest = 0;
  for (const Unit& unit : units) largest = std::max(largest, unit.size);
  // By duality the ratio is the best constant bet on "above": at most what the
  // worst unit there may be would just not take away.
  const double limit = 1 / ((mean - lowest) * largest);
  const auto slope = [&](double bet) {
    double total = 0;
    for (const Unit& unit : units) {
      const double above = unit.sum - mean * unit.size;
      total += above / (1 + bet * above);
    }
    return total;
  };
  constexpr int kSteps = 36;  // the ratio is flat there: its own error is the square
  const double bet = find_root(slope, 0, limit, kSteps);
  double logarithm = 0;
  for (const Unit& unit : units) logarithm += std::log1p(bet * (unit.sum - mean * unit.size));
  return std::sqrt(2 * std::max(0.0, logarithm));
}

}  // namespace

std::optional<double> likelihood_root_above(std::span<const Unit> units, double mean,
                                            double lowest) {
  if (!are_valid(units, lowest) || !(mean > lowest) || !std::isfinite(mean)) return std::nullopt;
  return root_above(units, mean, lowest);
}

std::optional<double> likelihood_lower_bound(std::span<const Unit> units, double z,
                                             double lowest) {
  if (!are_valid(units, lowest) || !(z > 0)) return std::nullopt;
  const double own = own_mean(units);
  if (!(own > lowest)) return lowest;
  constexpr int kSteps = 40;
  return find_root([&](double mean) { return root_above(units, mean, lowest) - z; }, lowest, own,
                   kSteps);
}

}  // namespace assay
