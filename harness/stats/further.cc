#include "harness/stats/further.h"

#include <algorithm>
#include <cmath>

#include "harness/stats/distribution.h"

namespace assay {
namespace {

// How many standard errors the difference must lie from the margin.
double needed_errors(double alpha, double power) {
  return one_sided_z(1 - alpha) + normal_quantile(power);
}

bool is_valid(double difference, std::int64_t cases, double margin, double alpha, double power) {
  return std::isfinite(difference) && difference != -margin && cases > 0 && margin >= 0 &&
         margin < 1 && is_inside_unit(alpha) && is_inside_unit(power);
}

// What is missing to `needed`, rounded up against rounding errors.
std::optional<std::int64_t> missing(double needed, double there) {
  if (!(needed - there <= static_cast<double>(kMostCases))) return std::nullopt;
  return static_cast<std::int64_t>(std::max(0.0, std::ceil(needed - there - 1e-9)));
}

}  // namespace

std::optional<std::int64_t> further_cases(double difference, double spread, std::int64_t cases,
                                          double margin, double alpha, double power) {
  if (!is_valid(difference, cases, margin, alpha, power) || !(spread >= 0)) return std::nullopt;
  const double errors = needed_errors(alpha, power) / (difference + margin);
  // With less than even power at a small alpha the errors may be negative: none.
  const double needed = needed_errors(alpha, power) > 0 ? errors * errors * spread : 0;
  return missing(needed, static_cast<double>(cases));
}

std::optional<std::int64_t> further_cases(const NonInferiority& decision, double margin,
                                          double alpha, double power) {
  if (decision.decision != Decision::inconclusive) return 0;
  if (!is_inside_unit(alpha)) return std::nullopt;
  const double half = (decision.interval.high - decision.interval.low) / 2;
  const double error = half / one_sided_z(1 - alpha);
  const double spread = error * error * static_cast<double>(decision.cases);
  const std::optional<std::int64_t> further =
      further_cases(decision.difference, spread, decision.cases, margin, alpha, power);
  // It is not decided, so at least one more is needed whatever the formula says.
  return further ? std::optional(std::max<std::int64_t>(1, *further)) : std::nullopt;
}

std::optional<std::int64_t> further_draws(const PairedSpread& spread, double difference,
                                          std::int64_t cases, double margin, double alpha,
                                          double power) {
  if (!is_valid(difference, cases, margin, alpha, power) || !variance_of_difference(spread) ||
      spread.draws_a != spread.draws_b || !(needed_errors(alpha, power) > 0)) {
    return std::nullopt;
  }
  const double reach = (difference + margin) / needed_errors(alpha, power);
  const double allowed = static_cast<double>(cases) * reach * reach;
  if (allowed >= *variance_of_difference(spread)) return 0;
  const double for_draws = allowed - spread.between_cases;
  if (!(for_draws > 0)) return std::nullopt;
  return missing((spread.draw_variance_a + spread.draw_variance_b) / for_draws, spread.draws_a);
}

}  // namespace assay
