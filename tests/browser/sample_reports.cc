#include "tests/browser/sample_reports.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <string>

#include "harness/base/random.h"
#include "harness/report/compare/response.h"

namespace assay::samples {
namespace {

struct Model {
  const char* name;
  const char* id;
  double skill;
  double loss;  // of skill per unit of temperature
  double median_ms;
  std::int64_t picos_a_token;
};

constexpr std::array<Model, 6> kModels{{
    {"small", "lab/small-7b", 0.71, 0.22, 210, 150'000},
    {"medium", "lab/medium-30b", 0.86, 0.10, 420, 900'000},
    {"large", "lab/large-400b", 0.955, 0.03, 1450, 9'000'000},
    {"reasoner", "lab/reasoner-400b", 0.97, 0.02, 5200, 12'000'000},
    {"local", "own/local-8b", 0.66, 0.25, 900, 0},
    {"turbo", "lab/turbo-30b", 0.84, 0.12, 160, 2'500'000},
}};
constexpr std::array<const char*, 4> kPrompts{"plain", "terse", "few-shot", "stepwise"};
constexpr std::array<double, 6> kTemperatures{0, 0.5, 1.0, 0.25, 0.75, 1.25};
constexpr std::array<const char*, 16> kWords{
    "the",   "capital", "of",     "this",  "country", "has",  "been", "known",
    "since", "its",     "people", "first", "built",   "upon", "a",    "river"};

std::string words(Random& random, std::size_t count) {
  std::string text;
  for (std::size_t word = 0; word < count; ++word) {
    if (word > 0) text += ' ';
    text += kWords[random.below(kWords.size())];
  }
  return text;
}

// A stand-in for the harness's intervals: close to Wilson's, and enough to draw.
Estimated rate_of(double passed, double n) {
  if (n <= 0) return {};
  const double z = 1.96;
  const double p = passed / n;
  const double centre = (p + z * z / (2 * n)) / (1 + z * z / n);
  const double half = z / (1 + z * z / n) * std::sqrt(p * (1 - p) / n + z * z / (4 * n * n));
  return {p, std::max(0.0, centre - half), std::min(1.0, centre + half),
          static_cast<std::int64_t>(n)};
}

Estimated quantile_of(std::vector<double> values, double share) {
  if (values.empty()) return {};
  std::sort(values.begin(), values.end());
  const auto at = [&](double position) {
    const double last = static_cast<double>(values.size() - 1);
    return values[static_cast<std::size_t>(std::clamp(position, 0.0, last))];
  };
  const double n = static_cast<double>(values.size());
  const double half = 1.96 * std::sqrt(n * share * (1 - share));
  return {at(n * share), at(n * share - half), at(n * share + half),
          static_cast<std::int64_t>(values.size())};
}

void make_variants(Report& report, const Size& size) {
  for (std::size_t model = 0; model < size.models; ++model) {
    for (std::size_t prompt = 0; prompt < size.prompts; ++prompt) {
      for (std::size_t step = 0; step < size.temperatures; ++step) {
        VariantSummary variant;
        variant.model = kModels[model].name;
        variant.model_id = kModels[model].id;
        variant.provider = model == 4 ? "own" : "lab";
        variant.model_returned = {kModels[model].id};
        if (model == 1) variant.model_returned.push_back("lab/medium-30b-2026-11");
        variant.prompt = kPrompts[prompt];
        variant.axes["temperature"] = kTemperatures[step];
        variant.params = variant.axes;
        variant.params["max_tokens"] = 256;
        variant.id = variant.model + "/" + variant.prompt +
                     "/t=" + parameter_text(variant.axes["temperature"]);
        report.variants.push_back(std::move(variant));
      }
    }
  }
}

double chance_of(const Report& report, std::size_t variant, std::size_t model, double hardness) {
  const double temperature = report.variants[variant].axes.at("temperature").get<double>();
  const double terse = report.variants[variant].prompt == "terse" ? 0.03 : 0;
  return std::clamp(kModels[model].skill - kModels[model].loss * temperature + terse - hardness,
                    0.0, 1.0);
}

std::shared_ptr<const Reply> reply_of(Random& random, const Model& model, bool right,
                                      std::size_t case_index, std::size_t answer_words) {
  auto reply = std::make_shared<Reply>();
  reply->answer = (right ? "City " + std::to_string(case_index) : std::string("I believe it is ")) +
                  (answer_words > 0 ? ". " + words(random, answer_words) : "");
  if (model.median_ms > 2000) reply->reasoning = "Let me think. " + words(random, answer_words);
  reply->finish_reason = FinishReason::stop;
  reply->model = model.id;
  return reply;
}

void fail_with_timeout(ReportCell& cell) {
  cell.verdict = Verdict::error;
  cell.error = "timeout: no first byte within 20 s";
  cell.attempts = 3;
}

void answer(ReportCell& cell, Random& random, const Model& model, double chance,
            std::size_t answer_words) {
  const bool right = random.uniform() < chance;
  cell.verdict = right ? Verdict::pass : Verdict::fail;
  cell.score = right ? 1.0 : 0.0;
  cell.attempts = random.uniform() < 0.05 ? 2 : 1;
  cell.cached = random.uniform() < 0.08;
  cell.ttft_ms = model.median_ms * std::exp(0.45 * random.normal());
  cell.usage.input = 18 + static_cast<std::int64_t>(random.below(20));
  cell.usage.output = static_cast<std::int64_t>(answer_words + random.below(12));
  cell.latency_ms = *cell.ttft_ms + static_cast<double>(*cell.usage.output) * model.median_ms / 40;
  cell.cost = Money{(*cell.usage.input + 4 * *cell.usage.output) * model.picos_a_token};
  cell.finish_reason = "stop";
  cell.reply = reply_of(random, model, right, cell.id.case_index, answer_words);
  ScorePart contains{.name = "contains",
                     .metric = "",
                     .verdict = cell.verdict,
                     .value = *cell.score,
                     .weight = 1,
                     .reason = {}};
  contains.reason = right ? "found the expected city" : "the answer does not contain \"City\"";
  ScorePart brief{.name = "max_words",
                  .metric = "brevity",
                  .verdict = Verdict::pass,
                  .value = 1,
                  .weight = 0.5,
                  .reason = "within the bound"};
  cell.parts = {std::move(contains), std::move(brief)};
}

void make_cells(Report& report, const Size& size) {
  Random random(7);
  for (std::size_t index = 0; index < size.cases; ++index) {
    CaseSummary summary;
    const std::string number = std::to_string(index + 1);
    summary.id = "country-" + std::string(number.size() < 3 ? 3 - number.size() : 0, '0') + number;
    summary.tags = {index % 3 == 0 ? "europe" : index % 3 == 1 ? "asia" : "africa"};
    summary.variants.resize(report.variants.size());
    const double hardness = index % 5 == 4 ? 0.45 : index % 7 == 3 ? 0.2 : 0;
    for (std::size_t variant = 0; variant < report.variants.size(); ++variant) {
      const std::size_t model = variant / (size.prompts * size.temperatures);
      for (std::size_t repeat = 0; repeat < size.repeats; ++repeat) {
        ReportCell cell;
        cell.id = {static_cast<std::uint32_t>(variant), static_cast<std::uint32_t>(index),
                   static_cast<std::uint32_t>(repeat)};
        if (random.uniform() < 0.006) {
          fail_with_timeout(cell);
        } else {
          answer(cell, random, kModels[model], chance_of(report, variant, model, hardness),
                 size.answer_words);
        }
        summary.variants[variant].add(cell.verdict, {});
        report.cells.push_back(std::move(cell));
      }
    }
    report.cases.push_back(std::move(summary));
    std::vector<std::pair<std::string, std::string>> asked;
    for (std::size_t prompt = 0; prompt < size.prompts; ++prompt) {
      const bool terse = prompt == 1;
      asked.emplace_back(
          kPrompts[prompt],
          std::string("[") +
              (terse ? R"({"role":"system","content":"Answer with one word."},)" : "") +
              R"({"role":"user","content":"What is the capital of country )" + number + R"(?"}])");
    }
    report.messages.push_back(std::move(asked));
  }
}

void summarise_variant(Report& report, std::size_t index) {
  VariantSummary& variant = report.variants[index];
  std::vector<double> latencies;
  std::vector<double> first_tokens;
  std::int64_t input = 0;
  std::int64_t output = 0;
  Money cost;
  Money spent;
  for (const ReportCell& cell : report.cells) {
    if (cell.id.variant != index) continue;
    ++variant.cells;
    variant.attempts += cell.attempts;
    variant.cached += cell.cached;
    if (!cell.cached && cell.latency_ms) latencies.push_back(*cell.latency_ms);
    if (!cell.cached && cell.ttft_ms) first_tokens.push_back(*cell.ttft_ms);
    input += cell.usage.input.value_or(0);
    output += cell.usage.output.value_or(0);
    if (cell.cost) cost += *cell.cost;
    if (cell.cost && !cell.cached) spent += *cell.cost;
  }
  for (const CaseSummary& summary : report.cases) {
    variant.passed += summary.variants[index].passed;
    variant.failed += summary.variants[index].failed;
    variant.errors += summary.variants[index].errors;
  }
  const auto scored = static_cast<double>(variant.passed + variant.failed);
  const auto cases = static_cast<double>(report.cases.size());
  variant.pass_rate =
      rate_of(static_cast<double>(variant.passed) / std::max(scored, 1.0) * cases, cases);
  variant.score = variant.pass_rate;
  variant.latency_ms = {quantile_of(latencies, 0.5), quantile_of(latencies, 0.95)};
  variant.ttft_ms = {quantile_of(first_tokens, 0.5), quantile_of(first_tokens, 0.95)};
  variant.tokens.input = input;
  variant.tokens.output = output;
  variant.cost = cost;
  variant.reply_costs = {cost, {}, 0};
  variant.spent = {spent, {}, 0};
  if (scored > 0) variant.cost_usd_per_case = to_usd_double(cost) / scored;
}

GateResult gate(const VariantSummary& variant, std::string name, std::string metric,
                GateOutcome outcome, Estimated observed, std::string reason) {
  GateResult result;
  result.name = std::move(name);
  result.metric = std::move(metric);
  result.variant = variant.id;
  result.outcome = outcome;
  result.observed = observed;
  result.reason = std::move(reason);
  return result;
}

void make_gates(Report& report) {
  const VariantSummary& last = report.variants.back();
  const VariantSummary& first = report.variants.front();
  report.gates.push_back(gate(last, "good enough", "pass_rate", GateOutcome::pass, last.pass_rate,
                              "The whole interval lies above the limit."));
  report.gates.back().at_least = std::max(0.0, *last.pass_rate.low - 0.05);
  report.gates.push_back(gate(first, "good enough", "pass_rate", GateOutcome::fail, first.pass_rate,
                              "The whole interval lies below the limit."));
  report.gates.back().at_least = 0.95;
  report.gates.push_back(
      gate(last, "quick enough", "latency_p95_ms", GateOutcome::inconclusive, last.latency_ms.p95,
           "The interval straddles the limit; about 40 more replies would decide."));
  report.gates.back().at_most = *last.latency_ms.p95.value * 1.04;
  report.gates.push_back(gate(first, "cheap enough", "cost_usd_per_case", GateOutcome::pass,
                              {first.cost_usd_per_case, std::nullopt, std::nullopt, first.cells},
                              "0.00031 is at most 0.001."));
  report.gates.back().at_most = *first.cost_usd_per_case * 2;
}

// Of the first variant and the last, as a gate that compares them has it.
void make_comparison(Report& report) {
  if (report.variants.size() < 2) return;
  const VariantSummary& first = report.variants.front();
  const VariantSummary& last = report.variants.back();
  MetricComparison rate;
  rate.metric = "pass_rate";
  rate.baseline = first.pass_rate.value;
  rate.candidate = last.pass_rate.value;
  rate.change = *rate.candidate - *rate.baseline;
  rate.low = *rate.change - 0.0625;
  rate.high = *rate.change + 0.0625;
  rate.n = static_cast<std::int64_t>(report.cases.size());
  rate.standing = Standing::better;
  Comparison comparison;
  comparison.baseline = first.id;
  comparison.candidate = last.id;
  comparison.cases = rate.n;
  comparison.metrics = {rate};
  report.comparisons = {comparison};
}

}  // namespace

Report ordinary(const Size& size) {
  Report report;
  report.run.id = "capitals-20261123T145308Z-7c1e";
  report.run.suite = "capitals";
  report.run.description = "Does the model know its capitals, and say so in one word?";
  report.run.suite_path = "suites/capitals.yaml";
  report.run.suite_hash = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";
  report.run.started_at = "2026-11-23T14:53:08Z";
  report.run.finished_at = "2026-11-23T14:58:41Z";
  report.run.assay_version = "0.1.0";
  report.run.seed = 20261123;
  report.run.complete = true;
  report.run.simulated = true;
  report.run.repeats = static_cast<std::int64_t>(size.repeats);
  report.axes = {"temperature"};
  make_variants(report, size);
  make_cells(report, size);
  report.run.planned_cells = report.cells.size();
  for (std::size_t index = 0; index < report.variants.size(); ++index) {
    summarise_variant(report, index);
  }
  report.responses = responses_of(report);
  report.recommended = recommendation_of(report);
  make_gates(report);
  make_comparison(report);
  add_requests(report);
  add_attempts(report);
  report.warnings = {"Model medium was answered by 2 different models; see Provenance."};
  return report;
}

Report hostile() {
  const std::string attack =
      "</script><script>globalThis.pwned=1</script><img src=x onerror=\"globalThis.pwned=1\">"
      "<!--<script>]]>\u2028\u2029'\"&amp;{{env.KEY}}${7*7}<svg/"
      "onload=alert(1)>javascript:alert(1)";
  using namespace std::string_literals;
  const std::string bytes = "NUL\0 ESC\x1b[31m bad\xff\xc0\xaf RTL\u202e end"s;
  Report report = ordinary(
      {.models = 2, .prompts = 2, .temperatures = 2, .cases = 4, .repeats = 2, .answer_words = 5});
  report.run.suite = attack;
  report.run.description = bytes + attack;
  report.run.suite_path = report.run.suite_hash = report.run.assay_version = attack;
  report.run.id = report.run.started_at = attack;
  report.axes = {attack};
  report.warnings = {attack, bytes};
  for (VariantSummary& variant : report.variants) {
    variant.id += attack;
    variant.model += attack;
    variant.model_id = variant.provider = attack;
    variant.model_returned = {attack, bytes};
    variant.prompt += attack;
    variant.axes = {{attack, variant.axes.at("temperature")}};
    variant.params = {{attack, attack}};
  }
  for (Response& response : report.responses) {
    for (std::string* text :
         {&response.model, &response.prompt, &response.recommended, &response.reason}) {
      *text += attack;
    }
  }
  for (CaseSummary& summary : report.cases) {
    summary.id += attack + bytes;
    summary.tags = {attack, bytes};
  }
  for (GateResult& result : report.gates) {
    result.name = result.reason = attack + bytes;
    result.variant += attack;
  }
  for (VariantSummary& variant : report.variants) {
    RequestTemplate request = *variant.request;
    request.url = {attack, attack, bytes};
    request.headers = {{attack, {attack, attack, bytes}}};
    request.notes = {attack, bytes};
    variant.request = std::make_shared<const RequestTemplate>(std::move(request));
  }
  for (AttemptSummary& attempt : report.attempts) {
    if (!attempt.failure) continue;
    Failure failure = *attempt.failure;
    failure.message = attack + bytes;
    attempt.failure = std::make_shared<const Failure>(std::move(failure));
  }
  report.comparisons[0].baseline += attack;
  report.comparisons[0].candidate += attack;
  for (auto& asked : report.messages) {
    for (auto& [prompt, json] : asked) {
      prompt += attack;
      json = "not JSON " + attack;
    }
  }
  for (ReportCell& cell : report.cells) {
    cell.finish_reason = attack;
    if (cell.verdict == Verdict::error) cell.error = attack + bytes;
    if (!cell.reply) continue;
    auto reply = std::make_shared<Reply>(*cell.reply);
    reply->answer += attack + bytes;
    reply->reasoning = reply->refusal = reply->model = attack + bytes;
    reply->tool_calls = {{.id = attack, .name = attack, .arguments = attack + bytes}};
    cell.reply = std::move(reply);
    for (ScorePart& part : cell.parts) {
      part.name = part.metric = part.reason = part.extracted = attack + bytes;
    }
  }
  return report;
}

}  // namespace assay::samples
