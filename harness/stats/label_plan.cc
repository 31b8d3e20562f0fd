#include "harness/stats/label_plan.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>

#include "harness/stats/distribution.h"
#include "harness/stats/square.h"

namespace assay {
namespace {

bool is_share(double x) {
  return x >= 0 && x <= 1;
}

double deviation_of(double rate) {
  return std::sqrt(rate * (1 - rate));
}

// `labels` in whole numbers by `weights`, no more of each than `most`, which are
// enough for all: those with the largest fractions are rounded up.
std::vector<std::int64_t> split(std::int64_t labels, std::span<const double> weights,
                                std::span<const std::int64_t> most) {
  const double sum = std::accumulate(weights.begin(), weights.end(), 0.0);
  std::vector<std::int64_t> result;
  std::vector<double> fractions;
  for (std::size_t i = 0; i < weights.size(); ++i) {
    const double exact = sum > 0 ? static_cast<double>(labels) * weights[i] / sum : 0;
    result.push_back(std::min(static_cast<std::int64_t>(exact), most[i]));
    fractions.push_back(exact - std::floor(exact));
  }
  std::int64_t left = labels - std::accumulate(result.begin(), result.end(), std::int64_t{0});
  for (; left > 0; --left) {
    std::size_t next = 0;
    for (std::size_t i = 1; i < weights.size(); ++i) {
      if (result[next] >= most[next] || (result[i] < most[i] && fractions[i] > fractions[next])) {
        next = i;
      }
    }
    ++result[next];
    fractions[next] -= 1;
  }
  return result;
}

// By how much labels must bring the variance down to reach the width: all of it but
// what the sampling of the cells themselves adds.
double variance_left(const ExpectedJudge& judge, double cells, double half_width, double z) {
  return square(half_width / z) -
         square(judge.right_passes - judge.wrong_fails) * judge.passes * (1 - judge.passes) / cells;
}

// All labels, as they vary least; a verdict that would get more than its cells gets them.
double by_verdict(const std::array<double, 2>& shares, const std::array<double, 2>& deviations,
                  double cells, double variance) {
  const double first = shares[0] * deviations[0];
  const double second = shares[1] * deviations[1];
  const double total = square(first + second) / variance;
  if (total == 0) return 0;
  for (const std::size_t full : {0U, 1U}) {
    const double own = shares[full] * deviations[full];
    const double all = shares[full] * cells;
    if (own / (first + second) * total <= all) continue;
    const double rest = variance - square(own) / all;
    return rest > 0 ? all + square(full == 0 ? second : first) / rest : INFINITY;
  }
  return total;
}

}  // namespace

std::optional<ExpectedJudge> expected_judge(double rate, double sensitivity, double specificity) {
  if (!is_share(rate) || !is_share(sensitivity) || !is_share(specificity)) return std::nullopt;
  const double passes = rate * sensitivity + (1 - rate) * (1 - specificity);
  if (!is_inside_unit(passes)) return std::nullopt;
  return ExpectedJudge{passes, std::min(1.0, rate * sensitivity / passes),
                       std::min(1.0, rate * (1 - sensitivity) / (1 - passes))};
}

std::optional<ExpectedJudge> expected_judge(const JudgedRate& judged) {
  const double cells = judged.passed + judged.failed;
  if (!(judged.passed >= 0) || !(judged.failed >= 0) || !(cells > 0) || !std::isfinite(cells)) {
    return std::nullopt;
  }
  const auto smoothed = [](const StratumLabels& labels) {
    return (labels.passed + 1) / (labels.n + 2);
  };
  return ExpectedJudge{judged.passed / cells, smoothed(judged.labels_of_passed),
                       smoothed(judged.labels_of_failed)};
}

std::vector<std::int64_t> neyman_allocation(std::int64_t labels,
                                            std::span<const LabelStratum> strata) {
  if (labels < 0) return {};
  std::vector<double> weights;
  std::vector<std::int64_t> most;
  for (const LabelStratum& stratum : strata) {
    if (stratum.cells < 0 || !(stratum.deviation >= 0) || !std::isfinite(stratum.deviation))
      return {};
    weights.push_back(static_cast<double>(stratum.cells) * stratum.deviation);
    most.push_back(stratum.cells);
  }
  std::int64_t left = std::min(labels, std::accumulate(most.begin(), most.end(), std::int64_t{0}));
  std::vector<std::int64_t> result(strata.size(), 0);
  // A stratum that gets all its cells leaves its surplus to the others, which may fill
  // one of them in turn.
  for (bool is_filling = true; is_filling;) {
    is_filling = false;
    const double sum = std::accumulate(weights.begin(), weights.end(), 0.0);
    const auto of = static_cast<double>(left);
    for (std::size_t i = 0; i < weights.size(); ++i) {
      if (weights[i] > 0 && of * weights[i] / sum >= static_cast<double>(most[i])) {
        result[i] += most[i];
        left -= most[i];
        most[i] = 0;
        weights[i] = 0;
        is_filling = true;
      }
    }
  }
  if (std::all_of(weights.begin(), weights.end(), [](double weight) { return weight == 0; })) {
    for (std::size_t i = 0; i < weights.size(); ++i) weights[i] = static_cast<double>(most[i]);
  }
  const std::vector<std::int64_t> rest = split(left, weights, most);
  for (std::size_t i = 0; i < rest.size(); ++i) result[i] += rest[i];
  return result;
}

std::optional<LabelPlan> labels_needed(const ExpectedJudge& judge, std::int64_t cells,
                                       double half_width, double confidence,
                                       LabelSampling sampling) {
  if (!is_share(judge.passes) || !is_share(judge.right_passes) || !is_share(judge.wrong_fails) ||
      cells < kFewestLabels || !(half_width > 0) || !is_inside_unit(confidence)) {
    return std::nullopt;
  }
  const auto all = static_cast<double>(cells);
  const double variance = variance_left(judge, all, half_width, two_sided_z(confidence));
  if (!(variance > 0)) return std::nullopt;
  const std::array<double, 2> shares = {judge.passes, 1 - judge.passes};
  const std::array<double, 2> deviations = {deviation_of(judge.right_passes),
                                            deviation_of(judge.wrong_fails)};
  const bool is_random = sampling == LabelSampling::random;
  const double exact =
      is_random ? (shares[0] * square(deviations[0]) + shares[1] * square(deviations[1])) / variance
                : by_verdict(shares, deviations, all, variance);
  if (!(exact <= all)) return std::nullopt;
  const std::int64_t labels =
      std::max<std::int64_t>(kFewestLabels, static_cast<std::int64_t>(std::ceil(exact)));
  const std::int64_t passed = std::llround(shares[0] * all);
  const std::array<LabelStratum, 2> strata = {
      LabelStratum{passed, is_random ? 1 : deviations[0]},
      LabelStratum{cells - passed, is_random ? 1 : deviations[1]}};
  const std::vector<std::int64_t> each = neyman_allocation(labels, strata);
  return LabelPlan{each[0], each[1]};
}

}  // namespace assay
