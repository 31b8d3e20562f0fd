#include "harness/report/compare_gate_reason.h"

#include <fmt/format.h>

#include <vector>

#include "harness/base/mark.h"
#include "harness/base/text.h"
#include "harness/report/change.h"
#include "harness/report/comparable.h"
#include "harness/report/compare.h"
#include "harness/report/gate_reason.h"
#include "harness/report/metric.h"
#include "harness/report/sequential_gate.h"

namespace assay {
namespace {

// A change or its bound, on the side of the gate's limit on which it is.
std::string change_text(const Gate& gate, double value, MetricUnit unit) {
  if (gate.at_most_ratio) {
    const double limits[] = {1, *gate.at_most_ratio};
    return format_beside(value, 3, limits) + "x";
  }
  const double margin = gate.no_worse_than.value_or(0);
  const double limits[] = {0, is_judged(gate.metric) ? -margin : margin};
  return describe_change(value, unit, limits);
}

std::string interval_text(const Gate& gate, const Estimated& change, MetricUnit unit) {
  return fmt::format("{} [{}, {}]", change_text(gate, *change.value, unit),
                     change_text(gate, *change.low, unit), change_text(gate, *change.high, unit));
}

// Of the cases that were bet on; later ones are in the report, but not in this.
std::string sequential_text(const GateQuestion& question, const GateEvidence& evidence,
                            MetricUnit unit) {
  const Estimated& change = evidence.change;
  if (!change.value) return "no case is finished";
  return fmt::format("{} after {} of {} cases", interval_text(question.gate, change, unit),
                     change.n, question.pair.candidate->cases.size());
}

std::string seen_text(const GateQuestion& question, const GateEvidence& evidence, MetricUnit unit) {
  if (is_sequential(question.gate)) return sequential_text(question, evidence, unit);
  const PairedValues values = question.values(Scenario::observed);
  const std::string levels = fmt::format(
      "{} against {}", describe(level_of(values.candidate, question.gate.metric).value_or(0), unit),
      describe(level_of(values.baseline, question.gate.metric).value_or(0), unit));
  const Estimated& change = evidence.change;
  if (!change.value || !change.low || !change.high) {
    return fmt::format("{} on {} case{}", levels, evidence.n, evidence.n == 1 ? "" : "s");
  }
  return fmt::format("{}: {} on {} cases", levels, interval_text(question.gate, change, unit),
                     evidence.n);
}

std::string limit_text(const Gate& gate, MetricUnit unit) {
  if (gate.at_most_ratio) return format_number(*gate.at_most_ratio) + " times";
  if (unit != MetricUnit::percent) return describe_limit(*gate.no_worse_than, unit);
  return points_text(*gate.no_worse_than);
}

std::string open_reason(const GateQuestion& question, const GateEvidence& evidence,
                        MetricUnit unit) {
  std::string text = seen_text(question, evidence, unit);
  const Gate& gate = question.gate;
  if (!evidence.change.low) return text + ": too few for an interval";
  const bool worse_alone = evidence.p_worse <= kLevel;
  if (worse_alone) {
    return text + fmt::format(": worse by itself, but not when corrected for {} comparisons",
                              question.family);
  }
  text += fmt::format(" does not decide a limit of {}", limit_text(gate, unit));
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

}  // namespace

std::string comparison_reason(const GateQuestion& question, const GateEvidence& evidence,
                              GateOutcome outcome) {
  const MetricUnit unit = find_metric(question.gate.metric)->unit;
  const std::string limit = limit_text(question.gate, unit);
  const bool is_ratio = question.gate.at_most_ratio.has_value();
  switch (outcome) {
    case GateOutcome::error:
      return fmt::format("no {} was measured on the same cases on both sides",
                         question.gate.metric);
    case GateOutcome::inconclusive:
      return open_reason(question, evidence, unit);
    case GateOutcome::pass:
      return seen_text(question, evidence, unit) +
             (is_ratio ? " is at most " + limit : " is not worse by " + limit);
    case GateOutcome::fail:
      break;
  }
  std::string text = seen_text(question, evidence, unit) +
                     (is_ratio ? " is more than " + limit : " is worse by more than " + limit);
  if (question.family > 1) text += fmt::format(", corrected for {} comparisons", question.family);
  return text;
}

std::string errors_reason(const GateQuestion& question, GateOutcome seen, GateOutcome best,
                          GateOutcome worst) {
  const std::int64_t errors = errors_of(question);
  return fmt::format(
      "{} without {} error{}, but {} if all counted for the candidate and {} if all counted "
      "against it: ask those cells again",
      to_string(seen), errors, errors == 1 ? "" : "s", to_string(best), to_string(worst));
}

std::string refusal_reason(const Gate& gate, const ArmPair& pair) {
  if (find_metric(gate.metric) == nullptr) return "there is no metric '" + gate.metric + "'";
  if (is_judged(gate.metric) && !gate.no_worse_than) return "the gate has no 'no_worse_than'";
  if (gate.metric == "output_tokens" && !gate.at_most_ratio) {
    return "'output_tokens' is the sum over a run and takes 'at_most_ratio'; a difference is one "
           "of "
           "'output_tokens_per_case'";
  }
  if (pair.baseline == nullptr) {
    return fmt::format(
        "there was no baseline '{0}' with a variant like this one when the run began; "
        "make it with: assay baseline save {0}",
        gate.baseline->stored);
  }
  std::vector<std::string> why;
  for (const Difference& each : differences_of(*pair.baseline, *pair.candidate)) {
    if (refuses_gate(each.kind)) why.push_back(each.text);
  }
  if (!why.empty()) {
    ASSAY_MARK("gate.not_the_same");
    return fmt::format("{} did not measure the same: {}; save or accept a new baseline",
                       pair.baseline->name, join(why, "; "));
  }
  const std::vector<std::string>& before = pair.baseline->variant.model_returned;
  const std::vector<std::string>& now = pair.candidate->variant.model_returned;
  if (gate.require_same_model && before != now) {
    ASSAY_MARK("gate.other_model");
    return fmt::format("require_same_model: {} answered, but {} for {}", join(now, ", "),
                       join(before, ", "), pair.baseline->name);
  }
  return "";
}

}  // namespace assay
