#include "tests/support/sample_report.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <utility>

namespace assay::testing {
namespace {

using namespace std::string_literals;

constexpr std::uint32_t kRepeats = 2;

std::string formula(const std::string& rest) {
  return "=cmd|' /C calc'!A0 " + rest;
}

RunSummary sample_run() {
  RunSummary run;
  run.id = "capitals-20261123T145308Z-ab12";
  run.suite = "capitals, <\"evil\">";
  run.description = hostile_text();
  run.suite_path = "suites/cap<i>tals.yaml";
  run.suite_hash = std::string(64, 'a');
  run.started_at = "2026-11-23T14:53:08Z";
  run.finished_at = "2026-11-23T14:53:19Z";
  run.assay_version = "0.1.0";
  run.seed = 18446744073709551615ULL;  // beyond what a double holds
  run.complete = false;
  run.simulated = true;
  run.planned_cells = 24;
  run.repeats = kRepeats;
  run.possibly_billed = 1;
  run.client = {1.25, 0.5, false};
  run.max_error_rate = 0.05;
  return run;
}

VariantSummary variant(std::string id, std::string model, std::string prompt, double temperature) {
  VariantSummary made;
  made.id = std::move(id);
  made.model = std::move(model);
  made.model_id = made.model + "-2026";
  made.provider = "simulated";
  made.model_returned = {"simulated:" + made.model_id};
  made.prompt = std::move(prompt);
  made.axes = {{"stop", Json(formula("stop"))}, {"temperature", Json(temperature)}};
  made.params = made.axes;
  made.params["max_tokens"] = 256;
  return made;
}

std::vector<LaneSummary> sample_lanes() {
  LaneSummary lane;
  lane.name = "lab " + hostile_text();
  lane.concurrency = 8;
  lane.lowest_concurrency = 5;
  lane.rpm = 600;
  lane.rate_limited = 3;
  lane.pauses = 2;
  lane.paused_ms = 7250;
  lane.learned = {{"requests", 500, 500}, {"tokens", 30'000, std::nullopt}};
  lane.events = {{"2026-11-23T14:53:10Z", "paused 7.0 s: HTTP 429: " + hostile_text()},
                 {"2026-11-23T14:53:10Z", "concurrency 8 -> 6 after a 429"}};
  lane.events_left_out = 4;
  return {lane};
}

std::vector<VariantSummary> sample_variants() {
  std::vector<VariantSummary> variants = {
      variant("mini/plain temperature=0", "mini", "plain", 0),
      variant("mini/terse temperature=0.7", "mini", "terse", 0.7),
      variant("@evil/" + hostile_text(), formula("model"), "|terse|", 1),
  };
  variants[0].pass_rate = {0.75, 0.300641842582402, 0.954412739495756, 3};
  variants[0].score = {0.8125, 0.4, 1.0, 3};
  variants[0].error_rate = {0.0, 0.0, 0.5, 4};
  variants[0].latency_ms = {{312.25, 250.5, 900.125, 24}, {898.0, std::nullopt, std::nullopt, 24}};
  variants[0].ttft_ms = {{4.25, std::nullopt, std::nullopt, 5}, {{}, {}, {}, 5}};
  variants[0].token_gap_ms = {{8.5, 8.0, 9.25, 24}, {12.0, std::nullopt, std::nullopt, 24}};
  variants[0].longest_gap_ms = 48.125;
  variants[0].tokens = {1234, 34, 567, 89, true};
  variants[0].cost = Money{420'000'000};
  variants[0].reply_costs = {Money{420'000'000}, {}, 0};
  variants[0].spent = {Money{400'000'000}, {}, 0};
  variants[0].output_tokens_per_case = {70.875, 60.5, 81.25, 4};
  variants[0].cost_per_case = {0.0000525, 0.00004, 0.000065, 4};
  variants[0].cost_usd_per_case = 0.0000525;
  variants[1].pass_rate = {0.5, 0.15, 0.85, 3};
  variants[1].score = {0.5, 0.1, 0.9, 3};
  variants[1].error_rate = {0.125, 0.01, 0.5, 4};
  variants[1].latency_ms = {{1500, {}, {}, 4}, {{}, {}, {}, 4}};
  variants[1].tokens = {1000, {}, 50, {}, false};
  variants[1].cost = Money{12'345'678'901'234};
  variants[1].reply_costs = {Money{12'345'678'901'234}, {}, 0};
  variants[1].spent = {Money{12'345'678'901'234}, Money{250'000'000}, 2};
  variants[1].cost_usd_per_case = 1.5432098626542501;
  variants[1].cost_per_case = {1.5432098626542501, 1.0, 2.0, 4};
  return variants;  // of the last one nothing was measured
}

std::shared_ptr<const Reply> reply_of(std::string answer) {
  Reply reply;
  reply.answer = std::move(answer);
  reply.reasoning = hostile_text();
  reply.refusal = "</script><script>alert(1)</script>";
  reply.tool_calls = {{"call_1", "look\x1b[2Jup", "{\"q\": \"\x01\xff\"}"}};
  reply.finish_reason = FinishReason::stop;
  reply.model = "simulated:mini-2026";
  return std::make_shared<const Reply>(std::move(reply));
}

ReportCell answered(std::uint32_t of_variant, std::uint32_t case_index, std::uint32_t repeat,
                    Verdict verdict, std::string answer) {
  ReportCell cell;
  cell.id = {of_variant, case_index, repeat};
  cell.verdict = verdict;
  if (verdict != Verdict::unscored) {
    cell.score = verdict == Verdict::pass ? 1.0 : 0.25;
    ScorePart part{"contains", "facts, =1", verdict, *cell.score, 1, ""};
    part.judge = "strict, =1";
    if (of_variant == 0) part.label = repeat == 0;
    if (of_variant == 0 && repeat == 0) part.label_value = 0.75;
    if (verdict == Verdict::fail) {
      part.reason = "'Paris' is not in " + hostile_text();
      part.extracted = "an <answer> with " + hostile_text();
    }
    if (verdict == Verdict::pass) part.metrics = {{"brevity", 0.25}, {"words", 12}};
    cell.parts.push_back(part);
  }
  cell.latency_ms = 301.234567;
  cell.ttft_ms = 40.5;
  cell.token_gap_ms = 8.5;
  cell.longest_gap_ms = 21.75;
  cell.usage.input = 12;
  cell.usage.output = 3;
  cell.cost = Money{1'800'000};
  cell.finish_reason = "stop";
  cell.attempts = 1;
  cell.reply = reply_of(std::move(answer));
  return cell;
}

ReportCell broken(std::uint32_t of_variant, std::uint32_t case_index, std::uint32_t repeat) {
  ReportCell cell;
  cell.id = {of_variant, case_index, repeat};
  cell.verdict = Verdict::error;
  cell.attempts = 3;
  cell.error = "overloaded: @" + hostile_text();
  return cell;
}

std::vector<ReportCell> sample_cells() {
  constexpr Verdict P = Verdict::pass;
  constexpr Verdict F = Verdict::fail;
  std::vector<ReportCell> cells = {
      answered(0, 0, 0, P, "Paris"),
      answered(0, 0, 1, P, "+1"),
      answered(1, 0, 0, P, "-1"),
      answered(1, 0, 1, F, "@SUM(A1)"),
      broken(2, 0, 0),
      broken(2, 0, 1),
      answered(0, 1, 0, F, hostile_text()),
      answered(0, 1, 1, P, "\tParis"),
      answered(1, 1, 0, F, "\rParis"),
      broken(1, 1, 1),
      broken(2, 1, 0),
      broken(2, 1, 1),
      answered(0, 2, 0, P, "a,\"b\"\nc"),
      answered(0, 2, 1, P, " Paris "),
      answered(1, 2, 0, P, "Paris"),
      answered(1, 2, 1, F, ""),
      broken(2, 2, 0),
      broken(2, 2, 1),
      answered(0, 3, 0, Verdict::unscored, "\xF0\x9F\x98\x80 emoji"),
      answered(0, 3, 1, Verdict::unscored, formula("reply")),
      answered(1, 3, 0, Verdict::unscored, "::add-mask::x"),
      answered(1, 3, 1, Verdict::unscored, "x\n##[error]y"),
      broken(2, 3, 0),  // its second repeat was never asked
  };
  cells[0].cached = true;
  cells[0].attempts = 0;
  cells[1].usage.estimated = true;
  cells[2].cost.reset();
  return cells;
}

void count_cells(Report& report) {
  for (CaseSummary& summary : report.cases) summary.variants.resize(report.variants.size());
  for (const ReportCell& cell : report.cells) {
    VariantSummary& of_variant = report.variants[cell.id.variant];
    CaseVariant& of_case = report.cases[cell.id.case_index].variants[cell.id.variant];
    ++of_variant.cells;
    of_variant.add(cell.verdict);
    of_case.add(cell.verdict, cell.score);
    of_variant.attempts += cell.attempts;
    of_variant.cached += cell.cached ? 1 : 0;
  }
  for (VariantSummary& each : report.variants) each.pass_rate_judged = each.pass_rate;
  report.variants[0].labels = {{40, 38}, {20, 3}, 60};
  report.variants[0].pass_rate_judged.value = 0.7;
  for (VariantSummary& each : report.variants) each.score_judged = each.score;
  report.variants[0].score_judged.value = 0.875;
  report.variants[0].score_labels = {ScoreLabels::By::marks, /*is_judged=*/true, 120};
}

GateResult gate(std::string name, std::string metric, GateOutcome outcome, Estimated observed,
                std::string reason) {
  GateResult result;
  result.name = std::move(name);
  result.metric = std::move(metric);
  result.variant = "mini/plain temperature=0";
  result.outcome = outcome;
  result.observed = observed;
  result.reason = std::move(reason);
  return result;
}

std::vector<GateResult> sample_gates() {
  std::vector<GateResult> gates = {
      gate("pass_rate >= 0.25", "pass_rate", GateOutcome::pass, {0.75, 0.3, 0.95, 3},
           "0.750 [0.300, 0.950] at n=3 is at least 0.250"),
      gate("latency, 'fast'", "latency_p50_ms", GateOutcome::fail, {312.25, 250.5, 900.125, 24},
           "312 ms [250 ms, 900 ms] at n=24 is not at most 200 ms"),
      gate("::error::" + hostile_text(), "score", GateOutcome::inconclusive, {0.8125, 0.4, 1.0, 3},
           hostile_text()),
      gate("=cost", "cost_usd", GateOutcome::error, {}, "no cost_usd was measured"),
      gate("pass_rate no worse than stored:main by 0.02", "pass_rate", GateOutcome::inconclusive,
           {-0.05, -0.134, 0.029, 100},
           "0.850 against 0.900: -0.050 [-0.134, +0.029] on 100 cases does not decide a limit of "
           "0.02"),
  };
  gates[0].at_least = 0.25;
  gates[1].at_most = 200;
  gates[1].fails_regardless = true;
  gates[2].at_least = 0.8;
  gates[2].at_most = 0.9;
  gates[3].at_most = 1;
  gates[3].variant = "";
  gates[4].baseline = "stored:main";
  gates[4].no_worse_than = 0.02;
  gates[4].p_worse = 0.25;
  return gates;
}

std::vector<Comparison> sample_comparisons() {
  Comparison comparison;
  comparison.baseline = "stored:main";
  comparison.candidate = "mini/plain temperature=0";
  comparison.cases = 100;
  MetricComparison rate;
  rate.metric = "pass_rate";
  rate.baseline = 0.9;
  rate.candidate = 0.85;
  rate.change = -0.05;
  rate.low = -0.134;
  rate.high = 0.029;
  rate.p = 0.21;
  rate.test = "Tango's score test";
  rate.n = 100;
  rate.discordant = 15;
  rate.margin = 0.02;
  rate.detectable = 0.11;
  rate.further = {1234, std::nullopt, 0.42, std::nullopt};
  rate.reason = "0.850 against 0.900";
  MetricComparison latency;
  latency.metric = "latency_p50_ms";
  latency.is_ratio = true;
  latency.baseline = 200;
  latency.candidate = 312.25;
  latency.change = 1.56;
  latency.low = 1.2;
  latency.high = 1.9;
  latency.n = 24;
  latency.standing = Standing::worse;
  latency.reason = "312 ms against 200 ms";
  comparison.metrics = {rate, latency};
  Reply reply;
  reply.answer = hostile_text();
  comparison.flips = {{hostile_text(), 1, 0, nullptr, std::make_shared<const Reply>(reply)},
                      {"france", 0.5, 1, nullptr, nullptr}};
  comparison.lost = comparison.won = 1;
  comparison.differences = {{DifferenceKind::prompt, "prompt: " + hostile_text()}};
  comparison.notes = {"answered by " + hostile_text()};
  return {comparison};
}

}  // namespace

std::string hostile_text() {
  return "</script><img src=x onerror=alert(1)><!--<script>]]>&amp;\"'`|,;\n::add-mask::x "
         "##[error]y {{env.KEY}} \x1b[31mred\x1b]52;c;aGk=\x07 \xE2\x80\xAEgnitirw\xE2\x80\xAC "
         "\xE2\x80\xA8 \x0b\x0c\x7f \xEF\xBF\xBE \xff\xfe [a](javascript:b) @all #1 "
         "https://evil.example www.evil.example \xF0\x9F\x98\x80"s +
         "\0end"s;
}

namespace {

std::vector<JudgeSummary> sample_judges() {
  JudgeSummary strict;
  strict.name = "strict";
  strict.model_id = "judge-1";
  strict.provider = "own";
  strict.model_returned = {"judge-1-2026"};
  strict.calls = 40;
  strict.cached = 3;
  strict.errors = 2;
  strict.reply_costs = {Money{12'000'000'000}, {}, 1};
  strict.spent = {Money{11'000'000'000}, {}, 1};
  strict.gold =
      JudgeSummary::Gold{60, {0.95, 0.85, 0.99, 60}, {0.8, 0.6, 0.92, 60}, {0.74, 0.55, 0.88, 60}};
  strict.canaries = JudgeSummary::Canaries{20, 1, 3};
  strict.pairs = JudgeSummary::Pairs{100, 28, 22, 6, 0.0037191659212112427};
  strict.schema = JudgeSummary::Schema{38, 3};
  JudgeSummary hostile;
  hostile.name = "second " + hostile_text();
  hostile.model_id = "@judge|" + hostile_text();
  hostile.provider = "lab";
  hostile.cost = Money{0};
  return {strict, hostile};
}

// Of its two repeats: three cases, one of them flaky in the second variant.
void take_reduced(Report& report) {
  const auto named = [](Estimated all, Estimated any, Estimated majority) {
    return std::vector<NamedEstimate>{
        {"pass_all", all}, {"pass_any", any}, {"pass_majority", majority}};
  };
  report.variants[0].reduced = named({0.5, 0.1, 0.9, 3}, {1, 0.25, 1, 3}, {0.5, 0.1, 0.9, 3});
  report.variants[1].reduced = named({0.25, {}, {}, 1}, {1, {}, {}, 1}, {0.25, {}, {}, 1});
  report.variants[2].reduced = named({}, {}, {});
  report.variants[1].flaky_cases = 1;
}

// One that the cells' parts name, and one that is derived of it.
void take_own_metrics(Report& report) {
  const std::string name = "facts, =1";
  const std::string half = "half " + hostile_text();
  report.own_metrics = {name};
  report.derived_metrics = {{half, "'facts, =1' / 2"}};
  report.variants[0].own = {{name, {0.8125, 0.4, 1.0, 2}, 0, 1}};
  report.variants[0].derived = {{half, {0.40625, 0.2, 0.5, 2}}};
  report.variants[1].own = {{name, {0.5, {}, {}, 1}, 3, 0}};
  report.variants[1].derived = {{half, {0.25, {}, {}, 1}}};
  report.variants[2].own = {{name, {}, 4, 0}};
  report.variants[2].derived = {{half, {}}};
  report.cases[0].own = {{{{2, 0, 0, 0}, 1.0}, {{2, 0, 0, 0}, 0.625}, {{0, 0, 2, 0}, {}}}};
}

}  // namespace

Report sample_report() {
  Report report;
  report.run = sample_run();
  report.axes = {"temperature", "stop"};
  report.variants = sample_variants();
  report.lanes = sample_lanes();
  report.judges = sample_judges();
  report.cases = {{"france", {"europe", "easy"}, {}},
                  {formula("case\r\n,"), {hostile_text()}, {}},
                  {"dialogue/\xE6\x97\xA5\xE6\x9C\xAC", {}, {}},
                  {"unscored " + hostile_text(), {}, {}}};
  report.cells = sample_cells();
  count_cells(report);
  take_reduced(report);
  take_own_metrics(report);
  report.gates = sample_gates();
  report.comparisons = sample_comparisons();
  report.responses = {{"mini",
                       "plain",
                       0.975,
                       {{0, {0.75, 0.25, 0.96, 3}, true, {}, Standing::no_worse},
                        {1, {0.5, 0.1, 0.9, 3}, false, 0.5, Standing::no_difference}},
                       report.variants[0].id,
                       "the best pass rate",
                       "judges corrected by labels of each setting"},
                      {"=cmd", "|terse|", 0.975, {}, "", ""}};
  report.recommended = {report.variants[0].id, "the best pass rate of all, " + hostile_text()};
  report.warnings = {"replies are simulated: the numbers say nothing about a real model",
                     "mini: asked for mini-2026, answered by " + hostile_text()};
  report.messages = {{{"plain", R"([{"content":"Capital of France?","role":"user"}])"},
                      {"terse", R"([{"content":"</script>","role":"user"}])"}},
                     {{"plain", "not JSON " + hostile_text()}},
                     {},
                     {}};
  return report;
}

}  // namespace assay::testing
