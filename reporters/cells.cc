// cells.csv: a row a cell, with its reply. Columns: docs/report-fields.md.
#include <string>
#include <string_view>

#include "harness/base/json.h"
#include "harness/base/json_number.h"
#include "reporters/csv_columns.h"
#include "reporters/csv_writer.h"
#include "reporters/formats.h"

namespace assay {
namespace {

constexpr const char* kColumns[] = {
    "case",         "repeat",        "verdict",          "score",    "latency_ms",    "ttft_ms",
    "input_tokens", "output_tokens", "reasoning_tokens", "cost_usd", "finish_reason", "attempts",
    "cached",       "error",         "metrics",          "reply"};

// What scripts measured, {"words": 12}; "": nothing. What several of a cell's expectations
// measured under one name is a list, in their order.
std::string script_metrics(const ReportCell& cell) {
  Json metrics = Json::object();
  for (const ScorePart& part : cell.parts)
    for (const auto& [name, number] : part.metrics)
      metrics[name].push_back(canonical_number(number));
  for (Json& numbers : metrics)
    if (numbers.size() == 1) numbers = Json(numbers[0]);
  return metrics.empty() ? "" : dump_json(metrics);
}

void write_row(const Report& report, const ReportCell& cell, CsvWriter& csv) {
  write_identity(report, report.variants[cell.id.variant], csv);
  csv.text(report.cases[cell.id.case_index].id);
  csv.integer(std::int64_t{cell.id.repeat} + 1);  // people count from 1
  csv.word(to_string(cell.verdict));
  csv.number(cell.score);
  csv.number(cell.latency_ms);
  csv.number(cell.ttft_ms);
  csv.integer(cell.usage.input);
  csv.integer(cell.usage.output);
  csv.integer(cell.usage.reasoning);
  csv.money(cell.cost);
  csv.text(cell.finish_reason);
  csv.integer(cell.attempts);
  csv.word(cell.cached ? "true" : "false");
  csv.text(cell.error);
  csv.text(script_metrics(cell));
  csv.text(cell.reply == nullptr ? std::string_view() : std::string_view(cell.reply->answer));
  write_damage(report, csv);
  csv.end_row();
}

}  // namespace

void write_cells_csv(const Report& report, std::ostream& out) {
  CsvWriter csv(out);
  write_identity_header(report, csv);
  for (const char* column : kColumns) csv.word(column);
  write_damage_header(report, csv);
  csv.end_row();
  for (const ReportCell& cell : report.cells) write_row(report, cell, csv);
}

}  // namespace assay
