#include "harness/report/compare/corrected_change.h"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>

#include "harness/report/rates.h"
#include "harness/stats/judged_pairs.h"
#include "harness/stats/marked_mean.h"

namespace assay {
namespace {

Share::Corrected corrected_by(const MetricRow& metric) {
  return metric.share == nullptr ? Share::Corrected::nothing : metric.share->corrected;
}

// Whether both sides' scores are corrected in the same way, this one.
bool are_scores_by(const JudgedArms& arms, ScoreLabels::By by) {
  return corrected_by(arms.metric) == Share::Corrected::scores &&
         arms.baseline.variant.score_labels.by == by &&
         arms.candidate.variant.score_labels.by == by;
}

bool counts_verdicts(const JudgedArms& arms) {
  return corrected_by(arms.metric) == Share::Corrected::verdicts ||
         are_scores_by(arms, ScoreLabels::By::verdicts);
}

// Whether the two were asked the same of every common case, as far as their prompts go.
bool ask_alike(const JudgedArms& arms) {
  const Arm& a = arms.candidate;
  const Arm& b = arms.baseline;
  if (a.run == b.run && a.variant.prompt == b.variant.prompt) return true;
  return !a.prompt_hash.empty() && a.prompt_hash == b.prompt_hash;
}

bool say_the_same(const ArmCase& a, const ArmCase& b) {
  return a.reply != nullptr && b.reply != nullptr && a.reply->answer == b.reply->answer;
}

bool labels_differ(const ArmCase& a, const ArmCase& b) {
  return a.label && b.label && *a.label != *b.label;
}

// Whether one label is of both sides wherever they say the same. Labels of one variant alone
// may tell equal texts apart.
bool share_labels(const JudgedArms& arms) {
  return ask_alike(arms) && std::ranges::none_of(arms.common, [&](const CommonCase& at) {
           const ArmCase& a = arms.candidate.cases[at.candidate];
           const ArmCase& b = arms.baseline.cases[at.baseline];
           return say_the_same(a, b) && labels_differ(a, b);
         });
}

JudgedPair& stratum_of(const ArmCase& candidate, const ArmCase& baseline, JudgedPairs& pairs) {
  const bool is_passed = candidate.counts.passed == 1;
  const bool was_passed = baseline.counts.passed == 1;
  if (is_passed != was_passed) return is_passed ? pairs.only_candidate : pairs.only_baseline;
  if (say_the_same(candidate, baseline)) return is_passed ? pairs.both_alike : pairs.neither_alike;
  return is_passed ? pairs.both : pairs.neither;
}

// Cases that were asked once on both sides, by their verdicts, and what people say of both.
JudgedPairs judged_pairs(const JudgedArms& arms) {
  JudgedPairs pairs;
  const bool is_same_where_alike = share_labels(arms);
  for (const CommonCase& at : arms.common) {
    const ArmCase& candidate = arms.candidate.cases[at.candidate];
    const ArmCase& baseline = arms.baseline.cases[at.baseline];
    if (candidate.counts.scored() != 1 || baseline.counts.scored() != 1) continue;
    if (is_same_where_alike && say_the_same(candidate, baseline)) {
      ++pairs.same;
      continue;
    }
    JudgedPair& pair = stratum_of(candidate, baseline, pairs);
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

// Whether judges have a say in the metric.
bool are_judged(const JudgedArms& arms) {
  if (corrected_by(arms.metric) == Share::Corrected::scores)
    return arms.candidate.variant.score_labels.is_judged ||
           arms.baseline.variant.score_labels.is_judged;
  return has_judged_case(arms.candidate) || has_judged_case(arms.baseline);
}

// Of cases that have a score on both sides.
std::int64_t marks_of(const JudgedArms& arms, std::size_t CommonCase::*place, const Arm& arm) {
  return std::ranges::count_if(arms.common, [&](const CommonCase& at) {
    return arms.candidate.cases[at.candidate].counts.score &&
           arms.baseline.cases[at.baseline].counts.score && arm.cases[at.*place].mark;
  });
}

MarkedAnswer marked_answer(const ArmCase& of, double value) {
  const bool is_given = of.counts.scored() == 0;  // by a scenario
  return {value, is_given ? std::nullopt : of.mark, is_given};
}

std::vector<MarkedPair> marked_pairs(const JudgedArms& arms, const PairedValues& values) {
  std::vector<MarkedPair> pairs;
  for (std::size_t i = 0; i < values.size(); ++i) {
    const CommonCase& at = arms.common[values.places[i]];
    pairs.push_back({marked_answer(arms.candidate.cases[at.candidate], values.candidate[i]),
                     marked_answer(arms.baseline.cases[at.baseline], values.baseline[i])});
  }
  return pairs;
}

template <class Estimate>
std::optional<double> value_of(const std::optional<Estimate>& estimate) {
  return estimate ? std::optional(estimate->value) : std::nullopt;
}

}  // namespace

bool JudgedArms::are_corrected() const {
  if (by_verdicts_alone) return false;
  if (counts_verdicts(*this))
    return baseline.variant.labels.correct() && candidate.variant.labels.correct();
  return are_scores_by(*this, ScoreLabels::By::marks) &&
         marks_of(*this, &CommonCase::baseline, baseline) >= kFewestMarks &&
         marks_of(*this, &CommonCase::candidate, candidate) >= kFewestMarks;
}

std::optional<NonInferiority> corrected_change(const JudgedArms& arms, const PairedValues& values,
                                               Scenario scenario, double margin, double alpha) {
  if (!counts_verdicts(arms)) return non_inferiority(marked_pairs(arms, values), margin, alpha);
  if (scenario == Scenario::observed)
    if (const auto pairs = labelled_pairs(arms)) return non_inferiority(*pairs, margin, alpha);
  return non_inferiority(judged_rate(values.candidate, arms.candidate.variant.labels),
                         judged_rate(values.baseline, arms.baseline.variant.labels), margin, alpha);
}

CorrectedLevels corrected_levels(const JudgedArms& arms, const PairedValues& values) {
  if (!counts_verdicts(arms)) {
    std::vector<MarkedAnswer> candidate;
    std::vector<MarkedAnswer> baseline;
    for (const MarkedPair& pair : marked_pairs(arms, values)) {
      candidate.push_back(pair.candidate);
      baseline.push_back(pair.baseline);
    }
    return {value_of(marked_mean(baseline, kConfidence)),
            value_of(marked_mean(candidate, kConfidence))};
  }
  const auto level = [](const std::vector<double>& rates, const VariantLabels& labels) {
    return value_of(post_stratified(judged_rate(rates, labels), kConfidence));
  };
  return {level(values.baseline, arms.baseline.variant.labels),
          level(values.candidate, arms.candidate.variant.labels)};
}

std::string correction_test(const JudgedArms& arms) {
  return counts_verdicts(arms) ? "labels" : "marks";
}

std::string judge_text(const JudgedArms& arms) {
  const Share::Corrected by = corrected_by(arms.metric);
  if (by == Share::Corrected::nothing || !are_judged(arms)) return "";
  const ScoreLabels& candidate = arms.candidate.variant.score_labels;
  const ScoreLabels& baseline = arms.baseline.variant.score_labels;
  if (arms.are_corrected()) {
    return counts_verdicts(arms) ? fmt::format("; judges corrected by {} and {} labels",
                                               arms.candidate.variant.labels.count,
                                               arms.baseline.variant.labels.count)
                                 : fmt::format("; judges corrected by {} and {} marks",
                                               candidate.count, baseline.count);
  }
  if (by == Share::Corrected::verdicts)
    return fmt::format(
        "; as judged: whether judges err alike on both sides would take {} labels of each",
        kFewestLabels);
  const std::string& why = candidate.why_not.empty() ? baseline.why_not : candidate.why_not;
  return "; as judged" + (why.empty() ? "" : ": " + why);
}

}  // namespace assay
