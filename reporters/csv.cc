// summary.csv: a row a variant. Columns: docs/report-fields.md.
#include <algorithm>

#include "harness/base/text.h"
#include "harness/report/own_metric.h"
#include "harness/report/part.h"
#include "reporters/csv_columns.h"
#include "reporters/csv_writer.h"
#include "reporters/formats.h"
#include "reporters/words/own.h"

namespace assay {
namespace {

constexpr const char* kVariantColumns[] = {"cells",
                                           "passed",
                                           "failed",
                                           "errors",
                                           "unscored",
                                           "pass_rate",
                                           "pass_rate_low",
                                           "pass_rate_high",
                                           "score",
                                           "latency_p50_ms",
                                           "latency_p95_ms",
                                           "ttft_p50_ms",
                                           "input_tokens",
                                           "output_tokens",
                                           "reasoning_tokens",
                                           "cost_usd",
                                           "cost_usd_per_case",
                                           "spent_at_least_usd",
                                           "unknown_cost_attempts",
                                           "part",
                                           "dropped",
                                           "prices"};

// What repeats come to, where there are any.
constexpr const char* kRepeatColumns[] = {
    "pass_all",      "pass_all_low",  "pass_all_high",     "pass_any",           "pass_any_low",
    "pass_any_high", "pass_majority", "pass_majority_low", "pass_majority_high", "flaky_cases"};

void write_reduced(const Report& report, const VariantSummary& variant, CsvWriter& csv) {
  if (report.run.repeats < 2) return;
  for (const char* name : {"pass_all", "pass_any", "pass_majority"}) {
    const Estimated of = reduced_of(variant, name);
    csv.number(of.value);
    csv.number(of.low);
    csv.number(of.high);
  }
  csv.integer(variant.flaky_cases);
}

// Of each metric of the suite's own, after all others.
void write_own_header(const Report& report, CsvWriter& csv) {
  if (report.run.repeats > 1)
    for (const char* column : kRepeatColumns) csv.word(column);
  for (const std::string& name : report.own_metrics) {
    for (const char* what : {"", "_low", "_high", "_n", "_missing"})
      csv.text(own_metric(name) + what);
  }
  for (const DerivedMetric& metric : report.derived_metrics) {
    for (const char* what : {"", "_low", "_high", "_n"}) csv.text(own_metric(metric.name) + what);
  }
}

void write_estimate(const Estimated& estimate, CsvWriter& csv) {
  csv.number(estimate.value);
  csv.number(estimate.low);
  csv.number(estimate.high);
  csv.integer(estimate.n);
}

void write_own(const Report& report, const VariantSummary& variant, CsvWriter& csv) {
  for (std::size_t i = 0; i < report.own_metrics.size(); ++i) {
    write_estimate(variant.own[i].of, csv);
    csv.integer(variant.own[i].missing + variant.own[i].waiting);
  }
  for (std::size_t i = 0; i < report.derived_metrics.size(); ++i)
    write_estimate(variant.derived[i].of, csv);
}

// The table that the variant's price is from; "": the suite says it.
std::string prices_text(const Report& report, const VariantSummary& variant) {
  for (const PricesUsed& prices : report.run.prices) {
    if (std::ranges::find(prices.models, variant.model) != prices.models.end())
      return table_text(prices);
  }
  return "";
}

void write_row(const Report& report, const VariantSummary& variant, const std::string& part,
               CsvWriter& csv) {
  write_identity(report, variant, csv);
  for (std::int64_t count :
       {variant.cells, variant.passed, variant.failed, variant.errors, variant.unscored}) {
    csv.integer(count);
  }
  csv.number(variant.pass_rate.value);
  csv.number(variant.pass_rate.low);
  csv.number(variant.pass_rate.high);
  csv.number(variant.score.value);
  csv.number(variant.latency_ms.p50.value);
  csv.number(variant.latency_ms.p95.value);
  csv.number(variant.ttft_ms.p50.value);
  csv.integer(variant.tokens.input);
  csv.integer(variant.tokens.output);
  csv.integer(variant.tokens.reasoning);
  csv.money(variant.cost);
  csv.number(variant.cost_usd_per_case);
  csv.money(variant.spent.spent);
  csv.integer(variant.spent.unknown);
  csv.text(part);
  csv.text(join(variant.dropped, " "));
  csv.text(prices_text(report, variant));
  write_reduced(report, variant, csv);
  write_own(report, variant, csv);
  write_damage(report, csv);
  csv.end_row();
}

}  // namespace

void write_summary_csv(const Report& report, std::ostream& out) {
  CsvWriter csv(out);
  write_identity_header(report, csv);
  for (const char* column : kVariantColumns) csv.word(column);
  write_own_header(report, csv);
  write_damage_header(report, csv);
  csv.end_row();
  const std::string part = part_text(report);
  for (const VariantSummary& variant : report.variants) write_row(report, variant, part, csv);
}

}  // namespace assay
