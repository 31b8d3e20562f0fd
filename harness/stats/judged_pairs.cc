#include "harness/stats/judged_pairs.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "harness/stats/decided.h"
#include "harness/stats/distribution.h"
#include "harness/stats/square.h"
#include "harness/stats/square_and_add.h"

namespace assay {
namespace {

std::array<JudgedPair, 6> strata_of(const JudgedPairs& pairs) {
  return {pairs.both,    pairs.only_candidate, pairs.only_baseline,
          pairs.neither, pairs.both_alike,     pairs.neither_alike};
}

bool is_usable(const JudgedPairs& pairs) {
  for (const JudgedPair& pair : strata_of(pairs)) {
    if (!(pair.cases >= 0) || pair.candidate_better < 0 || pair.equal < 0 ||
        pair.baseline_better < 0) {
      return false;
    }
  }
  return pairs.same >= 0 && pairs.cases() > 0 && std::isfinite(pairs.cases()) &&
         pairs.labelled() > 0;
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

}  // namespace

double JudgedPairs::cases() const {
  double sum = same;
  for (const JudgedPair& pair : strata_of(*this)) sum += pair.cases;
  return sum;
}

std::int64_t JudgedPairs::labelled() const {
  std::int64_t sum = 0;
  for (const JudgedPair& pair : strata_of(*this)) sum += pair.labelled();
  return sum;
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
    const Corrected a = *post_stratified(candidate, confidence, LabelLimits::careful);
    const Corrected b = *post_stratified(baseline, confidence, LabelLimits::careful);
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
