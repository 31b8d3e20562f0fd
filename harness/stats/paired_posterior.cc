#include "harness/stats/paired_posterior.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

#include "harness/base/random.h"
#include "harness/stats/distribution.h"

namespace assay {
namespace {

struct Sample {
  double difference = 0;
  double log_weight = 0;
  double weight = 0;
};

// Beta(4, 2) is the fourth smallest of five uniforms.
double draw_correlation(Random& random) {
  std::array<double, 5> uniforms;
  for (double& uniform : uniforms) uniform = random.uniform();
  std::nth_element(uniforms.begin(), uniforms.begin() + 3, uniforms.end());
  return 2 * uniforms[3] - 1;
}

double log_power(std::int64_t count, double chance) {
  return count == 0 ? 0 : static_cast<double>(count) * std::log(std::max(chance, 1e-300));
}

// ln P(counts | rates, correlation), up to a constant.
double log_likelihood(const PairedCounts& counts, double rate_a, double rate_b,
                      double correlation) {
  const double both =
      bivariate_normal_cdf(normal_quantile(rate_a), normal_quantile(rate_b), correlation);
  return log_power(counts.both, both) + log_power(counts.only_a, rate_a - both) +
         log_power(counts.only_b, rate_b - both) +
         log_power(counts.neither, 1 - rate_a - rate_b + both);
}

// One draw: the rates from their own posteriors, the correlation from its prior.
Sample draw(const PairedCounts& counts, Random& random) {
  const std::int64_t passed_a = counts.both + counts.only_a;
  const std::int64_t passed_b = counts.both + counts.only_b;
  const auto draw_rate = [&](std::int64_t passed) {
    const double uniform = std::max(random.uniform(), 0x1.0p-53);
    const double rate = beta_quantile(uniform, static_cast<double>(passed) + 1,
                                      static_cast<double>(counts.n() - passed) + 1);
    return std::clamp(rate, 1e-12, 1 - 1e-12);
  };
  const double rate_a = draw_rate(passed_a);
  const double rate_b = draw_rate(passed_b);
  const double correlation = std::min(draw_correlation(random), 1 - 1e-12);
  const auto log_marginal = [&](std::int64_t passed, double rate) {
    return log_power(passed, rate) + log_power(counts.n() - passed, 1 - rate);
  };
  const double proposed = log_marginal(passed_a, rate_a) + log_marginal(passed_b, rate_b);
  return {rate_a - rate_b, log_likelihood(counts, rate_a, rate_b, correlation) - proposed, 0};
}

// The difference below which a share `p` of the weight lies; ascending samples.
double weighted_quantile(const std::vector<Sample>& samples, double total, double p) {
  double reached = 0;
  for (const Sample& sample : samples) {
    reached += sample.weight;
    if (reached >= p * total) return sample.difference;
  }
  return samples.back().difference;
}

// Weights relative to the largest, which is 1: their logarithms may be far below 0.
void weigh(std::vector<Sample>& samples) {
  double largest = -INFINITY;
  for (const Sample& sample : samples) largest = std::max(largest, sample.log_weight);
  for (Sample& sample : samples) sample.weight = std::exp(sample.log_weight - largest);
}

std::optional<PairedPosterior> summary(const std::vector<Sample>& samples, double confidence) {
  double total = 0;
  double squares = 0;
  PairedPosterior result;
  for (const Sample& sample : samples) {
    total += sample.weight;
    squares += sample.weight * sample.weight;
    result.difference += sample.weight * sample.difference;
    if (sample.difference > 0) result.p_a_better += sample.weight;
  }
  result.effective_samples = total * total / squares;
  if (!(result.effective_samples >= kFewestEffective)) return std::nullopt;
  result.difference /= total;
  result.p_a_better /= total;
  const double tail = (1 - confidence) / 2;
  result.interval = {weighted_quantile(samples, total, tail),
                     weighted_quantile(samples, total, 1 - tail)};
  return result;
}

}  // namespace

std::optional<PairedPosterior> paired_posterior(const PairedCounts& counts, double confidence,
                                                std::uint64_t seed, std::size_t samples) {
  if (counts.both < 0 || counts.only_a < 0 || counts.only_b < 0 || counts.neither < 0 ||
      samples == 0 || !is_inside_unit(confidence)) {
    return std::nullopt;
  }
  Random random(seed);
  std::vector<Sample> drawn(samples);
  for (Sample& sample : drawn) sample = draw(counts, random);
  std::sort(drawn.begin(), drawn.end(),
            [](const Sample& a, const Sample& b) { return a.difference < b.difference; });
  weigh(drawn);
  return summary(drawn, confidence);
}

std::optional<double> chance_a_better(std::int64_t only_a, std::int64_t only_b) {
  if (only_a < 0 || only_b < 0) return std::nullopt;
  // 1 - I_(1/2)(b + 1, c + 1), without cancellation.
  return beta_cdf(0.5, static_cast<double>(only_b) + 1, static_cast<double>(only_a) + 1);
}

}  // namespace assay
