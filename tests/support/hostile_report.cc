#include "tests/support/hostile_report.h"

#include <memory>

namespace assay::testing {
namespace {

VariantSummary variant_of(const std::string& text, const std::string& id) {
  VariantSummary variant;
  variant.id = id;
  variant.model = variant.prompt = id;
  variant.model_id = variant.provider = text;
  variant.model_returned = {text, id};
  variant.axes = {{text, Json(id)}};
  variant.params = variant.axes;
  variant.cells = 2;
  variant.pass_rate = {0.5, 0.1, 0.9, 2};
  variant.attempts = 2;
  RequestTemplate request{
      "openai_chat", {text, text, text}, {{text, {text, text, text}}}, "", {"}"}, true, {text}};
  request.before = "{\"model\":" + dump_json(text) + ",\"messages\":";
  variant.request = std::make_shared<const RequestTemplate>(std::move(request));
  return variant;
}

std::shared_ptr<const Reply> reply_with(const std::string& text) {
  Reply reply;
  reply.answer = reply.reasoning = reply.refusal = reply.model = text;
  reply.tool_calls = {{.id = text, .name = text, .arguments = text}};
  return std::make_shared<const Reply>(std::move(reply));
}

CaseVariant counted(Verdict verdict) {
  CaseVariant counts;
  if (verdict == Verdict::pass) counts.passed = 1;
  if (verdict == Verdict::fail) counts.failed = 1;
  if (verdict == Verdict::error) counts.errors = 1;
  if (verdict == Verdict::unscored) counts.unscored = 1;
  if (counts.passed + counts.failed > 0) counts.score = 0.5;
  return counts;
}

ReportCell cell_of(const std::string& text, std::uint32_t variant, std::uint32_t case_index,
                   Verdict verdict) {
  ReportCell cell;
  cell.id = {variant, case_index, 0};
  cell.verdict = verdict;
  cell.attempts = 1;
  cell.finish_reason = text;
  if (verdict == Verdict::error) {
    cell.error = text;
    return cell;
  }
  cell.reply = reply_with(text);
  cell.parts = {{text, text, verdict, 0.5, 1, text, text}};
  return cell;
}

Comparison comparison_of(const std::string& text, const std::string& second) {
  Comparison comparison;
  comparison.baseline = text;
  comparison.candidate = second;
  comparison.cases = 2;
  MetricComparison rate;
  rate.metric = "pass_rate";
  rate.baseline = rate.candidate = 0.5;
  rate.change = 0;
  rate.n = 2;
  rate.reason = text;
  comparison.metrics = {rate};
  Reply reply;
  reply.answer = reply.reasoning = reply.model = text;
  comparison.flips = {
      {text, 1, 0, std::make_shared<const Reply>(reply), std::make_shared<const Reply>(reply)}};
  comparison.differences = {{DifferenceKind::prompt, text}};
  comparison.notes = {text};
  return comparison;
}

GateResult gate_of(const std::string& text, const std::string& variant, GateOutcome outcome) {
  GateResult gate;
  gate.name = gate.metric = gate.reason = text;
  gate.variant = variant;
  gate.outcome = outcome;
  gate.observed = {0.5, 0.1, 0.9, 2};
  gate.at_least = 0.4;
  return gate;
}

AttemptSummary attempt_of(const std::string& text, std::uint32_t cell, bool failed) {
  AttemptSummary attempt;
  attempt.cell = cell;
  attempt.sent_ms = 1;
  attempt.done_ms = 2;
  if (!failed) return attempt;
  Failure failure;
  failure.message = failure.code = text;
  attempt.failure = std::make_shared<const Failure>(std::move(failure));
  return attempt;
}

Json message_of(const std::string& text) {
  return {{"role", text}, {"content", text}, {text, text}};
}

}  // namespace

Report hostile_report(const std::string& text) {
  const std::string second = text + " 2";
  Report report;
  RunSummary& run = report.run;
  run.id = run.suite = run.description = run.suite_path = run.suite_hash = text;
  run.started_at = run.finished_at = run.assay_version = text;
  run.complete = true;
  run.planned_cells = 4;
  report.axes = {text};
  report.variants = {variant_of(text, text), variant_of(text, second)};
  report.cases = {{text, {text}, {counted(Verdict::fail), counted(Verdict::error)}},
                  {second, {text, text}, {counted(Verdict::pass), counted(Verdict::unscored)}}};
  report.variants[0].failed = report.variants[1].errors = 1;
  report.variants[0].passed = report.variants[1].unscored = 1;
  report.cells = {cell_of(text, 0, 0, Verdict::fail), cell_of(text, 1, 0, Verdict::error),
                  cell_of(text, 0, 1, Verdict::pass), cell_of(text, 1, 1, Verdict::unscored)};
  report.attempts = {attempt_of(text, 0, true), attempt_of(text, 0, false),
                     attempt_of(text, 1, true)};
  report.gates = {gate_of(text, text, GateOutcome::pass), gate_of(text, second, GateOutcome::fail)};
  report.gates[1].baseline = text;
  report.gates[1].no_worse_than = 0.02;
  report.recommended = {text, text};
  report.responses = {{text, text, 0.975, {{0, {}, true, {}, Standing::no_worse}}, text, text}};
  report.comparisons = {comparison_of(text, second)};
  report.warnings = {text};
  LaneSummary lane;
  lane.name = text;
  lane.concurrency = lane.lowest_concurrency = 5;
  lane.learned = {{text, 600, 600}};
  lane.events = {{text, text}};
  report.lanes = {lane};
  JudgeSummary judge;
  judge.name = judge.model_id = judge.provider = text;
  judge.model_returned = {text, second};
  report.judges = {judge};
  report.messages = {{{text, dump_json(Json::array({message_of(text)}))}, {second, text}},
                     {{text, text}}};
  return report;
}

}  // namespace assay::testing
