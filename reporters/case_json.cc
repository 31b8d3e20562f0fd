#include "reporters/case_json.h"

#include "harness/report/rates.h"
#include "reporters/json_members.h"
#include "reporters/words/failing.h"

namespace assay {
namespace {

void write_script_metrics(const std::vector<std::pair<std::string, double>>& metrics,
                          JsonWriter& json) {
  json.key("metrics");
  if (metrics.empty()) return json.null();
  json.begin_object(Layout::line);
  for (const auto& [name, number] : metrics) number_member(json, name, number);
  json.end_object();
}

void write_part(const ScorePart& part, JsonWriter& json) {
  const bool judged = part.verdict == Verdict::pass || part.verdict == Verdict::fail;
  json.begin_object(Layout::line);
  text_member(json, "name", part.name);
  optional_text_member(json, "metric", part.metric);
  text_member(json, "verdict", to_string(part.verdict));
  number_member(json, "value", judged ? std::optional(part.value) : std::nullopt);
  number_member(json, "weight", part.weight);
  text_member(json, "reason", part.reason);
  optional_text_member(json, "extracted", part.extracted);
  optional_text_member(json, "judge", part.judge);
  integer_member(json, "turn",
                 part.turn > 0 ? std::optional<std::int64_t>(part.turn) : std::nullopt);
  json.key("label");
  if (part.label)
    json.text(*part.label ? "pass" : "fail");
  else
    json.null();
  number_member(json, "label_value", part.label_value);
  write_script_metrics(part.metrics, json);
  json.end_object();
}

// Only where there are some.
void write_attachments(const std::vector<Attachment>& attachments, JsonWriter& json) {
  if (attachments.empty()) return;
  json.key("attachments");
  json.begin_array(Layout::line);
  for (const Attachment& each : attachments) {
    json.begin_object(Layout::line);
    text_member(json, "kind", to_string(each.kind));
    text_member(json, "name", each.name);
    text_member(json, "type", each.media.type);
    text_member(json, "sha256", each.media.sha256);
    integer_member(json, "bytes", static_cast<std::int64_t>(each.media.bytes));
    json.end_object();
  }
  json.end_array();
}

void write_said(const std::vector<Message>& said, JsonWriter& json) {
  json.key("said");
  json.begin_array(Layout::line);
  for (const Message& message : said) {
    json.begin_object(Layout::line);
    text_member(json, "role", to_string(message.role));
    text_member(json, "content", message.content);
    if (message.is_error) boolean_member(json, "is_error", true);
    write_attachments(message.attachments, json);
    json.end_object();
  }
  json.end_array();
}

// Of a dialogue its requests, each with the parts of the turns that it sent.
void write_turns(const ReportCell& cell, JsonWriter& json) {
  json.key("turns");
  if (cell.turns == nullptr) return json.null();
  json.begin_array(Layout::line);
  int before = 0;
  for (const ReportTurn& turn : *cell.turns) {
    json.begin_object(Layout::line);
    integer_member(json, "turn", turn.turn);
    write_said(turn.said, json);
    write_reply(turn.reply.get(), json);
    optional_text_member(json, "error", turn.error);
    number_member(json, "latency_ms", turn.latency_ms);
    number_member(json, "ttft_ms", turn.ttft_ms);
    integer_member(json, "input_tokens", turn.usage.input);
    integer_member(json, "output_tokens", turn.usage.output);
    money_member(json, "cost_usd", turn.cost);
    integer_member(json, "attempts", turn.attempts);
    boolean_member(json, "cached", turn.cached);
    json.key("parts");
    json.begin_array(Layout::line);
    for (const ScorePart& part : cell.parts)
      if (!turn.goes_on && part.turn > before && part.turn <= turn.turn) write_part(part, json);
    json.end_array();
    json.end_object();
    if (!turn.goes_on) before = turn.turn;
  }
  json.end_array();
}

void write_cell(const ReportCell& cell, JsonWriter& json) {
  json.begin_object(Layout::line);
  integer_member(json, "repeat", std::int64_t{cell.id.repeat} + 1);  // people count from 1
  text_member(json, "verdict", to_string(cell.verdict));
  number_member(json, "score", cell.score);
  number_member(json, "latency_ms", cell.latency_ms);
  number_member(json, "ttft_ms", cell.ttft_ms);
  number_member(json, "token_gap_ms", cell.token_gap_ms);
  number_member(json, "longest_gap_ms", cell.longest_gap_ms);
  integer_member(json, "input_tokens", cell.usage.input);
  integer_member(json, "cached_input_tokens", cell.usage.cached_input);
  integer_member(json, "output_tokens", cell.usage.output);
  integer_member(json, "reasoning_tokens", cell.usage.reasoning);
  money_member(json, "cost_usd", cell.cost);
  optional_text_member(json, "finish_reason", cell.finish_reason);
  integer_member(json, "attempts", cell.attempts);
  boolean_member(json, "cached", cell.cached);
  optional_text_member(json, "error", cell.error);
  write_reply(cell.reply.get(), json);
  json.key("parts");
  json.begin_array(Layout::line);
  for (const ScorePart& part : cell.parts) write_part(part, json);
  json.end_array();
  write_turns(cell, json);
  optional_text_member(json, "user", cell.user);
  optional_text_member(json, "user_end", cell.user_end);
  json.end_object();
}

// What the case has of the suite's own metrics under one variant.
void write_case_metrics(const Report& report, const CaseSummary& summary, std::size_t variant,
                        JsonWriter& json) {
  json.key("metrics");
  json.begin_object(Layout::line);
  for (std::size_t i = 0; i < summary.own.size(); ++i) {
    if (summary.own[i].empty()) continue;
    json.key(report.own_metrics[i]);
    json.number(summary.own[i][variant].score);
  }
  json.end_object();
}

void write_case_variant(const Report& report, std::size_t index, std::size_t variant,
                        JsonWriter& json) {
  const CaseVariant& counts = report.cases[index].variants[variant];
  json.begin_object(Layout::lines);
  integer_member(json, "passed", counts.passed);
  integer_member(json, "failed", counts.failed);
  integer_member(json, "errors", counts.errors);
  integer_member(json, "unscored", counts.unscored);
  number_member(json, "score", counts.score);
  number_member(json, "pass_rate", counts.pass_rate());
  boolean_member(json, "flaky", is_flaky(counts));
  write_case_metrics(report, report.cases[index], variant, json);
  json.key("repeats");
  json.begin_array(Layout::lines);
  for (const ReportCell& cell : cells_of(report, index, variant)) write_cell(cell, json);
  json.end_array();
  json.end_object();
}

// What each prompt asked in this case. Text that is not JSON (a damaged Store)
// is shown as it is.
void write_messages(const Report& report, std::size_t case_index, JsonWriter& json) {
  json.key("messages");
  json.begin_object(Layout::lines);
  if (case_index < report.messages.size()) {
    for (const auto& [prompt, messages] : report.messages[case_index]) {
      json.key(prompt);
      const Result<Json> parsed = parse_json(messages);
      if (parsed)
        json.json(*parsed);
      else
        json.text(messages);
    }
  }
  json.end_object();
}

}  // namespace

void write_case(const Report& report, std::size_t index, JsonWriter& json) {
  const CaseSummary& summary = report.cases[index];
  json.begin_object(Layout::lines);
  text_member(json, "id", summary.id);
  texts_member(json, "tags", summary.tags, Layout::line);
  write_messages(report, index, json);
  json.key("variants");
  json.begin_object(Layout::lines);
  for (std::size_t v = 0; v < summary.variants.size(); ++v) {
    json.key(report.variants[v].id);
    write_case_variant(report, index, v, json);
  }
  json.end_object();
  json.end_object();
}

}  // namespace assay
