#include "harness/report/gate/compare_evidence.h"

#include <algorithm>

#include "harness/plan/plan.h"
#include "harness/report/compare/change.h"
#include "harness/report/compare/sequential_gate.h"

namespace assay {
namespace {

// Judged: difference >= -margin is asked.
GateEvidence judged_evidence(const std::optional<NonInferiority>& change) {
  GateEvidence evidence;
  if (!change) return evidence;
  evidence.change = {change->difference, change->interval.low, change->interval.high,
                     change->cases};
  evidence.passes = change->p_not_inferior <= kLevel;
  evidence.p_worse = change->p_inferior;
  return evidence;
}

// With stop_early: valid whenever the run stopped. Errors are bet both ways, so
// that no scenario changes it.
GateEvidence sequential_evidence(const GateQuestion& question) {
  const Arm& candidate = *question.pair.candidate;
  const std::size_t cases = candidate.cases.size();
  SequentialComparison comparison(*question.metric.share,
                                  sequential_plan(question.gate, question.family, cases),
                                  dispatch_order(cases, candidate.seed), candidate.repeats);
  comparison.add(counts_of(*question.pair.baseline), counts_of(candidate));
  GateEvidence evidence = judged_evidence(comparison.decision());
  evidence.n = static_cast<std::size_t>(evidence.change.n);
  return evidence;
}

// Measured: change <= limit is asked. A resampled interval has no p of its own: at
// the family's strictest level it either excludes the limit or says nothing.
GateEvidence measured_evidence(const GateQuestion& question, const PairedValues& values) {
  GateEvidence evidence;
  const Gate& gate = question.gate;
  const ChangeForm form = gate.at_most_ratio ? ChangeForm::ratio : ChangeForm::difference;
  const double limit = gate.at_most_ratio ? *gate.at_most_ratio : gate.no_worse_than.value_or(0);
  const std::uint64_t seed = question.pair.candidate->seed;
  const MetricShape& metric = question.metric.shape;
  const auto change = measured_change(values, metric, form, kConfidence, seed);
  if (!change) return evidence;
  evidence.change = {change->value, change->interval.low, change->interval.high,
                     static_cast<std::int64_t>(values.size())};
  evidence.passes = change->interval.high <= limit;
  if (!(change->interval.low > limit)) return evidence;
  const double strictest = kAlpha / static_cast<double>(question.family);
  const auto wide = measured_change(values, metric, form, 1 - 2 * strictest, seed);
  if (wide && wide->interval.low > limit) evidence.p_worse = strictest;
  return evidence;
}

bool has_missing(const Arm& arm) {
  return std::any_of(arm.cases.begin(), arm.cases.end(), [&](const ArmCase& of) {
    return missing_cells({&of.counts, 1}, arm.repeats) > 0;
  });
}

}  // namespace

GateEvidence evidence_of(const GateQuestion& question, Scenario scenario) {
  const bool is_judged = question.metric.shape.is_judged();
  if (is_judged && is_sequential(question.gate)) return sequential_evidence(question);
  const PairedValues values = question.values(scenario);
  GateEvidence evidence =
      is_judged ? judged_evidence(judged_change(values, *question.gate.no_worse_than, kAlpha))
                : measured_evidence(question, values);
  evidence.n = values.size();
  if (!evidence.change.value) evidence.change.n = static_cast<std::int64_t>(evidence.n);
  return evidence;
}

std::int64_t errors_of(const GateQuestion& question) {
  std::int64_t errors = 0;
  for (const CommonCase& at : question.common) {
    errors += question.pair.baseline->cases[at.baseline].counts.errors +
              question.pair.candidate->cases[at.candidate].counts.errors;
  }
  return errors;
}

bool is_complete(const GateQuestion& question) {
  return errors_of(question) == 0 && !has_missing(*question.pair.baseline) &&
         !has_missing(*question.pair.candidate);
}

}  // namespace assay
