#include "harness/report/gate/gate_decision.h"

#include <fmt/format.h>

#include "harness/base/text.h"

namespace assay {
namespace {

GateResult undecided(const GateEvidence& evidence) {
  const Gate& gate = *evidence.gate;
  GateResult result;
  result.name = gate.name;
  result.metric = gate.metric;
  result.variant = evidence.variant;
  result.observed = evidence.observed;
  result.at_least = gate.at_least;
  result.at_most = gate.at_most;
  result.baseline = evidence.baseline;
  result.no_worse_than = gate.no_worse_than;
  result.at_most_ratio = gate.at_most_ratio;
  result.p_worse = evidence.p_worse;
  return result;
}

// docs/design.md, "An error is not a wrong answer".
std::string errors_could_turn_it(const GateEvidence& evidence) {
  const auto& errors = evidence.errors;
  if (!errors || (errors->best == evidence.seen && errors->worst == evidence.seen)) return "";
  return fmt::format("{} without {}, but {} if {} and {} if {}: {}", to_string(evidence.seen),
                     errors->what, to_string(errors->best), errors->if_best,
                     to_string(errors->worst), errors->if_worst, errors->remedy);
}

std::string lateness_could_turn_it(const GateEvidence& evidence, const RunSummary& run) {
  const GateOutcome without = evidence.without_lag.value_or(evidence.seen);
  if (without == evidence.seen) return "";
  return fmt::format(
      "{} as measured, but this machine was late by up to {:.1f} ms (p99) of that, and {} without "
      "it: lower the concurrency or free the machine, and run with --no-cache",
      to_string(evidence.seen), *run.client.loop_lag_p99_ms, to_string(without));
}

// Whatever they could have been. A gate on the error rate itself knows them.
std::string errors_are_too_many(const GateEvidence& evidence, const RunSummary& run) {
  const Gate& gate = *evidence.gate;
  const bool is_open = evidence.seen != GateOutcome::pass &&
                       (evidence.seen != GateOutcome::fail || evidence.fails_regardless);
  if (is_open || gate.metric == "error_rate") return "";
  const double most = gate.max_error_rate.value_or(run.max_error_rate.value_or(kMaxErrorRate));
  for (const GateEvidence::Cells& of : evidence.cells) {
    const double rate =
        of.all == 0 ? 0 : static_cast<double>(of.errors) / static_cast<double>(of.all);
    if (rate <= most) continue;
    return fmt::format(
        "{} without {} of {} cells of {}, which are errors ({}%, max_error_rate is {}%): ask them "
        "again",
        to_string(evidence.seen), of.errors, of.all, of.variant, format_fixed(100 * rate, 1),
        format_number(100 * most));
  }
  return "";
}

}  // namespace

GateOutcome outcome_of(std::int64_t n, bool passes, bool fails) {
  return n == 0   ? GateOutcome::error
         : passes ? GateOutcome::pass
         : fails  ? GateOutcome::fail
                  : GateOutcome::inconclusive;
}

GateOutcome outcome_of(const Estimated& estimate, const GateLimits& limits) {
  const auto& [value, low, high, n] = estimate;
  if (!low || !high) return outcome_of(n, false, false);
  const auto& [least, most] = limits;
  return outcome_of(n, (!least || *low >= *least) && (!most || *high <= *most),
                    (least && *high < *least) || (most && *low > *most));
}

GateResult decide_gate(const GateEvidence& evidence, const RunSummary& run) {
  GateResult result = undecided(evidence);
  if (!run.damage.empty()) {
    result.reason = "the run's rows in the Store are damaged: see 'assay store check'";
    return result;
  }
  std::string doubt = errors_could_turn_it(evidence);
  if (doubt.empty()) doubt = lateness_could_turn_it(evidence, run);
  if (doubt.empty()) doubt = evidence.by_chance;
  if (doubt.empty()) doubt = errors_are_too_many(evidence, run);
  result.outcome = doubt.empty() ? evidence.seen : GateOutcome::inconclusive;
  result.reason = doubt.empty() ? evidence.reason : doubt;
  result.fails_regardless = result.outcome == GateOutcome::fail && evidence.fails_regardless;
  return result;
}

}  // namespace assay
