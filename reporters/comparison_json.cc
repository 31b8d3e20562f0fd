#include "reporters/comparison_json.h"

#include "reporters/json_members.h"

namespace assay {
namespace {

void write_further(const Further& further, JsonWriter& json) {
  json.key("settling");
  json.begin_object(Layout::line);
  integer_member(json, "cases", further.cases);
  number_member(json, "cases_usd", further.cases_usd);
  integer_member(json, "repeats", further.repeats);
  number_member(json, "repeats_usd", further.repeats_usd);
  json.end_object();
}

void write_metric(const MetricComparison& metric, JsonWriter& json) {
  json.begin_object(Layout::lines);
  text_member(json, "metric", metric.metric);
  text_member(json, "verdict", to_string(metric.standing));
  text_member(json, "reason", metric.reason);
  number_member(json, "baseline", metric.baseline);
  number_member(json, "candidate", metric.candidate);
  json.key(metric.is_ratio ? "ratio" : "difference");
  json.begin_object(Layout::line);
  number_member(json, "value", metric.change);
  number_member(json, "low", metric.low);
  number_member(json, "high", metric.high);
  integer_member(json, "n", metric.n);
  json.end_object();
  number_member(json, "p", metric.p);
  optional_text_member(json, "test", metric.test);
  integer_member(json, "discordant", metric.discordant);
  number_member(json, "margin", metric.margin);
  number_member(json, "detectable", metric.detectable);
  write_further(metric.further, json);
  json.end_object();
}

void write_flip(const Flip& flip, JsonWriter& json) {
  json.begin_object(Layout::lines);
  text_member(json, "case", flip.case_id);
  number_member(json, "baseline", flip.baseline);
  number_member(json, "candidate", flip.candidate);
  write_reply(flip.baseline_reply.get(), json, "baseline_reply");
  write_reply(flip.candidate_reply.get(), json, "candidate_reply");
  json.end_object();
}

}  // namespace

void write_comparison(const Comparison& comparison, JsonWriter& json) {
  json.begin_object(Layout::lines);
  text_member(json, "baseline", comparison.baseline);
  text_member(json, "candidate", comparison.candidate);
  integer_member(json, "cases", comparison.cases);
  json.key("metrics");
  json.begin_array(Layout::lines);
  for (const MetricComparison& metric : comparison.metrics) write_metric(metric, json);
  json.end_array();
  integer_member(json, "lost", comparison.lost);
  integer_member(json, "won", comparison.won);
  json.key("flips");
  json.begin_array(Layout::lines);
  for (const Flip& flip : comparison.flips) write_flip(flip, json);
  json.end_array();
  json.key("differences");
  json.begin_array(Layout::lines);
  for (const Difference& difference : comparison.differences) {
    json.begin_object(Layout::line);
    text_member(json, "kind", to_string(difference.kind));
    text_member(json, "text", difference.text);
    json.end_object();
  }
  json.end_array();
  texts_member(json, "notes", comparison.notes, Layout::lines);
  json.end_object();
}

}  // namespace assay
