#include "harness/report/gate/variant_evidence.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>

#include "harness/base/count_text.h"
#include "harness/base/text.h"
#include "harness/report/corrected_rate.h"
#include "harness/report/corrected_score.h"
#include "harness/report/gate/variant_reason.h"
#include "harness/report/selector.h"

namespace assay {
namespace {

Estimated estimate(const VariantQuestion& question, double confidence = kConfidence,
                   Imputed imputed = Imputed::nothing, As as = As::best) {
  return estimate_of(question.metric, question.report, question.variant, confidence, imputed, as);
}

// Cells that ended without what the gate is about.
UnknownCells unknown_of(const VariantQuestion& question) {
  return unknown_cells(question.metric, question.report, question.variant);
}

// A total has no interval: its value is both bounds.
GateOutcome outcome_on(const VariantQuestion& question, Estimated observed) {
  if (question.metric.shape.kind == MetricKind::total)
    observed.low = observed.high = observed.value;
  return outcome_of(observed, {question.gate.at_least, question.gate.at_most});
}

// As if whatever this machine was late by (percentile.h) were no part of a time.
Estimated without_lag(const VariantQuestion& question, Estimated observed) {
  const double lag = question.report.run.client.loop_lag_p99_ms.value_or(0);
  if (!question.metric.shape.is_time()) return observed;
  for (std::optional<double>* time : {&observed.value, &observed.low, &observed.high})
    if (*time) **time = std::max(0.0, **time - lag);
  return observed;
}

bool fails(const VariantQuestion& question, const Estimated& observed) {
  return outcome_on(question, observed) == GateOutcome::fail &&
         outcome_on(question, without_lag(question, observed)) == GateOutcome::fail;
}

// With what is missing good and bad: a gate against the metric's direction is safe
// too.
bool fails_with(const VariantQuestion& question, Imputed imputed, double confidence) {
  return fails(question, estimate(question, confidence, imputed, As::best)) &&
         fails(question, estimate(question, confidence, imputed, As::worst));
}

bool fails_regardless(const VariantQuestion& question, double confidence) {
  return fails_with(question, Imputed::errors_and_missing, confidence);
}

GateEvidence::Failure failure_at(const VariantQuestion& question, double confidence) {
  const bool holds =
      fails(question, estimate(question, confidence)) &&
      (unknown_of(question).count() == 0 || fails_with(question, Imputed::errors, confidence));
  return {holds, holds && fails_regardless(question, confidence)};
}

// Replies of earlier runs leave times open: asked again they would have some.
bool has_only_stored_times(const VariantQuestion& question, const Estimated& observed) {
  return observed.n == 0 && question.metric.shape.is_time() &&
         question.report.variants[question.variant].cached > 0;
}

// What the gate asks for by a parameter that the variant was asked without; "": nothing.
std::string dropped_text(const VariantQuestion& question) {
  const VariantSummary& variant = question.report.variants[question.variant];
  for (const std::string& name : variant.dropped) {
    const auto wanted = question.gate.candidate.params.find(name);
    if (wanted != question.gate.candidate.params.end())
      return fmt::format(
          "nothing was measured at {} {}: the model refuses it, and was asked without", name,
          parameter_text(wanted->second));
  }
  return "";
}

// What people's labels do to the metric; "" where nobody labelled anything.
std::string method_text(const VariantQuestion& question) {
  if (question.metric.share == nullptr) return "";
  const VariantSummary& variant = question.report.variants[question.variant];
  switch (question.metric.share->corrected) {
    case Share::Corrected::verdicts:
      return correction_text(variant.labels);
    case Share::Corrected::scores:
      return score_correction_text(variant.score_labels);
    default:
      return "";
  }
}

GateEvidence evidence_on(const VariantQuestion& question) {
  const VariantSummary& variant = question.report.variants[question.variant];
  GateEvidence evidence{.gate = &question.gate, .variant = variant.id};
  if (evidence.reason = dropped_text(question); !evidence.reason.empty()) return evidence;
  const UnknownCells unknown = unknown_of(question);
  evidence.cells = {question.metric.share == nullptr
                        ? GateEvidence::Cells{variant.id, variant.errors, variant.cells}
                        : GateEvidence::Cells{variant.id, unknown.errors, unknown.all}};
  // All times, also those that are too short to be shown beside this machine's lag.
  const Estimated& observed = evidence.observed = estimate(question);
  evidence.seen = has_only_stored_times(question, observed) ? GateOutcome::inconclusive
                                                            : outcome_on(question, observed);
  evidence.reason = variant_reason(question, observed, evidence.seen);
  if (evidence.seen == GateOutcome::error && variant.waiting > 0)
    evidence.reason += ", while " + waiting_text(variant.waiting) + " for a label";
  if (const std::string method = method_text(question); !method.empty())
    evidence.reason += "; " + method;
  if (!variant.dropped.empty()) evidence.reason += "; asked without " + join(variant.dropped, ", ");
  if (unknown.count() != 0 && evidence.seen != GateOutcome::error) {
    const auto with = [&](As as) {
      return outcome_on(question, estimate(question, kConfidence, Imputed::errors, as));
    };
    evidence.errors = {with(As::best),
                       with(As::worst),
                       "its " + unknown_text(unknown.errors, unknown.waiting),
                       unknown.waiting > 0 ? "every one were good" : "every error were good",
                       "every one were bad",
                       unknown.waiting > 0 ? kLabelThem : kAskAgain};
  }
  if (evidence.seen == GateOutcome::pass || evidence.seen == GateOutcome::fail)
    evidence.without_lag = outcome_on(question, without_lag(question, observed));
  if (question.metric.shape.kind != MetricKind::total)  // which is exact
    evidence.failure_at = [question](double at) { return failure_at(question, at); };
  if (evidence.seen == GateOutcome::fail) {
    evidence.fails_regardless = fails_regardless(question, kConfidence);
    evidence.would_fail = would_fail_text(question, observed);
  }
  return evidence;
}

}  // namespace

std::vector<GateEvidence> variant_evidence(const Report& report, const std::vector<Gate>& gates) {
  std::vector<GateEvidence> evidence;
  for (const Gate& gate : gates) {
    if (gate.baseline) continue;
    const MetricRow* metric = find_metric(gate.metric);
    if (metric == nullptr) {
      evidence.push_back({.gate = &gate, .reason = "there is no metric '" + gate.metric + "'"});
      continue;
    }
    const std::size_t before = evidence.size();
    for (std::size_t i = 0; i < report.variants.size(); ++i) {
      if (matches(gate.candidate, report.variants[i]))
        evidence.push_back(evidence_on({report, gate, *metric, i}));
    }
    if (evidence.size() == before) {
      evidence.push_back(
          {.gate = &gate, .reason = "no variant of this run matches the gate's selector"});
    }
  }
  return evidence;
}

}  // namespace assay
