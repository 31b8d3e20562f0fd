#include "harness/report/gate/pair_evidence.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <iterator>
#include <numeric>
#include <optional>
#include <string>
#include <utility>

#include "harness/base/count_text.h"
#include "harness/plan/plan.h"
#include "harness/report/compare/change.h"
#include "harness/report/compare/sequential_gate.h"
#include "harness/report/gate/pair_reason.h"
#include "harness/stats/judged_pairs.h"
#include "harness/stats/multiplicity.h"

namespace assay {
namespace {

// Judged: difference >= -margin is asked.
PairReading judged_reading(const std::optional<NonInferiority>& change) {
  if (!change) return {};
  return {{change->difference, change->interval.low, change->interval.high, change->cases},
          change->p_not_inferior <= kLevel,
          change->p_inferior};
}

// With stop_early: valid whenever the run stopped. Errors are bet both ways, so
// that no scenario changes it.
PairReading sequential_reading(const PairQuestion& question) {
  const Arm& candidate = *question.pair.candidate;
  const std::size_t cases = candidate.cases.size();
  SequentialComparison comparison(*question.metric.share,
                                  sequential_plan(question.gate, question.family, cases),
                                  dispatch_order(cases, candidate.seed), candidate.repeats);
  comparison.add(counts_of(*question.pair.baseline), counts_of(candidate));
  return judged_reading(comparison.decision());
}

// Measured: change <= limit is asked. A resampled interval has no p of its own: at
// the family's strictest level it either excludes the limit or says nothing.
PairReading measured_reading(const PairQuestion& question, const PairedValues& values) {
  const Gate& gate = question.gate;
  const ChangeForm form = gate.at_most_ratio ? ChangeForm::ratio : ChangeForm::difference;
  const GateLimits limits{{}, gate.at_most_ratio.value_or(gate.no_worse_than.value_or(0))};
  const auto change_at = [&](double confidence) {
    Estimated estimate;
    estimate.n = static_cast<std::int64_t>(values.size());
    const auto change = measured_change(values, question.metric.shape, form, confidence,
                                        question.pair.candidate->seed);
    if (change) {
      estimate = {change->value, change->interval.low, change->interval.high, estimate.n};
    }
    return estimate;
  };
  PairReading reading{change_at(kConfidence)};
  const GateOutcome alone = outcome_of(reading.change, limits);
  reading.passes = alone == GateOutcome::pass;
  const double strictest = kAlpha / static_cast<double>(question.family);
  if (alone == GateOutcome::fail &&
      outcome_of(change_at(1 - 2 * strictest), limits) == GateOutcome::fail) {
    reading.p_worse = strictest;
  }
  return reading;
}

// Whether people have said enough of both sides' answers to correct what judges said.
bool is_corrected(const PairQuestion& question) {
  return question.metric.share != nullptr && question.metric.share->is_corrected &&
         !is_sequential(question.gate) && question.gate.cluster.empty() &&
         question.pair.baseline->variant.labels.correct() &&
         question.pair.candidate->variant.labels.correct();
}

// Cases that were asked once on both sides, by their verdicts, and what people say of both.
JudgedPairs judged_pairs(const PairQuestion& question) {
  JudgedPairs pairs;
  for (const CommonCase& at : question.common) {
    const ArmCase& candidate = question.pair.candidate->cases[at.candidate];
    const ArmCase& baseline = question.pair.baseline->cases[at.baseline];
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

// Whether labels of both sides stand on the same cases, and on enough of them. Only where
// judges decide every one: the labels of a stratum stand for all of it.
bool has_pairs(const PairQuestion& question) {
  const auto is_by_judges = [&](const CommonCase& at) {
    return question.pair.candidate->cases[at.candidate].is_by_judges &&
           question.pair.baseline->cases[at.baseline].is_by_judges;
  };
  return question.pair.candidate->repeats == 1 && question.pair.baseline->repeats == 1 &&
         std::ranges::all_of(question.common, is_by_judges) &&
         judged_pairs(question).labelled() >= kFewestLabels;
}

// With a case for a cell: repeats are no cases.
JudgedRate judged_rate(const std::vector<double>& rates, const VariantLabels& labels) {
  const double passed = std::accumulate(rates.begin(), rates.end(), 0.0);
  return {passed, static_cast<double>(rates.size()) - passed, labels.of_passed, labels.of_failed};
}

// A judge may err more for one side: labels are of both. Where a scenario gives errors a
// verdict there are no pairs of them, and each side is corrected by itself.
PairReading corrected_reading(const PairQuestion& question, const PairedValues& values,
                              Scenario scenario) {
  if (scenario == Scenario::observed && has_pairs(question))
    return judged_reading(
        non_inferiority(judged_pairs(question), *question.gate.no_worse_than, kAlpha));
  return judged_reading(
      non_inferiority(judged_rate(values.candidate, question.pair.candidate->variant.labels),
                      judged_rate(values.baseline, question.pair.baseline->variant.labels),
                      *question.gate.no_worse_than, kAlpha));
}

PairReading read(const PairQuestion& question, Scenario scenario) {
  const bool is_judged = question.metric.shape.is_judged();
  if (is_judged && is_sequential(question.gate)) return sequential_reading(question);
  const PairedValues values = question.values(scenario);
  if (!is_judged) return measured_reading(question, values);
  PairReading reading =
      is_corrected(question)
          ? corrected_reading(question, values, scenario)
          : judged_reading(judged_change(values, *question.gate.no_worse_than, kAlpha));
  reading.change.n = static_cast<std::int64_t>(values.size());
  return reading;
}

// Of all pairs, corrected.
std::vector<PairReading> read_all(const std::vector<PairQuestion>& questions, Scenario scenario) {
  std::vector<PairReading> readings;
  std::vector<double> p;
  for (const PairQuestion& question : questions) {
    readings.push_back(read(question, scenario));
    p.push_back(readings.back().p_worse);
  }
  const std::vector<double> corrected = holm(p);
  for (std::size_t i = 0; i < readings.size(); ++i) readings[i].p_corrected = corrected[i];
  return readings;
}

// Cells without a verdict, on the common cases of both sides.
std::int64_t errors_of(const PairQuestion& question) {
  std::int64_t errors = 0;
  for (const CommonCase& at : question.common) {
    errors += question.pair.baseline->cases[at.baseline].counts.errors +
              question.pair.candidate->cases[at.candidate].counts.errors;
  }
  return errors;
}

// Whether there is neither an error nor a cell that was never asked.
bool is_complete(const PairQuestion& question) {
  const auto asked_all = [](const Arm& arm) {
    return missing_cells(counts_of(arm), arm.repeats) == 0;
  };
  return errors_of(question) == 0 && asked_all(*question.pair.baseline) &&
         asked_all(*question.pair.candidate);
}

// Replies of earlier runs leave times open: asked again they would have some.
bool has_stored_times(const PairQuestion& question) {
  return question.metric.shape.is_time() && (question.pair.baseline->variant.cached > 0 ||
                                             question.pair.candidate->variant.cached > 0);
}

GateEvidence::Cells cells_of(const Arm& arm) {
  GateEvidence::Cells cells{arm.name};
  for (const ArmCase& of : arm.cases) {
    cells.errors += of.counts.errors;
    cells.all += of.counts.all();
  }
  return cells;
}

// What people have to do with it; "" where no judge was asked.
std::string judge_text(const PairQuestion& question) {
  if (!question.is_judged_by_models || question.metric.share == nullptr ||
      !question.metric.share->is_corrected)
    return "";
  const VariantLabels& baseline = question.pair.baseline->variant.labels;
  const VariantLabels& candidate = question.pair.candidate->variant.labels;
  if (is_corrected(question))
    return fmt::format("; judges corrected by {} and {} labels", candidate.count, baseline.count);
  return fmt::format(
      "; as judged: whether judges err alike on both sides would take {} labels of each",
      kFewestLabels);
}

GateEvidence nothing_on(const Gate& gate, const ArmPair& pair, std::string reason) {
  return {.gate = &gate,
          .variant = pair.candidate ? pair.candidate->name : "",
          .baseline = pair.baseline                   ? pair.baseline->name
                      : gate.baseline->stored.empty() ? ""
                                                      : "stored:" + gate.baseline->stored,
          .reason = std::move(reason)};
}

std::vector<GateEvidence> evidence_on(const std::vector<PairQuestion>& questions) {
  const std::vector<PairReading> seen = read_all(questions, Scenario::observed);
  // Without an error or a missing sample all scenarios are the observed one.
  const bool whole = std::ranges::all_of(questions, is_complete);
  const auto in = [&](Scenario scenario) { return whole ? seen : read_all(questions, scenario); };
  const std::vector<PairReading> best = in(Scenario::best);
  const std::vector<PairReading> worst = in(Scenario::worst);
  const std::vector<PairReading> at_best = in(Scenario::best_and_missing);
  std::vector<GateEvidence> found;
  for (std::size_t i = 0; i < questions.size(); ++i) {
    const PairQuestion& question = questions[i];
    GateEvidence& evidence = found.emplace_back(nothing_on(
        question.gate, question.pair, pair_reason(question, seen[i]) + judge_text(question)));
    evidence.observed = seen[i].change;
    evidence.p_worse = seen[i].p_corrected;
    evidence.cells = {cells_of(*question.pair.baseline), cells_of(*question.pair.candidate)};
    evidence.seen = seen[i].outcome();
    const std::int64_t errors = errors_of(question);
    if (errors != 0 && evidence.seen != GateOutcome::error) {
      evidence.errors = {best[i].outcome(), worst[i].outcome(), counted(errors, "error"),
                         "all counted for the candidate", "all counted against it"};
    }
    evidence.fails_regardless = at_best[i].outcome() == GateOutcome::fail &&
                                (question.metric.shape.is_judged() || is_complete(question));
    if (evidence.seen == GateOutcome::error && has_stored_times(question)) {
      evidence.seen = GateOutcome::inconclusive;
      evidence.reason += kOnlyStoredReplies;
    }
  }
  return found;
}

}  // namespace

std::vector<GateEvidence> pair_evidence(const Report& report, const std::vector<Gate>& gates,
                                        const std::vector<Baseline>& baselines) {
  std::vector<GateEvidence> evidence;
  std::vector<PairQuestion> questions;
  Arms arms(report);
  for (const Gate& gate : gates) {
    if (!gate.baseline) continue;
    const std::vector<ArmPair> pairs = pairs_of(gate, arms, baselines);
    if (pairs.empty()) {
      evidence.push_back(nothing_on(gate, {},
                                    "no two variants of this run match the gate's "
                                    "selectors and are equal otherwise"));
    }
    for (const ArmPair& pair : pairs) {
      if (std::string why = refusal_reason(gate, pair); !why.empty()) {
        evidence.push_back(nothing_on(gate, pair, std::move(why)));
        continue;
      }
      questions.push_back({gate, *find_metric(gate.metric), pair,
                           common_cases(*pair.baseline, *pair.candidate), 0,
                           !report.judges.empty()});
    }
  }
  for (PairQuestion& question : questions) question.family = questions.size();
  std::ranges::move(evidence_on(questions), std::back_inserter(evidence));
  return evidence;
}

}  // namespace assay
