#include "harness/report/compare/corrected_change.h"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>

#include "harness/report/rates.h"
#include "harness/stats/judged_pairs.h"

namespace assay {
namespace {

bool counts_verdicts(const MetricRow& metric) {
  return metric.share != nullptr && metric.share->is_corrected;
}

// Cases that were asked once on both sides, by their verdicts, and what people say of both.
JudgedPairs judged_pairs(const JudgedArms& arms) {
  JudgedPairs pairs;
  for (const CommonCase& at : arms.common) {
    const ArmCase& candidate = arms.candidate.cases[at.candidate];
    const ArmCase& baseline = arms.baseline.cases[at.baseline];
    if (candidate.counts.scored() != 1 || baseline.counts.scored() != 1) continue;
    const bool is_passed = candidate.counts.passed == 1;
    const bool was_passed = baseline.counts.passed == 1;
    JudgedPair& pair = is_passed ? (was_passed ? pairs.both : pairs.only_candidate)
                                 : (was_passed ? pairs.only_baseline : pairs.neither);
    ++pair.cases;
    if (!candidate.label || !baseline.label) continue;
    ++(*candidate.label == *baseline.label ? pair.equal
       : *candidate.label                  ? pair.candidate_better
                                           : pair.baseline_better);
  }
  return pairs;
}

// Those where labels of both sides stand on the same cases, and on enough of them. Only where
// judges decide every one: the labels of a stratum stand for all of it.
std::optional<JudgedPairs> labelled_pairs(const JudgedArms& arms) {
  const auto is_by_judges = [&](const CommonCase& at) {
    return arms.candidate.cases[at.candidate].is_by_judges &&
           arms.baseline.cases[at.baseline].is_by_judges;
  };
  if (arms.candidate.repeats != 1 || arms.baseline.repeats != 1) return std::nullopt;
  if (!std::ranges::all_of(arms.common, is_by_judges)) return std::nullopt;
  JudgedPairs pairs = judged_pairs(arms);
  return pairs.labelled() >= kFewestLabels ? std::optional(pairs) : std::nullopt;
}

// With a case for a cell: repeats are no cases.
JudgedRate judged_rate(const std::vector<double>& rates, const VariantLabels& labels) {
  const double passed = std::accumulate(rates.begin(), rates.end(), 0.0);
  return {passed, static_cast<double>(rates.size()) - passed, labels.of_passed, labels.of_failed};
}

bool has_judged_case(const Arm& arm) {
  return std::ranges::any_of(arm.cases, &ArmCase::is_by_judges);
}

}  // namespace

bool JudgedArms::are_corrected() const {
  return counts_verdicts(metric) && !by_verdicts_alone && baseline.variant.labels.correct() &&
         candidate.variant.labels.correct();
}

std::optional<NonInferiority> corrected_change(const JudgedArms& arms, const PairedValues& values,
                                               Scenario scenario, double margin, double alpha) {
  if (scenario == Scenario::observed)
    if (const auto pairs = labelled_pairs(arms)) return non_inferiority(*pairs, margin, alpha);
  return non_inferiority(judged_rate(values.candidate, arms.candidate.variant.labels),
                         judged_rate(values.baseline, arms.baseline.variant.labels), margin, alpha);
}

std::optional<double> corrected_level(const std::vector<double>& rates,
                                      const VariantLabels& labels) {
  const std::optional<Corrected> corrected =
      post_stratified(judged_rate(rates, labels), kConfidence);
  return corrected ? std::optional(corrected->value) : std::nullopt;
}

std::string judge_text(const JudgedArms& arms) {
  if (!counts_verdicts(arms.metric)) return "";
  if (!has_judged_case(arms.candidate) && !has_judged_case(arms.baseline)) return "";
  if (arms.are_corrected())
    return fmt::format("; judges corrected by {} and {} labels",
                       arms.candidate.variant.labels.count, arms.baseline.variant.labels.count);
  return fmt::format(
      "; as judged: whether judges err alike on both sides would take {} labels of each",
      kFewestLabels);
}

}  // namespace assay
