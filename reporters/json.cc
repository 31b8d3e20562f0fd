// report.json: everything, for programs. Every field: docs/report-fields.md.
#include <cstddef>
#include <span>
#include <string>
#include <string_view>

#include "harness/report/corrected_rate.h"
#include "harness/report/corrected_score.h"
#include "harness/report/gate/exit_decision.h"
#include "harness/report/part.h"
#include "reporters/case_json.h"
#include "reporters/comparison_json.h"
#include "reporters/formats.h"
#include "reporters/json_members.h"
#include "reporters/json_writer.h"
#include "reporters/judge_json.h"

namespace assay {
namespace {

void percentiles_member(JsonWriter& json, std::string_view key, const Percentiles& times) {
  json.key(key);
  json.begin_object(Layout::line);
  number_member(json, "p50", times.p50.value);
  number_member(json, "p50_low", times.p50.low);
  number_member(json, "p50_high", times.p50.high);
  number_member(json, "p95", times.p95.value);
  number_member(json, "p95_low", times.p95.low);
  number_member(json, "p95_high", times.p95.high);
  integer_member(json, "n", times.p50.n);
  json.end_object();
}

// What the run is a part of; null: of nothing.
void write_part(const Report& report, JsonWriter& json) {
  json.key("part");
  const std::optional<RunPart> part = part_of(report);
  if (!part) return json.null();
  json.begin_object(Layout::line);
  integer_member(json, "cells", part->cells);
  integer_member(json, "of",
                 part->of ? std::optional(static_cast<std::int64_t>(*part->of)) : std::nullopt);
  text_member(json, "how", part->how);
  json.end_object();
}

void write_prices(const std::vector<PricesUsed>& all, JsonWriter& json) {
  json.key("prices");
  json.begin_array(all.empty() ? Layout::line : Layout::lines);
  for (const PricesUsed& prices : all) {
    json.begin_object(Layout::line);
    text_member(json, "source", prices.source);
    text_member(json, "date", prices.date);
    texts_member(json, "models", prices.models, Layout::line);
    json.end_object();
  }
  json.end_array();
}

void write_run(const Report& report, JsonWriter& json) {
  const RunSummary& run = report.run;
  json.key("run");
  json.begin_object(Layout::lines);
  text_member(json, "id", run.id);
  text_member(json, "suite", run.suite);
  optional_text_member(json, "description", run.description);
  optional_text_member(json, "suite_path", run.suite_path);
  text_member(json, "suite_hash", run.suite_hash);
  text_member(json, "started_at", run.started_at);
  optional_text_member(json, "finished_at", run.finished_at);
  text_member(json, "assay_version", run.assay_version);
  json.key("seed");
  json.json(run.seed);
  boolean_member(json, "complete", run.complete);
  boolean_member(json, "simulated", run.simulated);
  if (!run.imported.empty()) text_member(json, "imported", run.imported);
  json.key("stopped_early");
  if (run.stopped_early) {
    json.begin_object(Layout::line);
    integer_member(json, "cells_saved", run.stopped_early->cells_saved);
    number_member(json, "usd_saved", run.stopped_early->usd_saved);
    json.end_object();
  } else {
    json.null();
  }
  integer_member(json, "planned_cells", static_cast<std::int64_t>(run.planned_cells));
  write_part(report, json);
  integer_member(json, "repeats", run.repeats);
  write_prices(run.prices, json);
  integer_member(json, "possibly_billed", static_cast<std::int64_t>(run.possibly_billed));
  spending_members(spent_of(report), json);
  number_member(json, "max_error_rate", run.max_error_rate);
  json.key("client");
  json.begin_object(Layout::line);
  number_member(json, "loop_lag_p99_ms", run.client.loop_lag_p99_ms);
  number_member(json, "delay_p99_ms", run.client.delay_p99_ms);
  boolean_member(json, "saturated", run.client.saturated);
  json.end_object();
  json.end_object();
}

void write_outcome(const Report& report, JsonWriter& json) {
  const ExitDecision decision = decide_exit(report);
  json.key("outcome");
  json.begin_object(Layout::line);
  text_member(json, "verdict", to_string(decision.exit));
  text_member(json, "reason", decision.reason);
  json.end_object();
}

void write_tokens(const Tokens& tokens, JsonWriter& json) {
  json.key("tokens");
  json.begin_object(Layout::line);
  integer_member(json, "input", tokens.input);
  integer_member(json, "cached_input", tokens.cached_input);
  integer_member(json, "output", tokens.output);
  integer_member(json, "reasoning", tokens.reasoning);
  boolean_member(json, "estimated", tokens.estimated);
  json.end_object();
}

void write_named(const NamedEstimate& each, bool is_own, JsonWriter& json) {
  json.key(each.name);
  json.begin_object(Layout::line);
  number_member(json, "value", each.of.value);
  number_member(json, "low", each.of.low);
  number_member(json, "high", each.of.high);
  integer_member(json, "n", each.of.n);
  if (is_own) {
    integer_member(json, "missing", each.missing);
    integer_member(json, "waiting", each.waiting);
  }
  json.end_object();
}

// What repeats come to; empty without repeats.
void write_reduced(const VariantSummary& variant, JsonWriter& json) {
  integer_member(json, "flaky_cases", variant.flaky_cases);
  json.key("reduced");
  json.begin_object(Layout::lines);
  for (const NamedEstimate& each : variant.reduced) estimated_member(json, each.name, each.of);
  json.end_object();
}

void write_own_metrics(const VariantSummary& variant, JsonWriter& json) {
  json.key("metrics");
  json.begin_object(Layout::lines);
  for (const NamedEstimate& each : variant.own) write_named(each, true, json);
  json.end_object();
  json.key("derived_metrics");
  json.begin_object(Layout::lines);
  for (const NamedEstimate& each : variant.derived) write_named(each, false, json);
  json.end_object();
}

void write_variant(const VariantSummary& variant, JsonWriter& json) {
  json.begin_object(Layout::lines);
  text_member(json, "id", variant.id);
  text_member(json, "model", variant.model);
  text_member(json, "model_id", variant.model_id);
  text_member(json, "provider", variant.provider);
  texts_member(json, "model_returned", variant.model_returned, Layout::line);
  text_member(json, "prompt", variant.prompt);
  params_member(json, "axes", variant.axes);
  params_member(json, "params", variant.params);
  texts_member(json, "dropped", variant.dropped, Layout::line);
  integer_member(json, "cells", variant.cells);
  integer_member(json, "passed", variant.passed);
  integer_member(json, "failed", variant.failed);
  integer_member(json, "errors", variant.errors);
  integer_member(json, "unscored", variant.unscored);
  integer_member(json, "waiting", variant.waiting);
  integer_member(json, "cached", variant.cached);
  integer_member(json, "attempts", variant.attempts);
  estimated_member(json, "pass_rate", variant.pass_rate);
  estimated_member(json, "pass_rate_judged", variant.pass_rate_judged);
  optional_text_member(json, "pass_rate_method", correction_text(variant.labels));
  estimated_member(json, "score", variant.score);
  estimated_member(json, "score_judged", variant.score_judged);
  optional_text_member(json, "score_method", score_correction_text(variant.score_labels));
  write_reduced(variant, json);
  write_own_metrics(variant, json);
  estimated_member(json, "error_rate", variant.error_rate);
  percentiles_member(json, "latency_ms", variant.latency_ms);
  percentiles_member(json, "ttft_ms", variant.ttft_ms);
  percentiles_member(json, "token_gap_ms", variant.token_gap_ms);
  number_member(json, "longest_gap_ms", variant.longest_gap_ms);
  write_tokens(variant.tokens, json);
  cost_members(variant.cost, variant.reply_costs, variant.spent, json);
  number_member(json, "cost_usd_per_case", variant.cost_usd_per_case);
  estimated_member(json, "cost_usd_per_case_estimate", variant.cost_per_case);
  estimated_member(json, "output_tokens_per_case", variant.output_tokens_per_case);
  json.end_object();
}

void write_gate(const GateResult& gate, JsonWriter& json) {
  json.begin_object(Layout::lines);
  text_member(json, "name", gate.name);
  text_member(json, "metric", gate.metric);
  optional_text_member(json, "variant", gate.variant);
  text_member(json, "outcome", to_string(gate.outcome));
  text_member(json, "reason", gate.reason);
  estimated_member(json, "observed", gate.observed);
  number_member(json, "at_least", gate.at_least);
  number_member(json, "at_most", gate.at_most);
  optional_text_member(json, "baseline", gate.baseline);
  number_member(json, "no_worse_than", gate.no_worse_than);
  number_member(json, "at_most_ratio", gate.at_most_ratio);
  number_member(json, "p_worse", gate.p_worse);
  boolean_member(json, "fails_regardless", gate.fails_regardless);
  json.end_object();
}

// How derived metrics are computed.
void write_derivations(const Report& report, JsonWriter& json) {
  json.key("derived_metrics");
  json.begin_object(Layout::line);
  for (const DerivedMetric& metric : report.derived_metrics)
    text_member(json, metric.name, metric.value);
  json.end_object();
}

void write_response(const Report& report, const Response& response, JsonWriter& json) {
  json.begin_object(Layout::lines);
  text_member(json, "model", response.model);
  text_member(json, "prompt", response.prompt);
  number_member(json, "confidence", response.confidence);
  json.key("points");
  json.begin_array(Layout::lines);
  for (const ResponsePoint& point : response.points) {
    json.begin_object(Layout::line);
    text_member(json, "variant", report.variants[point.variant].id);
    estimated_member(json, "pass_rate", point.pass_rate);
    text_member(json, "verdict", point.is_best ? "best" : to_string(point.standing));
    number_member(json, "p", point.p);
    json.end_object();
  }
  json.end_array();
  optional_text_member(json, "recommended", response.recommended);
  optional_text_member(json, "reason", response.reason);
  optional_text_member(json, "method", response.method);
  json.end_object();
}

void write_lane(const LaneSummary& lane, JsonWriter& json) {
  json.begin_object(Layout::lines);
  text_member(json, "name", lane.name);
  integer_member(json, "concurrency", lane.concurrency);
  integer_member(json, "lowest_concurrency", lane.lowest_concurrency);
  integer_member(json, "rpm", lane.rpm);
  integer_member(json, "tpm", lane.tpm);
  integer_member(json, "rate_limited", lane.rate_limited);
  integer_member(json, "pauses", lane.pauses);
  number_member(json, "paused_ms", lane.paused_ms);
  json.key("learned");
  json.begin_object(Layout::lines);
  for (const LearnedLimit& learned : lane.learned) {
    json.key(learned.resource);
    json.begin_object(Layout::line);
    integer_member(json, "limit", learned.limit);
    number_member(json, "per_minute", learned.per_minute);
    json.end_object();
  }
  json.end_object();
  json.key("events");
  json.begin_array(Layout::lines);
  for (const LaneSummary::Event& event : lane.events) {
    json.begin_object(Layout::line);
    text_member(json, "at", event.at);
    text_member(json, "what", event.what);
    json.end_object();
  }
  json.end_array();
  integer_member(json, "events_left_out", lane.events_left_out);
  json.end_object();
}

}  // namespace

void write_json(const Report& report, std::ostream& out) {
  JsonWriter json(out);
  json.begin_object(Layout::lines);
  integer_member(json, "schema_version", kReportSchemaVersion);
  write_run(report, json);
  write_outcome(report, json);
  texts_member(json, "axes", report.axes, Layout::line);
  write_derivations(report, json);
  json.key("variants");
  json.begin_array(Layout::lines);
  for (const VariantSummary& variant : report.variants) write_variant(variant, json);
  json.end_array();
  json.key("judges");
  json.begin_array(Layout::lines);
  for (const JudgeSummary& judge : report.judges) write_judge(judge, json);
  json.end_array();
  json.key("gates");
  json.begin_array(Layout::lines);
  for (const GateResult& gate : report.gates) write_gate(gate, json);
  json.end_array();
  json.key("comparisons");
  json.begin_array(Layout::lines);
  for (const Comparison& comparison : report.comparisons) write_comparison(comparison, json);
  json.end_array();
  json.key("responses");
  json.begin_array(Layout::lines);
  for (const Response& response : report.responses) write_response(report, response, json);
  json.end_array();
  json.key("recommended");
  if (report.recommended.variant.empty()) {
    json.null();
  } else {
    json.begin_object(Layout::line);
    text_member(json, "variant", report.recommended.variant);
    text_member(json, "reason", report.recommended.reason);
    json.end_object();
  }
  texts_member(json, "warnings", report.warnings, Layout::lines);
  json.key("lanes");
  json.begin_array(Layout::lines);
  for (const LaneSummary& lane : report.lanes) write_lane(lane, json);
  json.end_array();
  json.key("cases");
  json.begin_array(Layout::lines);
  for (std::size_t i = 0; i < report.cases.size(); ++i) write_case(report, i, json);
  json.end_array();
  json.end_object();
}

}  // namespace assay
