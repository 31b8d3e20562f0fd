#include "harness/stats/sequential.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "harness/stats/boundary.h"
#include "harness/stats/distribution.h"
#include "harness/stats/root.h"

namespace assay {
namespace {

const double kLog2 = std::log(2.0);

// ln of the mixture's e-value of the rate `rate`.
double log_bernoulli_evidence(double successes, double failures, double rate) {
  return log_beta(successes + 1, failures + 1) - successes * std::log(rate) -
         failures * std::log1p(-rate);
}

// ln of the e-value of the mixture that is tightest for `n_opt` values, against
// the rate `rate`: Beta with mean `rate`, as wide as a normal mixture tuned there.
double log_tuned_evidence(double successes, double failures, double rate, double n_opt,
                          double alpha) {
  const double variance = rate * (1 - rate);
  const double width =
      std::max(*normal_mixture_rho(n_opt * variance, alpha) - variance, 1e-3 * variance);
  const double a = width / (1 - rate);
  const double b = width / rate;
  return log_beta(a + successes, b + failures) - log_beta(a, b) -
         successes * std::log(rate) - failures * std::log1p(-rate);
}

// Rates whose evidence stays below the threshold; it is positive far away.
constexpr double kTiny = 1e-300;
constexpr double kAlmostOne = 1 - 1e-16;
template <class Excess>
Interval rates_not_refuted(const Excess& excess, double successes, double failures) {
  const double centre =
      std::clamp(successes / (successes + failures), kTiny, kAlmostOne);
  return Interval{
      successes == 0 || excess(kTiny) <= 0 ? 0 : find_root(excess, kTiny, centre),
      failures == 0 || excess(kAlmostOne) <= 0 ? 1 : find_root(excess, kAlmostOne, centre),
  };
}

bool is_score(double value) { return value >= 0 && value <= 1; }

bool are_scores(std::span<const double> values) {
  return std::all_of(values.begin(), values.end(), is_score);
}

// Each bet depends on the values before it.
std::vector<double> predictable_bets(std::span<const double> values, double confidence) {
  const double log_level = std::log(2 / (1 - confidence));
  std::vector<double> bets;
  bets.reserve(values.size());
  double sum = 0.5;
  double squares = 0.25;  // both begin as if one value 1/2 had been seen
  double variance = 0.25;
  for (std::size_t i = 0; i < values.size(); ++i) {
    const double t = static_cast<double>(i + 1);
    bets.push_back(std::sqrt(2 * log_level / (t * std::log1p(t) * variance)));
    sum += values[i];
    const double centre = sum / (t + 1);
    squares += (values[i] - centre) * (values[i] - centre);
    variance = squares / (t + 1);
  }
  return bets;
}

double log_capital(std::span<const double> values, std::span<const double> bets, double mean) {
  double up = -kLog2;  // half the money on each side
  double down = -kLog2;
  for (std::size_t i = 0; i < values.size(); ++i) {
    const double distance = values[i] - mean;
    up += std::log1p(std::min(bets[i], 0.5 / mean) * distance);
    down += std::log1p(-std::min(bets[i], 0.5 / (1 - mean)) * distance);
  }
  return std::max(up, down);
}

}  // namespace

double paired_e_value(std::int64_t wins, std::int64_t losses) {
  const double w = static_cast<double>(wins);
  const double l = static_cast<double>(losses);
  return std::exp((w + l) * kLog2 + log_beta(w + 1, l + 1));
}

double paired_e_value_kt(std::int64_t wins, std::int64_t losses) {
  const double w = static_cast<double>(wins);
  const double l = static_cast<double>(losses);
  return std::exp((w + l) * kLog2 + log_beta(w + 0.5, l + 0.5) - log_beta(0.5, 0.5));
}

double paired_e_value_one_sided(std::int64_t wins, std::int64_t losses) {
  const double w = static_cast<double>(wins);
  const double l = static_cast<double>(losses);
  // 1 - I_x(a, b) = I_(1-x)(b, a), without cancellation.
  return 2 * paired_e_value(wins, losses) * beta_cdf(0.5, l + 1, w + 1);
}

std::optional<Interval> bernoulli_confidence_sequence(std::int64_t successes, std::int64_t n,
                                                      double confidence) {
  if (n <= 0 || successes < 0 || successes > n || !is_inside_unit(confidence)) return std::nullopt;
  const double s = static_cast<double>(successes);
  const double f = static_cast<double>(n - successes);
  const double threshold = -std::log(1 - confidence);
  return rates_not_refuted(
      [&](double rate) { return log_bernoulli_evidence(s, f, rate) - threshold; }, s, f);
}

std::optional<Interval> tuned_bernoulli_confidence_sequence(std::int64_t successes,
                                                            std::int64_t n, double confidence,
                                                            double n_opt) {
  if (n <= 0 || successes < 0 || successes > n || !is_inside_unit(confidence) ||
      !(n_opt > 0) || !std::isfinite(n_opt)) {
    return std::nullopt;
  }
  const double s = static_cast<double>(successes);
  const double f = static_cast<double>(n - successes);
  const double alpha = 1 - confidence;
  const double threshold = -std::log(alpha);
  return rates_not_refuted(
      [&](double rate) { return log_tuned_evidence(s, f, rate, n_opt, alpha) - threshold; }, s, f);
}

std::optional<std::vector<double>> plug_in_bets(std::span<const double> values,
                                                double confidence) {
  if (!are_scores(values) || !is_inside_unit(confidence)) return std::nullopt;
  return predictable_bets(values, confidence);
}

std::optional<double> betting_capital(std::span<const double> values, double mean,
                                      double confidence) {
  if (!are_scores(values) || !is_inside_unit(mean) || !is_inside_unit(confidence)) {
    return std::nullopt;
  }
  if (values.empty()) return 1;
  return std::exp(log_capital(values, predictable_bets(values, confidence), mean));
}

std::optional<double> constant_bet_capital(std::span<const double> values, double mean,
                                           double bet) {
  if (!are_scores(values) || !is_inside_unit(mean) || !(bet >= 0 && bet <= 1 / mean)) {
    return std::nullopt;
  }
  double capital = 1;
  for (double value : values) capital *= 1 + bet * (value - mean);
  return capital;
}

std::optional<Interval> betting_confidence_sequence(std::span<const double> values,
                                                    double confidence) {
  if (values.empty() || !are_scores(values) || !is_inside_unit(confidence)) return std::nullopt;
  const std::vector<double> bets = predictable_bets(values, confidence);
  const double threshold = -std::log(1 - confidence);
  const auto is_kept = [&](int step) {
    // At the ends the bets would be infinite: just inside is as good.
    const double mean = std::clamp(static_cast<double>(step) / kBettingGrid, 1e-9, 1 - 1e-9);
    return log_capital(values, bets, mean) < threshold;
  };
  int low = 0;
  while (low < kBettingGrid && !is_kept(low)) ++low;
  int high = kBettingGrid;
  while (high > low && !is_kept(high)) --high;
  // One step outwards: the true bound lies between the last two points.
  return Interval{static_cast<double>(std::max(0, low - 1)) / kBettingGrid,
                  static_cast<double>(std::min(kBettingGrid, high + 1)) / kBettingGrid};
}

}  // namespace assay
