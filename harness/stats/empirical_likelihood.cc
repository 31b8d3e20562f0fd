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

// Whether the units are single values, the lowest of which was seen: the usual data,
// for which the bound is one root instead of roots within roots.
bool are_seen_values(std::span<const Unit> units, double lowest) {
  return std::all_of(units.begin(), units.end(), [](const Unit& unit) { return unit.size == 1; }) &&
         std::any_of(units.begin(), units.end(),
                     [&](const Unit& unit) { return unit.sum == lowest; });
}

// At the bound the values have weights proportional to 1 / (shift + value - lowest).
// A large shift leaves them equal; the smaller it is, the more of the weight is on
// the lowest and the less likely the data are.
struct Weighted {
  double mean = 0;
  double surprise = 0;  // minus the logarithm of the likelihood ratio
};
Weighted weighted_by(std::span<const Unit> units, double shift, double lowest) {
  double weights = 0;
  double sum = 0;
  double logarithms = 0;
  for (const Unit& unit : units) {
    const double distance = shift + (unit.sum - lowest);
    weights += 1 / distance;
    sum += unit.sum / distance;
    logarithms += std::log(distance);
  }
  const auto n = static_cast<double>(units.size());
  return {sum / weights, logarithms + n * std::log(weights / n)};
}

double lower_bound_of_values(std::span<const Unit> units, double z, double lowest) {
  double highest = lowest;
  for (const Unit& unit : units) highest = std::max(highest, unit.sum);
  const auto shift_at = [&](double share) { return (highest - lowest) * share / (1 - share); };
  constexpr int kSteps = 40;
  const double share = find_root(
      [&](double at) { return weighted_by(units, shift_at(at), lowest).surprise - z * z / 2; }, 0,
      1, kSteps);
  return weighted_by(units, shift_at(share), lowest).mean;
}

}  // namespace

std::optional<double> likelihood_root_above(std::span<const Unit> units, double mean,
                                            double lowest) {
  if (!are_valid(units, lowest) || !(mean > lowest) || !std::isfinite(mean)) return std::nullopt;
  return root_above(units, mean, lowest);
}

std::optional<double> likelihood_lower_bound(std::span<const Unit> units, double z, double lowest) {
  if (!are_valid(units, lowest) || !(z > 0)) return std::nullopt;
  const double own = own_mean(units);
  if (!(own > lowest)) return lowest;
  if (are_seen_values(units, lowest)) return lower_bound_of_values(units, z, lowest);
  constexpr int kSteps = 40;
  return find_root([&](double mean) { return root_above(units, mean, lowest) - z; }, lowest, own,
                   kSteps);
}

}  // namespace assay
