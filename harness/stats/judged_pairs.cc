#include "harness/stats/judged_pairs.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "harness/stats/distribution.h"
#include "harness/stats/root.h"
#include "harness/stats/square.h"
#include "harness/stats/square_and_add.h"

namespace assay {
namespace {

std::array<JudgedPair, 4> strata_of(const JudgedPairs& pairs) {
  return {pairs.both, pairs.only_candidate, pairs.only_baseline, pairs.neither};
}

bool is_usable(const JudgedPairs& pairs) {
  for (const JudgedPair& pair : strata_of(pairs)) {
    if (!(pair.cases >= 0) || pair.candidate_better < 0 || pair.equal < 0 ||
        pair.baseline_better < 0) {
      return false;
    }
  }
  return pairs.cases() > 0 && std::isfinite(pairs.cases()) && pairs.labelled() > 0;
}

bool is_question(double margin, double alpha) {
  return margin >= 0 && margin < 1 && alpha > 0 && alpha < 0.5;
}

double variance_of_pair(const JudgedPair& pair) {
  const double n = static_cast<double>(pair.labelled()) + 1;
  const double better = (static_cast<double>(pair.candidate_better) + 0.5) / n;
  const double worse = (static_cast<double>(pair.baseline_better) + 0.5) / n;
  return better + worse - square(better - worse);
}

struct PairedEstimate {
  double difference = 0;
  double variance = 0;
  double unlabelled = 0;  // share of the cases
};

PairedEstimate estimated(const JudgedPairs& pairs) {
  PairedEstimate result;
  double squares = 0;
  for (const JudgedPair& pair : strata_of(pairs)) {
    const double share = pair.cases / pairs.cases();
    const auto labels = static_cast<double>(pair.labelled());
    if (labels == 0) {
      result.unlabelled += share;
      continue;
    }
    const double difference =
        static_cast<double>(pair.candidate_better - pair.baseline_better) / labels;
    result.difference += share * difference;
    result.variance += square(share) * variance_of_pair(pair) / labels;
    squares += share * square(difference);
  }
  // What the sampling of the cases adds: a stratum might have had more or fewer.
  result.variance += std::max(0.0, squares - square(result.difference)) / pairs.cases();
  return result;
}

Interval within_unit(double low, double high) {
  return {std::max(-1.0, low), std::min(1.0, high)};
}

std::int64_t whole(double cases) {
  return std::llround(std::min(cases, 1e15));
}

// The decision that an interval for every confidence inverts into.
template <class IntervalAt>
NonInferiority decided(const IntervalAt& interval_at, double margin, double alpha) {
  constexpr double kSmallestP = 1e-12;
  // One-sided: the level at which the bound comes to the margin; nothing where it is
  // not beyond it at any.
  const auto p_of = [&](const auto& is_beyond) -> std::optional<double> {
    if (!is_beyond(interval_at(kSmallestP))) return std::nullopt;
    const auto beyond = [&](double z) {
      return is_beyond(interval_at(1 - 2 * normal_cdf(-z))) ? 1.0 : -1.0;
    };
    const double z = find_root(beyond, 0, -normal_quantile(kSmallestP), 60);
    return std::max(kSmallestP, normal_cdf(-z));
  };
  const auto above = p_of([&](const Interval& interval) { return interval.low > -margin; });
  const auto below = p_of([&](const Interval& interval) { return interval.high < -margin; });
  NonInferiority result;
  result.interval = interval_at(1 - 2 * alpha);
  result.p_not_inferior = above ? *above : below ? 1 - *below : 1;
  result.p_inferior = below ? *below : above ? 1 - *above : 1;
  if (result.p_not_inferior <= alpha) result.decision = Decision::pass;
  if (result.p_inferior <= alpha) result.decision = Decision::fail;
  return result;
}

}  // namespace

double JudgedPairs::cases() const {
  return both.cases + only_candidate.cases + only_baseline.cases + neither.cases;
}

std::int64_t JudgedPairs::labelled() const {
  return both.labelled() + only_candidate.labelled() + only_baseline.labelled() +
         neither.labelled();
}

std::optional<NonInferiority> non_inferiority(const JudgedPairs& pairs, double margin,
                                              double alpha) {
  if (!is_usable(pairs) || !is_question(margin, alpha)) return std::nullopt;
  const PairedEstimate estimate = estimated(pairs);
  const auto interval_at = [&](double confidence) {
    const double reach =
        two_sided_z(confidence) * std::sqrt(estimate.variance) + estimate.unlabelled;
    return within_unit(estimate.difference - reach, estimate.difference + reach);
  };
  NonInferiority result = decided(interval_at, margin, alpha);
  result.difference = estimate.difference;
  result.cases = whole(pairs.cases());
  result.discordant = whole(pairs.only_candidate.cases + pairs.only_baseline.cases);
  result.units = result.cases;
  return result;
}

std::optional<NonInferiority> non_inferiority(const JudgedRate& candidate,
                                              const JudgedRate& baseline, double margin,
                                              double alpha) {
  if (!is_question(margin, alpha)) return std::nullopt;
  const auto of_candidate = post_stratified(candidate, 1 - 2 * alpha);
  const auto of_baseline = post_stratified(baseline, 1 - 2 * alpha);
  if (!of_candidate || !of_baseline) return std::nullopt;
  const auto interval_at = [&](double confidence) {
    const Corrected a = *post_stratified(candidate, confidence);
    const Corrected b = *post_stratified(baseline, confidence);
    const auto minus = [](const std::array<double, 2>& rates) { return rates[0] - rates[1]; };
    const Interval interval =
        square_and_add(minus, std::array{Part{a.value, a.interval}, Part{b.value, b.interval}});
    return within_unit(interval.low, interval.high);
  };
  NonInferiority result = decided(interval_at, margin, alpha);
  result.difference = of_candidate->value - of_baseline->value;
  result.cases =
      whole(std::min(candidate.passed + candidate.failed, baseline.passed + baseline.failed));
  result.units = result.cases;
  return result;
}

}  // namespace assay
