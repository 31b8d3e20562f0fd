#include "harness/report/gate/pair_evidence.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <iterator>
#include <optional>
#include <string>
#include <utility>

#include "harness/base/count_text.h"
#include "harness/plan/plan.h"
#include "harness/report/compare/change.h"
#include "harness/report/compare/corrected_change.h"
#include "harness/report/compare/sequential_gate.h"
#include "harness/report/gate/pair_reason.h"
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

PairReading read(const PairQuestion& question, Scenario scenario) {
  const bool is_judged = question.metric.shape.is_judged();
  if (is_judged && is_sequential(question.gate)) return sequential_reading(question);
  const PairedValues values = question.values(scenario);
  if (!is_judged) return measured_reading(question, values);
  const JudgedArms arms = judged_arms(question);
  PairReading reading = judged_reading(
      arms.are_corrected()
          ? corrected_change(arms, values, scenario, *question.gate.no_worse_than, kAlpha)
          : judged_change(values, *question.gate.no_worse_than, kAlpha));
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

// Of both sides, on their common cases.
std::int64_t sum_of(const PairQuestion& question, std::int64_t UnknownCells::*count) {
  std::int64_t sum = 0;
  for (const CommonCase& at : question.common) {
    sum += unknown_of(question.pair.baseline->cases[at.baseline], question.metric).*count;
    sum += unknown_of(question.pair.candidate->cases[at.candidate], question.metric).*count;
  }
  return sum;
}

// Cells without a verdict that may have either.
std::int64_t errors_of(const PairQuestion& question) {
  return sum_of(question, &UnknownCells::errors);
}
std::int64_t waiting_of(const PairQuestion& question) {
  return question.metric.shape.is_judged() ? sum_of(question, &UnknownCells::waiting) : 0;
}

// Whether there is neither an error nor a cell that was never asked.
bool is_complete(const PairQuestion& question) {
  const auto asked_all = [](const Arm& arm) {
    return missing_cells(counts_of(arm), arm.repeats) == 0;
  };
  return errors_of(question) == 0 && waiting_of(question) == 0 &&
         asked_all(*question.pair.baseline) && asked_all(*question.pair.candidate);
}

// Replies of earlier runs leave times open: asked again they would have some.
bool has_stored_times(const PairQuestion& question) {
  return question.metric.shape.is_time() && (question.pair.baseline->variant.cached > 0 ||
                                             question.pair.candidate->variant.cached > 0);
}

GateEvidence::Cells cells_of(const Arm& arm, const MetricRow& metric) {
  GateEvidence::Cells cells{arm.name};
  for (const ArmCase& of : arm.cases) {
    const UnknownCells unknown = unknown_of(of, metric);
    cells.errors += unknown.errors;
    cells.all += unknown.all;
  }
  return cells;
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
    GateEvidence& evidence = found.emplace_back(
        nothing_on(question.gate, question.pair,
                   pair_reason(question, seen[i]) + judge_text(judged_arms(question))));
    evidence.observed = seen[i].change;
    evidence.p_worse = seen[i].p_corrected;
    evidence.cells = {cells_of(*question.pair.baseline, question.metric),
                      cells_of(*question.pair.candidate, question.metric)};
    evidence.seen = seen[i].outcome();
    const std::int64_t errors = errors_of(question);
    const std::int64_t waiting = waiting_of(question);
    if (errors + waiting != 0 && evidence.seen != GateOutcome::error) {
      evidence.errors = {best[i].outcome(),
                         worst[i].outcome(),
                         unknown_text(errors, waiting),
                         "all counted for the candidate",
                         "all counted against it",
                         waiting > 0 ? kLabelThem : kAskAgain};
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
                           common_cases(*pair.baseline, *pair.candidate), 0});
    }
  }
  for (PairQuestion& question : questions) question.family = questions.size();
  std::ranges::move(evidence_on(questions), std::back_inserter(evidence));
  return evidence;
}

}  // namespace assay
