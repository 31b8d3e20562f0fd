#include "harness/stats/sequential_paired.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

#include "harness/stats/distribution.h"
#include "harness/stats/root.h"

namespace assay {
namespace {

constexpr std::size_t kBets = 20;

// The share of the largest possible bet that part `k` of the capital stakes.
double share_of(std::size_t k) {
  return (static_cast<double>(k) + 0.5) / static_cast<double>(kBets);
}

// Bets are on values in [0, 1]: a difference d is the value (d + 1) / 2.
double to_unit(double difference) {
  return (difference + 1) / 2;
}

// What a stake of 1 that the mean is above `mean` wins on a value: -1, all of it,
// on a 0, and nothing on average if the mean is `mean`.
double odds_of(double value, double mean) {
  return value / mean - 1;
}

// Equal values together.
struct Values {
  double value = 0;
  double count = 0;
};

std::vector<Values> values_of(std::span<const double> differences) {
  std::vector<double> sorted(differences.begin(), differences.end());
  std::sort(sorted.begin(), sorted.end());
  std::vector<Values> values;
  for (double difference : sorted) {
    const double value = to_unit(difference);
    if (values.empty() || values.back().value != value) values.push_back({value, 0});
    values.back().count += 1;
  }
  return values;
}

std::vector<Values> mirrored(std::vector<Values> values) {
  for (Values& each : values) each.value = 1 - each.value;
  return values;
}

// ln of the capital bet on "the mean is above `mean`", 0 < mean < 1.
double log_capital(const std::vector<Values>& values, double mean) {
  std::array<double, kBets> parts{};
  for (const Values& each : values) {
    if (each.count == 0) continue;
    const double odds = odds_of(each.value, mean);
    for (std::size_t k = 0; k < kBets; ++k) {
      parts[k] += each.count * std::log1p(share_of(k) * odds);
    }
  }
  const double largest = *std::max_element(parts.begin(), parts.end());
  double sum = 0;
  for (double part : parts) sum += std::exp(part - largest);
  return largest + std::log(sum / static_cast<double>(kBets));
}

// The lowest mean that the bets on "above" have not refuted: their capital falls
// as the mean rises.
double lower_bound(const std::vector<Values>& values, double log_threshold) {
  double sum = 0;
  double count = 0;
  for (const Values& each : values) {
    sum += each.count * each.value;
    count += each.count;
  }
  constexpr int kSteps = 60;
  constexpr double kLeastMean = 1e-12;
  if (!(sum / count > kLeastMean)) return 0;
  const auto excess = [&](double mean) { return log_capital(values, mean) - log_threshold; };
  return find_root(excess, kLeastMean, sum / count, kSteps);
}

Interval interval_of(const std::vector<Values>& values, double confidence) {
  const double log_threshold = std::log(2 / (1 - confidence));
  return {2 * lower_bound(values, log_threshold) - 1,
          1 - 2 * lower_bound(mirrored(values), log_threshold)};
}

bool are_differences(std::span<const double> values) {
  return std::all_of(values.begin(), values.end(),
                     [](double value) { return value >= -1 && value <= 1; });
}

bool is_margin(double margin) {
  return margin >= 0 && margin < 1;
}

}  // namespace

std::optional<Interval> paired_confidence_sequence(std::span<const double> differences,
                                                   double confidence) {
  if (differences.empty() || !are_differences(differences) || !is_inside_unit(confidence)) {
    return std::nullopt;
  }
  return interval_of(values_of(differences), confidence);
}

bool is_valid(const SequentialPlan& plan) {
  const auto is_level = [](double alpha) { return alpha > 0 && alpha < 0.5; };
  return is_margin(plan.margin) && is_level(plan.alpha) &&
         is_level(plan.alpha_fail.value_or(plan.alpha)) && plan.maximum > 0;
}

SequentialTest::Capital::Capital(double mean) : mean_(mean) {
  static_assert(std::tuple_size_v<decltype(parts_)> == kBets);
  parts_.fill(1.0 / static_cast<double>(kBets));
}

double SequentialTest::Capital::bet(double value) {
  const double odds = odds_of(value, mean_);
  double total = 0;
  for (std::size_t k = 0; k < kBets; ++k) {
    parts_[k] *= 1 + share_of(k) * odds;
    total += parts_[k];
  }
  return total;
}

SequentialTest::SequentialTest(const SequentialPlan& plan)
    : plan_(plan), not_inferior_(to_unit(-plan.margin)), inferior_(to_unit(plan.margin)) {}

SequentialState SequentialTest::add(double lowest, double highest) {
  if (state_ != SequentialState::undecided) return state_;
  ++cases_;
  evidence_ = {not_inferior_.bet(to_unit(lowest)), inferior_.bet(to_unit(-highest))};
  if (evidence_.not_inferior >= 1 / plan_.alpha) {
    state_ = SequentialState::pass;
  } else if (evidence_.inferior >= 1 / plan_.alpha_fail.value_or(plan_.alpha)) {
    state_ = SequentialState::fail;
  } else if (cases_ >= plan_.maximum) {
    state_ = SequentialState::futile;
  }
  return state_;
}

}  // namespace assay
