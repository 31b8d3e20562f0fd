#include "harness/report/gate/compare_gate.h"

#include <algorithm>
#include <string>
#include <utility>

#include "harness/report/compare/pairing.h"
#include "harness/report/gate/compare_evidence.h"
#include "harness/report/gate/compare_gate_reason.h"
#include "harness/report/gate/gate_errors.h"
#include "harness/report/gate/gate_result.h"
#include "harness/stats/multiplicity.h"

namespace assay {
namespace {

GateOutcome outcome_of(const GateEvidence& evidence, double p_corrected) {
  if (evidence.n == 0) return GateOutcome::error;
  if (evidence.passes) return GateOutcome::pass;
  return p_corrected <= kLevel ? GateOutcome::fail : GateOutcome::inconclusive;
}

struct Decided {
  std::vector<GateEvidence> evidence;
  std::vector<double> corrected;
  std::vector<GateOutcome> outcomes;
};

Decided decide(const std::vector<GateQuestion>& questions, Scenario scenario) {
  Decided decided;
  std::vector<double> p;
  for (const GateQuestion& question : questions) {
    decided.evidence.push_back(evidence_of(question, scenario));
    p.push_back(decided.evidence.back().p_worse);
  }
  decided.corrected = holm(p);
  for (std::size_t i = 0; i < questions.size(); ++i) {
    decided.outcomes.push_back(outcome_of(decided.evidence[i], decided.corrected[i]));
  }
  return decided;
}

GateResult undecidable(const Gate& gate, const ArmPair& pair, std::string reason) {
  GateResult result = result_of(gate);
  if (pair.candidate) result.variant = pair.candidate->name;
  if (pair.baseline) result.baseline = pair.baseline->name;
  result.reason = std::move(reason);
  return result;
}

// Errors that could turn the outcome leave it open
// (docs/design.md, "An error is not a wrong answer").
void consider_errors(const GateQuestion& question, GateOutcome best, GateOutcome worst,
                     GateResult& result) {
  if (errors_of(question) == 0 || result.outcome == GateOutcome::error) return;
  if (best == result.outcome && worst == result.outcome) return;
  result.reason = errors_reason(question, result.outcome, best, worst);
  result.outcome = GateOutcome::inconclusive;
}

// Replies of earlier runs leave times open: asked again they would have some.
void consider_stored(const GateQuestion& question, GateResult& result) {
  const auto has_stored = [](const Arm& arm) { return arm.variant.cached > 0; };
  if (result.outcome != GateOutcome::error || !question.metric.shape.is_time() ||
      !(has_stored(*question.pair.baseline) || has_stored(*question.pair.candidate))) {
    return;
  }
  result.outcome = GateOutcome::inconclusive;
  result.reason += ": replies of earlier runs tell no time of this one, --no-cache asks again";
}

ErrorCount error_count(const Arm& arm) {
  ErrorCount count{arm.name, 0, 0};
  for (const ArmCase& of : arm.cases) {
    count.errors += of.counts.errors;
    count.cells += of.counts.all();
  }
  return count;
}

std::vector<GateResult> results_of(const Report& report,
                                   const std::vector<GateQuestion>& questions) {
  const Decided seen = decide(questions, Scenario::observed);
  // Without an error or a missing sample all scenarios are the observed one.
  const bool whole = std::all_of(questions.begin(), questions.end(), is_complete);
  const auto in = [&](Scenario scenario) { return whole ? seen : decide(questions, scenario); };
  const Decided best = in(Scenario::best);
  const Decided worst = in(Scenario::worst);
  const Decided at_best = in(Scenario::best_and_missing);
  std::vector<GateResult> results;
  for (std::size_t i = 0; i < questions.size(); ++i) {
    const GateQuestion& question = questions[i];
    GateResult result = undecidable(question.gate, question.pair, "");
    result.outcome = seen.outcomes[i];
    result.observed = seen.evidence[i].change;
    result.p_worse = seen.corrected[i];
    result.reason = comparison_reason(question, seen.evidence[i], result.outcome);
    consider_errors(question, best.outcomes[i], worst.outcomes[i], result);
    consider_stored(question, result);
    result.fails_regardless = result.outcome == GateOutcome::fail &&
                              at_best.outcomes[i] == GateOutcome::fail &&
                              (question.metric.shape.is_judged() || is_complete(question));
    limit_errors(report, question.gate,
                 {error_count(*question.pair.baseline), error_count(*question.pair.candidate)},
                 result);
    results.push_back(std::move(result));
  }
  return results;
}

}  // namespace

std::vector<std::vector<GateResult>> decide_comparisons(const Report& report,
                                                        const std::vector<Gate>& gates,
                                                        const std::vector<Baseline>& baselines) {
  std::vector<std::vector<GateResult>> results(gates.size());
  std::vector<GateQuestion> questions;
  std::vector<std::size_t> gate_of_question;
  Arms arms(report);
  for (std::size_t i = 0; i < gates.size(); ++i) {
    const Gate& gate = gates[i];
    if (!gate.baseline) continue;
    const std::vector<ArmPair> pairs = pairs_of(gate, arms, baselines);
    if (pairs.empty()) {
      results[i].push_back(undecidable(gate, {},
                                       "no two variants of this run match the gate's "
                                       "selectors and are equal otherwise"));
    }
    for (const ArmPair& pair : pairs) {
      if (std::string why = refusal_reason(gate, pair); !why.empty()) {
        results[i].push_back(undecidable(gate, pair, std::move(why)));
        continue;
      }
      questions.push_back({gate, *find_metric(gate.metric), pair,
                           common_cases(*pair.baseline, *pair.candidate), 0});
      gate_of_question.push_back(i);
    }
  }
  for (GateQuestion& question : questions) question.family = questions.size();
  std::vector<GateResult> decided = results_of(report, questions);
  for (std::size_t q = 0; q < decided.size(); ++q) {
    results[gate_of_question[q]].push_back(std::move(decided[q]));
  }
  return results;
}

}  // namespace assay
