#include "harness/stats/sequential.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "harness/stats/distribution.h"

namespace assay {
namespace {

const double kLog2 = std::log(2.0);

// ln of the mixture's e-value of the rate `rate`.
double log_bernoulli_evidence(double successes, double failures, double rate) {
  return log_beta(successes + 1, failures + 1) - successes * std::log(rate) -
         failures * std::log1p(-rate);
}

// The root of a function that is above 0 at `outside` and below at `inside`.
template <class Function>
double root(const Function& function, double outside, double inside) {
  for (int step = 0; step < 200; ++step) {
    const double middle = (outside + inside) / 2;
    (function(middle) > 0 ? outside : inside) = middle;
  }
  return (outside + inside) / 2;
}

// The bets of the predictable plug-in: each depends on the values before it.
std::vector<double> plug_in_bets(std::span<const double> values, double confidence) {
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

double paired_e_value_one_sided(std::int64_t wins, std::int64_t losses) {
  const double w = static_cast<double>(wins);
  const double l = static_cast<double>(losses);
  // 1 - I_x(a, b) = I_(1-x)(b, a), without cancellation.
  return 2 * paired_e_value(wins, losses) * beta_cdf(0.5, l + 1, w + 1);
}

std::optional<Interval> bernoulli_confidence_sequence(std::int64_t successes, std::int64_t n,
                                                      double confidence) {
  if (n <= 0 || successes < 0 || successes > n || !(confidence > 0 && confidence < 1)) {
    return std::nullopt;
  }
  const double s = static_cast<double>(successes);
  const double f = static_cast<double>(n - successes);
  const double threshold = -std::log(1 - confidence);
  const auto excess = [&](double rate) { return log_bernoulli_evidence(s, f, rate) - threshold; };
  const double centre = s / (s + f);
  constexpr double kTiny = 1e-300;
  return Interval{
      successes == 0 ? 0 : root(excess, kTiny, centre == 1 ? 1 - 1e-16 : centre),
      successes == n ? 1 : root(excess, 1 - 1e-16, centre == 0 ? kTiny : centre),
  };
}

double betting_capital(std::span<const double> values, double mean, double confidence) {
  return std::exp(log_capital(values, plug_in_bets(values, confidence), mean));
}

std::optional<Interval> betting_confidence_sequence(std::span<const double> values,
                                                    double confidence) {
  const bool in_range = std::all_of(values.begin(), values.end(),
                                    [](double value) { return value >= 0 && value <= 1; });
  if (values.empty() || !in_range || !(confidence > 0 && confidence < 1)) return std::nullopt;
  const std::vector<double> bets = plug_in_bets(values, confidence);
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
