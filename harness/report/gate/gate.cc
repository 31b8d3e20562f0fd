#include "harness/report/gate/gate.h"

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <utility>

#include "harness/report/describe.h"
#include "harness/report/gate/compare_gate.h"
#include "harness/report/gate/gate_errors.h"
#include "harness/report/gate/gate_result.h"
#include "harness/report/metric.h"
#include "harness/report/percentile.h"
#include "harness/report/selector.h"

namespace assay {
namespace {

// One gate on one variant.
struct Question {
  const Report& report;
  const Gate& gate;
  const MetricRow& metric;
  std::size_t variant;
};

struct Bounds {
  double low;
  double high;
};

// The whole interval must lie on the right side to pass, on the wrong side to
// fail. A total has no interval: its value is both bounds.
std::optional<Bounds> bounds_of(const Estimated& observed, MetricKind kind) {
  if (!observed.value) return std::nullopt;
  if (kind == MetricKind::total) return Bounds{*observed.value, *observed.value};
  if (!observed.low || !observed.high) return std::nullopt;
  return Bounds{*observed.low, *observed.high};
}

GateOutcome worse(GateOutcome a, GateOutcome b) {
  for (GateOutcome outcome : {GateOutcome::error, GateOutcome::fail, GateOutcome::inconclusive}) {
    if (a == outcome || b == outcome) return outcome;
  }
  return GateOutcome::pass;
}

GateOutcome decide(const Question& question, const Estimated& observed) {
  if (observed.n == 0) return GateOutcome::error;
  const Gate& gate = question.gate;
  const std::optional<Bounds> bounds = bounds_of(observed, question.metric.shape.kind);
  if (!bounds) return GateOutcome::inconclusive;
  GateOutcome outcome = GateOutcome::pass;
  if (gate.at_least) {
    outcome = worse(outcome, bounds->low >= *gate.at_least   ? GateOutcome::pass
                             : bounds->high < *gate.at_least ? GateOutcome::fail
                                                             : GateOutcome::inconclusive);
  }
  if (gate.at_most) {
    outcome = worse(outcome, bounds->high <= *gate.at_most ? GateOutcome::pass
                             : bounds->low > *gate.at_most ? GateOutcome::fail
                                                           : GateOutcome::inconclusive);
  }
  return outcome;
}

// As if whatever this machine was late by (percentile.h) were no part of a time.
Estimated without_lag(const Question& question, Estimated observed) {
  const double lag = question.report.run.client.loop_lag_p99_ms.value_or(0);
  if (!question.metric.shape.is_time()) return observed;
  for (std::optional<double>* time : {&observed.value, &observed.low, &observed.high})
    if (*time) **time = std::max(0.0, **time - lag);
  return observed;
}

// Replies of earlier runs leave times open: asked again they would have some.
bool has_only_stored_times(const Question& question, const Estimated& observed) {
  return observed.n == 0 && question.metric.shape.is_time() &&
         question.report.variants[question.variant].cached > 0;
}

Estimated estimate_of(const Question& question, double confidence = kConfidence,
                      Imputed imputed = Imputed::nothing, As as = As::best) {
  return estimate_of(question.metric, question.report, question.variant, confidence, imputed, as);
}

// Cells that ended without what the gate is about.
std::int64_t unknown_of(const Question& question) {
  return unknown_cells(question.metric, question.report, question.variant);
}

GateOutcome decide_imputed(const Question& question, Imputed imputed, As as) {
  return decide(question, estimate_of(question, kConfidence, imputed, as));
}

// With and without the lag of this machine.
bool fails_either_way(const Question& question, const Estimated& observed) {
  const auto fails = [&](const Estimated& of) { return decide(question, of) == GateOutcome::fail; };
  return fails(observed) && fails(without_lag(question, observed));
}

// With what is missing good and bad: a gate against the metric's direction is safe
// too.
bool fails_imputed(const Question& question, Imputed imputed, double confidence) {
  const auto fails = [&](As as) {
    return fails_either_way(question, estimate_of(question, confidence, imputed, as));
  };
  return fails(As::best) && fails(As::worst);
}

// Whether the gate fails with its errors as they are, as passes and as fails, on
// intervals of another confidence.
bool fails_at(const Question& question, double confidence) {
  if (!fails_either_way(question, estimate_of(question, confidence))) return false;
  return unknown_of(question) == 0 || fails_imputed(question, Imputed::errors, confidence);
}

// Whether no outcome of the samples that are missing could save the gate.
bool fails_regardless(const Question& question, double confidence) {
  return fails_imputed(question, Imputed::errors_and_missing, confidence);
}

std::string limits_text(const Question& question) {
  const Gate& gate = question.gate;
  const MetricUnit unit = question.metric.shape.unit;
  std::string text;
  if (gate.at_least) text = "at least " + describe_limit(*gate.at_least, unit);
  if (gate.at_most) {
    text += (text.empty() ? "at most " : " and at most ") + describe_limit(*gate.at_most, unit);
  }
  return text;
}

// What was seen, on the side of the gate's limits on which it is.
std::string seen_text(const Question& question, const Estimated& observed) {
  std::vector<double> limits;
  for (const std::optional<double>& limit : {question.gate.at_least, question.gate.at_most})
    if (limit) limits.push_back(*limit);
  return describe(observed, question.metric.shape, limits);
}

// The bound that the interval straddles.
std::optional<double> straddled(const Gate& gate, const Estimated& observed) {
  for (const std::optional<double>& threshold : {gate.at_least, gate.at_most}) {
    if (threshold && *observed.low <= *threshold && *observed.high >= *threshold) return threshold;
  }
  return std::nullopt;
}

std::string straddle_reason(const Question& question, const Estimated& observed) {
  const MetricShape& metric = question.metric.shape;
  const std::string seen = seen_text(question, observed);
  const std::optional<double> threshold = straddled(question.gate, observed);
  if (!threshold) return fmt::format("{} does not decide {}", seen, limits_text(question));
  double cells_per_case = 1;
  if (metric.kind == MetricKind::rate) {
    const auto column = column_of(question.report, question.variant);
    cells_per_case = question.metric.share->effective_n(column) / static_cast<double>(observed.n);
  }
  std::string text = fmt::format("{} straddles {}", seen, describe_limit(*threshold, metric.unit));
  const auto needed = cases_to_decide(observed, *threshold, metric.kind, cells_per_case);
  if (!needed) return text + "; too close for more cases to decide";
  const std::int64_t more = std::max<std::int64_t>(1, *needed - observed.n);
  const char* unit = metric.kind == MetricKind::quantile ? "replies" : "cases";
  return text + fmt::format("; about {} more {} would decide at this value", more, unit);
}

std::string unsupported_reason(const Question& question, const Estimated& observed) {
  std::string text = fmt::format("{}: n too small for an interval", seen_text(question, observed));
  const MetricShape& metric = question.metric.shape;
  if (metric.kind != MetricKind::quantile) return text + "; at least 2 cases are needed";
  return text +
         fmt::format("; at least {} replies are needed", fewest_for_interval(metric.quantile));
}

std::string reason_of(const Question& question, const Estimated& observed, GateOutcome outcome) {
  const MetricShape& metric = question.metric.shape;
  switch (outcome) {
    case GateOutcome::error:
      return fmt::format("no {} was measured: the gate has nothing to decide on", metric.name);
    case GateOutcome::inconclusive:
      if (observed.n == 0) {
        return fmt::format(
            "no {} was measured: replies of earlier runs tell no time of this one, --no-cache "
            "asks again",
            metric.name);
      }
      return bounds_of(observed, metric.kind) ? straddle_reason(question, observed)
                                              : unsupported_reason(question, observed);
    case GateOutcome::pass:
    case GateOutcome::fail:
      break;
  }
  return fmt::format("{} is {}{}", seen_text(question, observed),
                     outcome == GateOutcome::pass ? "" : "not ", limits_text(question));
}

// Errors that could turn the verdict leave it open
// (docs/design.md, "An error is not a wrong answer").
void consider_errors(const Question& question, GateResult& result) {
  const std::int64_t unknown = unknown_of(question);
  if (unknown == 0 || result.outcome == GateOutcome::error) return;
  const GateOutcome best = decide_imputed(question, Imputed::errors, As::best);
  const GateOutcome worst = decide_imputed(question, Imputed::errors, As::worst);
  if (best == result.outcome && worst == result.outcome) return;
  result.reason = fmt::format(
      "{} without its {} error{}, but {} if every error were good and {} if every one were bad: "
      "ask those cells again",
      to_string(result.outcome), unknown, unknown == 1 ? "" : "s", to_string(best),
      to_string(worst));
  result.outcome = GateOutcome::inconclusive;
}

// A machine that was late only makes times longer: a decision counts if it is the
// same with all of its lateness taken off.
void consider_client(const Question& question, GateResult& result) {
  if (result.outcome != GateOutcome::pass && result.outcome != GateOutcome::fail) return;
  const GateOutcome without = decide(question, without_lag(question, result.observed));
  if (without == result.outcome) return;
  result.reason = fmt::format(
      "{} as measured, but this machine was late by up to {:.1f} ms (p99) of that, and {} without "
      "it: lower the concurrency or free the machine, and run with --no-cache",
      to_string(result.outcome), *question.report.run.client.loop_lag_p99_ms, to_string(without));
  result.outcome = GateOutcome::inconclusive;
}

GateResult decide_for_variant(const Question& question) {
  const VariantSummary& variant = question.report.variants[question.variant];
  GateResult result = result_of(question.gate);
  result.variant = variant.id;
  // All times, also those that are too short to be shown beside this machine's lag.
  result.observed = estimate_of(question);
  result.outcome = has_only_stored_times(question, result.observed)
                       ? GateOutcome::inconclusive
                       : decide(question, result.observed);
  result.reason = reason_of(question, result.observed, result.outcome);
  consider_errors(question, result);
  consider_client(question, result);
  result.fails_regardless =
      result.outcome == GateOutcome::fail && fails_regardless(question, kConfidence);
  return result;
}

// Of the gates on single variants: what was asked, and where its result is.
struct Asked {
  Question question;
  std::size_t result;
};

std::string chance_reason(const Question& question, const GateResult& result, std::size_t family) {
  return fmt::format(
      "{} would not be {} if this gate were the only one, but of {} gates one may look so by "
      "chance "
      "(Holm's correction leaves it open): more cases would decide",
      seen_text(question, result.observed), limits_text(question), family);
}

// Many gates, or one on many variants: the chance that any fails falsely stays at
// kAlpha. Holm's steps, on intervals: what fails at kAlpha / m is taken out, the
// others are asked again at kAlpha / (m - taken out). Passing needs no correction,
// since a suite passes only if all of them do (R. L. Berger, Technometrics 24
// (1982), 295-300).
void correct_failures(const std::vector<Asked>& asked, std::vector<GateResult>& results) {
  std::vector<const Asked*> open;
  std::size_t family = 0;
  for (const Asked& each : asked) {
    if (each.question.metric.shape.kind == MetricKind::total) continue;  // exact: not by chance
    ++family;
    if (results[each.result].outcome == GateOutcome::fail) open.push_back(&each);
  }
  if (family < 2) return;
  for (std::size_t taken = 0, before = open.size() + 1; open.size() < before;) {
    before = open.size();
    const double confidence = 1 - 2 * kAlpha / static_cast<double>(family - taken);
    std::erase_if(open, [&](const Asked* each) {
      if (!fails_at(each->question, confidence)) return false;
      GateResult& result = results[each->result];
      result.fails_regardless =
          result.fails_regardless && fails_regardless(each->question, confidence);
      return true;
    });
    taken += before - open.size();
  }
  for (const Asked* each : open) {
    GateResult& result = results[each->result];
    result.reason = chance_reason(each->question, result, family);
    result.outcome = GateOutcome::inconclusive;
    result.fails_regardless = false;
  }
}

// What was measured is not known any more.
void void_all(std::vector<GateResult>& results) {
  for (GateResult& result : results) {
    result.outcome = GateOutcome::error;
    result.fails_regardless = false;
    result.reason = "the run's rows in the Store are damaged: see 'assay store check'";
  }
}

GateResult undecidable(const Gate& gate, std::string reason) {
  GateResult result = result_of(gate);
  result.reason = std::move(reason);
  return result;
}

}  // namespace

std::vector<GateResult> decide_gates(const Report& report, const std::vector<Gate>& gates,
                                     const std::vector<Baseline>& baselines) {
  std::vector<GateResult> results;
  std::vector<Asked> asked;
  const auto compared = decide_comparisons(report, gates, baselines);
  for (std::size_t g = 0; g < gates.size(); ++g) {
    const Gate& gate = gates[g];
    if (gate.baseline) {
      results.insert(results.end(), compared[g].begin(), compared[g].end());
      continue;
    }
    const MetricRow* metric = find_metric(gate.metric);
    if (metric == nullptr) {
      results.push_back(undecidable(gate, "there is no metric '" + gate.metric + "'"));
      continue;
    }
    const std::size_t before = results.size();
    for (std::size_t i = 0; i < report.variants.size(); ++i) {
      if (!matches(gate.candidate, report.variants[i])) continue;
      asked.push_back({{report, gate, *metric, i}, results.size()});
      results.push_back(decide_for_variant(asked.back().question));
    }
    if (results.size() == before) {
      results.push_back(undecidable(gate, "no variant of this run matches the gate's selector"));
    }
  }
  correct_failures(asked, results);
  for (const Asked& each : asked) {
    const VariantSummary& of = report.variants[each.question.variant];
    limit_errors(report, each.question.gate, {{of.id, of.errors, of.cells}}, results[each.result]);
  }
  if (!report.run.damage.empty()) void_all(results);
  return results;
}

}  // namespace assay
