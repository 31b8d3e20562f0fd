#include "harness/stats/judged_rate.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

#include "harness/stats/decision.h"
#include "harness/stats/distribution.h"
#include "harness/stats/proportion.h"

namespace assay {
namespace {

// The judged rate, and what people pass of the cells judged a pass and a fail.
using Parts = std::array<double, 3>;

double true_rate(const Parts& parts) {
  const auto [p, of_passed, of_failed] = parts;
  return p * of_passed + (1 - p) * of_failed;
}

double sensitivity_of(const Parts& parts) {
  return parts[0] * parts[1] / true_rate(parts);
}

double specificity_of(const Parts& parts) {
  return (1 - parts[0]) * (1 - parts[2]) / (1 - true_rate(parts));
}

double kappa_of(const Parts& parts) {
  const auto [p, of_passed, of_failed] = parts;
  const double truth = true_rate(parts);
  const double agreed = p * of_passed + (1 - p) * (1 - of_failed);
  const double by_chance = p * truth + (1 - p) * (1 - truth);
  return (agreed - by_chance) / (1 - by_chance);
}

bool are_valid(const StratumLabels& labels) {
  return std::isfinite(labels.n) && labels.passed >= 0 && labels.passed <= labels.n;
}

bool is_valid(const Part& rate) {
  return 0 <= rate.limits.low && rate.limits.low <= rate.value && rate.value <= rate.limits.high &&
         rate.limits.high <= 1;
}

// What people may pass of a stratum: one estimate, or either end of what is possible.
std::vector<Part> possible(const StratumLabels& labels, double confidence, LabelLimits limits) {
  if (labels.n == 0) return {{0, {0, 0}}, {1, {1, 1}}};
  const bool is_lopsided = std::min(labels.passed, labels.n - labels.passed) < kFewestDiffering;
  const bool is_exact = limits == LabelLimits::careful && is_lopsided;
  return {{labels.passed / labels.n, is_exact
                                         ? *clopper_pearson(labels.passed, labels.n, confidence)
                                         : *wilson(labels.passed, labels.n, confidence)}};
}

double middle(const StratumLabels& labels) {
  return labels.n == 0 ? 0.5 : labels.passed / labels.n;
}

template <class Function>
std::optional<Corrected> corrected(const Function& whole, const Part& judged,
                                   const StratumLabels& of_passed, const StratumLabels& of_failed,
                                   double confidence, double lowest, LabelLimits limits) {
  if (!is_valid(judged) || !are_valid(of_passed) || !are_valid(of_failed) ||
      of_passed.n + of_failed.n == 0 || !is_inside_unit(confidence)) {
    return std::nullopt;
  }
  Corrected result;
  result.value = whole(Parts{judged.value, middle(of_passed), middle(of_failed)});
  if (!std::isfinite(result.value)) return std::nullopt;
  result.interval = {result.value, result.value};
  for (const Part& passed : possible(of_passed, confidence, limits)) {
    for (const Part& failed : possible(of_failed, confidence, limits)) {
      const Interval interval = square_and_add(whole, std::array{judged, passed, failed});
      // Where the whole is not a number at one end, the other end tells of it.
      result.interval.low = std::fmin(result.interval.low, interval.low);
      result.interval.high = std::fmax(result.interval.high, interval.high);
    }
  }
  result.interval.low = std::max(lowest, result.interval.low);
  result.interval.high = std::min(1.0, result.interval.high);
  result.unlabelled =
      (of_passed.n == 0 ? judged.value : 0) + (of_failed.n == 0 ? 1 - judged.value : 0);
  return result;
}

template <class Function>
std::optional<Corrected> corrected(const Function& whole, const JudgedRate& judged,
                                   double confidence, double lowest,
                                   LabelLimits limits = LabelLimits::wilson) {
  const double cells = judged.passed + judged.failed;
  const auto of_judged = wilson(judged.passed, cells, confidence);
  if (!of_judged) return std::nullopt;
  return corrected(whole, Part{judged.passed / cells, *of_judged}, judged.labels_of_passed,
                   judged.labels_of_failed, confidence, lowest, limits);
}

}  // namespace

std::optional<StratumLabels> weighted_labels(std::span<const double> weights_of_passed,
                                             std::span<const double> weights_of_failed) {
  const auto sum_of = [](std::span<const double> weights, const auto& term) {
    double sum = 0;
    for (const double weight : weights) sum += weight > 0 ? term(weight) : NAN;
    return sum;
  };
  const auto itself = [](double weight) { return weight; };
  const double passed = sum_of(weights_of_passed, itself);
  const double all = passed + sum_of(weights_of_failed, itself);
  const double squares = sum_of(weights_of_passed, square) + sum_of(weights_of_failed, square);
  if (!std::isfinite(squares)) return std::nullopt;
  if (squares == 0) return StratumLabels{};
  const double n = square(all) / squares;
  return StratumLabels{n, std::min(n, passed / all * n)};
}

std::optional<Corrected> post_stratified(const JudgedRate& judged, double confidence,
                                         LabelLimits limits) {
  return corrected(true_rate, judged, confidence, 0, limits);
}

std::optional<Corrected> post_stratified(const Part& judged, const StratumLabels& of_passed,
                                         const StratumLabels& of_failed, double confidence,
                                         LabelLimits limits) {
  return corrected(true_rate, judged, of_passed, of_failed, confidence, 0, limits);
}

std::optional<Corrected> judge_sensitivity(const JudgedRate& judged, double confidence) {
  return corrected(sensitivity_of, judged, confidence, 0);
}

std::optional<Corrected> judge_specificity(const JudgedRate& judged, double confidence) {
  return corrected(specificity_of, judged, confidence, 0);
}

std::optional<Corrected> judge_kappa(const JudgedRate& judged, double confidence) {
  return corrected(kappa_of, judged, confidence, -1);
}

}  // namespace assay
