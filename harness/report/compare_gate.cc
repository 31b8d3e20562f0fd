#include "harness/report/compare_gate.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <string>
#include <utility>

#include "harness/base/text.h"
#include "harness/plan/plan.h"
#include "harness/report/change.h"
#include "harness/report/comparable.h"
#include "harness/report/compare.h"
#include "harness/report/gate_reason.h"
#include "harness/report/metric.h"
#include "harness/report/pairing.h"
#include "harness/report/rates.h"
#include "harness/report/sequential_gate.h"
#include "harness/stats/multiplicity.h"

namespace assay {
namespace {

// Rounding of p * m / m.
constexpr double kLevel = kAlpha * (1 + 1e-9);

// One gate on one pair of arms.
struct Question {
  const Gate& gate;
  ArmPair pair;
  std::vector<CommonCase> common;
  std::size_t family;  // pairs that are decided together

  PairedValues values(Scenario scenario) const {
    return paired_values(*pair.baseline, *pair.candidate, common, gate.metric, scenario,
                         gate.cluster);
  }
};

// What the data say to a question, before correction.
struct Evidence {
  std::size_t n = 0;
  Estimated change;      // bounds absent: nothing can be said
  bool passes = false;
  double p_worse = 1;    // of "within the limit"
};

// Judged: difference >= -margin is asked.
Evidence judged_evidence(const std::optional<NonInferiority>& change) {
  Evidence evidence;
  if (!change) return evidence;
  evidence.change = {change->difference, change->interval.low, change->interval.high,
                     change->cases};
  evidence.passes = change->p_not_inferior <= kLevel;
  evidence.p_worse = change->p_inferior;
  return evidence;
}

std::vector<CaseVariant> counts_of(const Arm& arm) {
  std::vector<CaseVariant> counts;
  for (const ArmCase& of : arm.cases) counts.push_back(of.counts);
  return counts;
}

// With stop_early: valid whenever the run stopped. Errors are bet both ways, so
// that no scenario changes it.
Evidence sequential_evidence(const Question& question) {
  const Arm& candidate = *question.pair.candidate;
  const std::size_t cases = candidate.cases.size();
  SequentialComparison comparison(question.gate.metric,
                                  sequential_plan(question.gate, question.family, cases),
                                  dispatch_order(cases, candidate.seed), candidate.repeats);
  comparison.add(counts_of(*question.pair.baseline), counts_of(candidate));
  Evidence evidence = judged_evidence(comparison.decision());
  evidence.n = static_cast<std::size_t>(evidence.change.n);
  return evidence;
}

// Measured: change <= limit is asked. A resampled interval has no p of its own: at
// the family's strictest level it either excludes the limit or says nothing.
Evidence measured_evidence(const Question& question, const PairedValues& values) {
  Evidence evidence;
  const Gate& gate = question.gate;
  const ChangeForm form = gate.at_most_ratio ? ChangeForm::ratio : ChangeForm::difference;
  const double limit = gate.at_most_ratio ? *gate.at_most_ratio : gate.no_worse_than.value_or(0);
  const std::uint64_t seed = question.pair.candidate->seed;
  const auto change = measured_change(values, gate.metric, form, kConfidence, seed);
  if (!change) return evidence;
  evidence.change = {change->value, change->interval.low, change->interval.high,
                     static_cast<std::int64_t>(values.size())};
  evidence.passes = change->interval.high <= limit;
  if (!(change->interval.low > limit)) return evidence;
  const double strictest = kAlpha / static_cast<double>(question.family);
  const auto wide = measured_change(values, gate.metric, form, 1 - 2 * strictest, seed);
  if (wide && wide->interval.low > limit) evidence.p_worse = strictest;
  return evidence;
}

Evidence evidence_of(const Question& question, Scenario scenario) {
  if (is_sequential(question.gate)) return sequential_evidence(question);
  const PairedValues values = question.values(scenario);
  Evidence evidence =
      is_judged(question.gate.metric)
          ? judged_evidence(judged_change(values, *question.gate.no_worse_than, kAlpha))
          : measured_evidence(question, values);
  evidence.n = values.size();
  if (!evidence.change.value) evidence.change.n = static_cast<std::int64_t>(evidence.n);
  return evidence;
}

GateOutcome outcome_of(const Evidence& evidence, double p_corrected) {
  if (evidence.n == 0) return GateOutcome::error;
  if (evidence.passes) return GateOutcome::pass;
  return p_corrected <= kLevel ? GateOutcome::fail : GateOutcome::inconclusive;
}

struct Decided {
  std::vector<Evidence> evidence;
  std::vector<double> corrected;
  std::vector<GateOutcome> outcomes;
};

Decided decide(const std::vector<Question>& questions, Scenario scenario) {
  Decided decided;
  std::vector<double> p;
  for (const Question& question : questions) {
    decided.evidence.push_back(evidence_of(question, scenario));
    p.push_back(decided.evidence.back().p_worse);
  }
  decided.corrected = holm(p);
  for (std::size_t i = 0; i < questions.size(); ++i) {
    decided.outcomes.push_back(outcome_of(decided.evidence[i], decided.corrected[i]));
  }
  return decided;
}

std::int64_t errors_of(const Question& question) {
  std::int64_t errors = 0;
  for (const CommonCase& at : question.common) {
    errors += question.pair.baseline->cases[at.baseline].counts.errors +
              question.pair.candidate->cases[at.candidate].counts.errors;
  }
  return errors;
}

bool has_missing(const Arm& arm) {
  return std::any_of(arm.cases.begin(), arm.cases.end(), [&](const ArmCase& of) {
    return missing_cells({&of.counts, 1}, arm.repeats) > 0;
  });
}

bool is_complete(const Question& question) {
  return errors_of(question) == 0 && !has_missing(*question.pair.baseline) &&
         !has_missing(*question.pair.candidate);
}

// --- words ---

std::string signed_text(double value, MetricKind kind) {
  return (value < 0 ? "" : "+") + describe(value, kind);
}

// Of the cases that were bet on; later ones are in the report, but not in this.
std::string sequential_text(const Question& question, const Evidence& evidence, MetricKind kind) {
  const Estimated& change = evidence.change;
  if (!change.value) return "no case is finished";
  return fmt::format("{} [{}, {}] after {} of {} cases", signed_text(*change.value, kind),
                     signed_text(*change.low, kind), signed_text(*change.high, kind), change.n,
                     question.pair.candidate->cases.size());
}

std::string seen_text(const Question& question, const Evidence& evidence, MetricKind kind) {
  if (is_sequential(question.gate)) return sequential_text(question, evidence, kind);
  const PairedValues values = question.values(Scenario::observed);
  const std::string levels =
      fmt::format("{} against {}",
                  describe(level_of(values.candidate, question.gate.metric).value_or(0), kind),
                  describe(level_of(values.baseline, question.gate.metric).value_or(0), kind));
  const Estimated& change = evidence.change;
  if (!change.value || !change.low || !change.high) {
    return fmt::format("{} on {} case{}", levels, evidence.n, evidence.n == 1 ? "" : "s");
  }
  if (question.gate.at_most_ratio) {
    return fmt::format("{}: {} times [{}, {}] on {} cases", levels, format_fixed(*change.value, 3),
                       format_fixed(*change.low, 3), format_fixed(*change.high, 3), evidence.n);
  }
  return fmt::format("{}: {} [{}, {}] on {} cases", levels, signed_text(*change.value, kind),
                     signed_text(*change.low, kind), signed_text(*change.high, kind), evidence.n);
}

std::string limit_text(const Gate& gate, MetricKind kind) {
  if (gate.at_most_ratio) return format_number(*gate.at_most_ratio) + " times";
  return kind == MetricKind::quantile ? describe(*gate.no_worse_than, kind)
                                      : format_number(*gate.no_worse_than);
}

std::string open_reason(const Question& question, const Evidence& evidence, MetricKind kind) {
  std::string text = seen_text(question, evidence, kind);
  const Gate& gate = question.gate;
  if (!evidence.change.low) return text + ": too few for an interval";
  const bool worse_alone = evidence.p_worse <= kLevel;
  if (worse_alone) {
    return text + fmt::format(": worse by itself, but not when corrected for {} comparisons",
                              question.family);
  }
  text += fmt::format(" does not decide a limit of {}", limit_text(gate, kind));
  if (is_sequential(gate)) return text + "; only more cases than these would";
  if (!is_judged(gate.metric)) return text;
  const PairedValues values = question.values(Scenario::observed);
  const auto change = judged_change(values, *gate.no_worse_than, kAlpha);
  const std::string settling =
      change ? settling_text(settling_of(*question.pair.baseline, *question.pair.candidate, values,
                                         *change, *gate.no_worse_than))
             : "";
  if (settling.empty()) return text + "; too close for more cases to decide";
  return text + "; " + settling + " would settle it at this difference";
}

std::string reason_of(const Question& question, const Evidence& evidence, GateOutcome outcome) {
  const MetricKind kind = find_metric(question.gate.metric)->kind;
  const std::string limit = limit_text(question.gate, kind);
  const bool is_ratio = question.gate.at_most_ratio.has_value();
  switch (outcome) {
    case GateOutcome::error:
      return fmt::format("no {} was measured on the same cases on both sides",
                         question.gate.metric);
    case GateOutcome::inconclusive:
      return open_reason(question, evidence, kind);
    case GateOutcome::pass:
      return seen_text(question, evidence, kind) +
             (is_ratio ? " is at most " + limit : " is not worse by " + limit);
    case GateOutcome::fail:
      break;
  }
  std::string text = seen_text(question, evidence, kind) +
                     (is_ratio ? " is more than " + limit : " is worse by more than " + limit);
  if (question.family > 1) text += fmt::format(", corrected for {} comparisons", question.family);
  return text;
}

// --- results ---

GateResult named(const Gate& gate) {
  GateResult result;
  result.name = gate.name;
  result.metric = gate.metric;
  result.no_worse_than = gate.no_worse_than;
  result.at_most_ratio = gate.at_most_ratio;
  result.baseline = gate.baseline->stored.empty() ? "" : "stored:" + gate.baseline->stored;
  return result;
}

GateResult undecidable(const Gate& gate, const ArmPair& pair, std::string reason) {
  GateResult result = named(gate);
  if (pair.candidate) result.variant = pair.candidate->name;
  if (pair.baseline) result.baseline = pair.baseline->name;
  result.reason = std::move(reason);
  return result;
}

// Why a pair may not be compared at all; "" where it may.
std::string refusal(const Gate& gate, const ArmPair& pair) {
  if (find_metric(gate.metric) == nullptr) return "there is no metric '" + gate.metric + "'";
  if (is_judged(gate.metric) && !gate.no_worse_than) return "the gate has no 'no_worse_than'";
  if (pair.baseline == nullptr) {
    return fmt::format("there was no baseline '{0}' with a variant like this one when the run began; "
                       "make it with: assay baseline save {0}",
                       gate.baseline->stored);
  }
  const Differences differ = differences_of(*pair.baseline, *pair.candidate);
  std::vector<std::string> why = differ.suite;
  why.insert(why.end(), differ.cases.begin(), differ.cases.end());
  if (!why.empty()) {
    return fmt::format("{} did not measure the same: {}; save or accept a new baseline",
                       pair.baseline->name, join(why, "; "));
  }
  const std::vector<std::string>& before = pair.baseline->variant.model_returned;
  const std::vector<std::string>& now = pair.candidate->variant.model_returned;
  if (gate.require_same_model && before != now) {
    return fmt::format("require_same_model: {} answered, but {} for {}", join(now, ", "),
                       join(before, ", "), pair.baseline->name);
  }
  return "";
}

// DESIGN invariant 1: errors that could turn the outcome leave it open.
void consider_errors(const Question& question, GateOutcome best, GateOutcome worst,
                     GateResult& result) {
  const std::int64_t errors = errors_of(question);
  if (errors == 0 || result.outcome == GateOutcome::error) return;
  if (best == result.outcome && worst == result.outcome) return;
  result.reason = fmt::format(
      "{} without {} error{}, but {} if all counted for the candidate and {} if all counted "
      "against it: ask those cells again",
      to_string(result.outcome), errors, errors == 1 ? "" : "s", to_string(best),
      to_string(worst));
  result.outcome = GateOutcome::inconclusive;
}

void consider_client(const Question& question, GateResult& result) {
  if (!question.gate.metric.ends_with("_ms")) return;
  if (!question.pair.baseline->saturated && !question.pair.candidate->saturated) return;
  result.outcome = GateOutcome::inconclusive;
  result.reason =
      "the machine that asked could not keep up: its times say nothing of the model; lower the "
      "concurrency and run again";
}

std::vector<GateResult> results_of(const std::vector<Question>& questions) {
  const Decided seen = decide(questions, Scenario::observed);
  // Without an error or a missing sample all scenarios are the observed one.
  const bool whole = std::all_of(questions.begin(), questions.end(), is_complete);
  const auto in = [&](Scenario scenario) { return whole ? seen : decide(questions, scenario); };
  const Decided best = in(Scenario::best);
  const Decided worst = in(Scenario::worst);
  const Decided at_best = in(Scenario::best_and_missing);
  std::vector<GateResult> results;
  for (std::size_t i = 0; i < questions.size(); ++i) {
    const Question& question = questions[i];
    GateResult result = undecidable(question.gate, question.pair, "");
    result.outcome = seen.outcomes[i];
    result.observed = seen.evidence[i].change;
    result.p_worse = seen.corrected[i];
    result.reason = reason_of(question, seen.evidence[i], result.outcome);
    consider_errors(question, best.outcomes[i], worst.outcomes[i], result);
    consider_client(question, result);
    result.fails_regardless =
        result.outcome == GateOutcome::fail && at_best.outcomes[i] == GateOutcome::fail &&
        (is_judged(question.gate.metric) || is_complete(question));
    results.push_back(std::move(result));
  }
  return results;
}

}  // namespace

std::vector<std::vector<GateResult>> decide_comparisons(const Report& report,
                                                        const std::vector<Gate>& gates,
                                                        const std::vector<Baseline>& baselines) {
  std::vector<std::vector<GateResult>> results(gates.size());
  std::vector<Question> questions;
  std::vector<std::size_t> gate_of_question;
  Arms arms(report);
  for (std::size_t i = 0; i < gates.size(); ++i) {
    const Gate& gate = gates[i];
    if (!gate.baseline) continue;
    const std::vector<ArmPair> pairs = pairs_of(gate, arms, baselines);
    if (pairs.empty()) {
      results[i].push_back(undecidable(gate, {}, "no two variants of this run match the gate's "
                                                 "selectors and are equal otherwise"));
    }
    for (const ArmPair& pair : pairs) {
      if (std::string why = refusal(gate, pair); !why.empty()) {
        results[i].push_back(undecidable(gate, pair, std::move(why)));
        continue;
      }
      questions.push_back({gate, pair, common_cases(*pair.baseline, *pair.candidate), 0});
      gate_of_question.push_back(i);
    }
  }
  for (Question& question : questions) question.family = questions.size();
  std::vector<GateResult> decided = results_of(questions);
  for (std::size_t q = 0; q < decided.size(); ++q) {
    results[gate_of_question[q]].push_back(std::move(decided[q]));
  }
  return results;
}

}  // namespace assay
