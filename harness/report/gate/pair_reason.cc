#include "harness/report/gate/pair_reason.h"

#include <fmt/format.h>

#include <cmath>
#include <optional>
#include <vector>

#include "harness/base/mark.h"
#include "harness/base/text.h"
#include "harness/report/compare/change.h"
#include "harness/report/compare/comparable.h"
#include "harness/report/compare/compare.h"
#include "harness/report/compare/sequential_gate.h"
#include "harness/report/describe.h"
#include "harness/report/metric.h"

namespace assay {
namespace {

// A change or its bound, on the side of the gate's limit on which it is.
std::string change_text(const PairQuestion& question, double value) {
  const Gate& gate = question.gate;
  if (gate.at_most_ratio) {
    const double limits[] = {1, *gate.at_most_ratio};
    return format_beside(value, 3, limits) + "x";
  }
  const double margin = gate.no_worse_than.value_or(0);
  const double limits[] = {0, question.metric.shape.is_judged() ? -margin : margin};
  return describe_change(value, question.metric.shape.unit, limits);
}

std::string interval_text(const PairQuestion& question, const Estimated& change) {
  return fmt::format("{} [{}, {}]", change_text(question, *change.value),
                     change_text(question, *change.low), change_text(question, *change.high));
}

// Of the cases that were bet on; later ones are in the report, but not in this.
std::string sequential_text(const PairQuestion& question, const PairReading& reading) {
  const Estimated& change = reading.change;
  if (!change.value) return "no case is finished";
  return fmt::format("{} after {} of {} cases", interval_text(question, change), change.n,
                     question.pair.candidate->cases.size());
}

// The candidate's and the baseline's. As people would have them each goes by its own labels, and
// the change by the pairs that have both: it need not be the difference of the two.
std::string levels_text(const PairQuestion& question, const std::optional<double>& change) {
  const MetricShape& shape = question.metric.shape;
  const PairedValues values = question.values(Scenario::observed);
  const JudgedArms arms = judged_arms(question);
  CorrectedLevels levels{level_of(values.baseline, shape), level_of(values.candidate, shape)};
  const bool is_corrected = shape.is_judged() && arms.are_corrected();
  if (is_corrected) levels = corrected_levels(arms, values);
  const double candidate = levels.candidate.value_or(0);
  const double baseline = levels.baseline.value_or(0);
  std::string text =
      fmt::format("{} against {}", describe(candidate, shape.unit), describe(baseline, shape.unit));
  constexpr double kSeen = 0.0005;  // of what is shown
  if (is_corrected && change && std::abs(*change - (candidate - baseline)) > kSeen)
    text += ", each by its own labels, and by pairs";
  return text;
}

std::string seen_text(const PairQuestion& question, const PairReading& reading) {
  if (is_sequential(question.gate)) return sequential_text(question, reading);
  const std::string levels = levels_text(question, reading.change.value);
  const Estimated& change = reading.change;
  if (!change.value || !change.low || !change.high) {
    return fmt::format("{} on {} case{}", levels, reading.change.n,
                       reading.change.n == 1 ? "" : "s");
  }
  return fmt::format("{}: {} on {} cases", levels, interval_text(question, change),
                     reading.change.n);
}

std::string limit_text(const PairQuestion& question) {
  const Gate& gate = question.gate;
  if (gate.at_most_ratio) return format_number(*gate.at_most_ratio) + " times";
  if (question.metric.shape.is_share()) return points_text(*gate.no_worse_than);
  return describe_limit(*gate.no_worse_than, question.metric.shape.unit);
}

std::string open_reason(const PairQuestion& question, const PairReading& reading) {
  std::string text = seen_text(question, reading);
  const Gate& gate = question.gate;
  if (!reading.change.low) return text + ": too few for an interval";
  const bool worse_alone = reading.p_worse <= kLevel;
  if (worse_alone) {
    return text + fmt::format(": worse by itself, but not when corrected for {} comparisons",
                              question.family);
  }
  text += fmt::format(" does not decide a limit of {}", limit_text(question));
  if (is_sequential(gate)) return text + "; only more cases than these would";
  if (!question.metric.shape.is_judged()) return text;
  const PairedValues values = question.values(Scenario::observed);
  const auto change = judged_change(values, *gate.no_worse_than, kAlpha);
  const std::string further =
      change ? further_text(further_of(*question.pair.baseline, *question.pair.candidate, values,
                                       *change, *gate.no_worse_than))
             : "";
  if (further.empty()) return text + "; too close for more cases to decide";
  return text + "; " + further + " would settle it at this difference";
}

}  // namespace

JudgedArms judged_arms(const PairQuestion& question) {
  return {*question.pair.baseline, *question.pair.candidate, question.common, question.metric,
          is_sequential(question.gate) || !question.gate.cluster.empty()};
}

std::string pair_reason(const PairQuestion& question, const PairReading& reading) {
  const GateOutcome outcome = reading.outcome();
  if (outcome == GateOutcome::inconclusive) return open_reason(question, reading);
  if (outcome == GateOutcome::error) {
    return fmt::format("no {} was measured on the same cases on both sides", question.gate.metric);
  }
  const bool passes = outcome == GateOutcome::pass;
  const char* is = question.gate.at_most_ratio ? (passes ? "at most" : "more than")
                                               : (passes ? "not worse by" : "worse by more than");
  const std::string text =
      fmt::format("{} is {} {}", seen_text(question, reading), is, limit_text(question));
  if (passes || question.family == 1) return text;
  return text + fmt::format(", corrected for {} comparisons", question.family);
}

std::string refusal_reason(const Gate& gate, const ArmPair& pair) {
  const MetricRow* metric = find_metric(gate.metric);
  if (metric == nullptr) return "there is no metric '" + gate.metric + "'";
  if (!metric->shape.compares()) return "'" + gate.metric + "' is not compared";
  if (metric->shape.is_judged() && !gate.no_worse_than) return "the gate has no 'no_worse_than'";
  if (metric->shape.kind == MetricKind::total && !gate.at_most_ratio) {
    return fmt::format(
        "'{0}' is the sum over a run and takes 'at_most_ratio'; a difference is one of "
        "'{0}_per_case'",
        gate.metric);
  }
  if (pair.baseline != nullptr && metric->is_of_all_repeats() &&
      pair.baseline->repeats != pair.candidate->repeats) {
    return fmt::format(
        "{} of {} repeats is not {} of {}, as {} has; pass_at_K and pass_hat_K compare runs of "
        "different repeats",
        gate.metric, pair.candidate->repeats, gate.metric, pair.baseline->repeats,
        pair.baseline->name);
  }
  if (pair.baseline == nullptr) {
    return fmt::format(
        "there was no baseline '{0}' with a variant like this one when the run began; "
        "make it with: assay baseline save {0}",
        gate.baseline->stored);
  }
  std::vector<std::string> why;
  for (const Difference& each : differences_of(*pair.baseline, *pair.candidate)) {
    if (each.kind == DifferenceKind::dropped) return each.text;
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
