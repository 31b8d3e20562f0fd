#include "harness/report/quantity.h"

#include <algorithm>

#include "harness/report/cells_of.h"
#include "harness/stats/mean.h"

namespace assay {
namespace {

template <std::optional<double> ReportCell::*time>
std::optional<double> time_of(const ReportCell& cell) {
  return cell.cached ? std::nullopt : cell.*time;
}

std::optional<double> cost_of(const ReportCell& cell) {
  return cell.cost ? std::optional(to_usd_double(*cell.cost)) : std::nullopt;
}

std::optional<double> output_tokens_of(const ReportCell& cell) {
  return cell.usage.output ? std::optional(static_cast<double>(*cell.usage.output)) : std::nullopt;
}

std::optional<double> whole_cost(const VariantSummary& variant) {
  return variant.cost ? std::optional(to_usd_double(*variant.cost)) : std::nullopt;
}

std::optional<double> whole_output(const VariantSummary& variant) {
  const std::optional<std::int64_t>& tokens = variant.tokens.output;
  return tokens ? std::optional(static_cast<double>(*tokens)) : std::nullopt;
}

bool is_unknown(const ReportCell& cell, const Quantity& quantity) {
  return !quantity.of(cell) && (quantity.is_of_every_reply || cell.verdict == Verdict::error);
}

}  // namespace

constexpr Quantity kLatency{"latency_ms", time_of<&ReportCell::latency_ms>};
constexpr Quantity kTimeToFirstToken{"ttft_ms", time_of<&ReportCell::ttft_ms>};
constexpr Quantity kTokenGap{"token_gap_ms", time_of<&ReportCell::token_gap_ms>};
constexpr Quantity kCost{"cost_usd", cost_of, true,
                         [](const VariantSummary& variant) { return variant.most_cost_usd; },
                         whole_cost};
constexpr Quantity kOutputTokens{
    "output_tokens", output_tokens_of, true,
    [](const VariantSummary& variant) { return variant.most_output_tokens; }, whole_output};

double most_of(const VariantSummary& variant, const Quantity& quantity) {
  return quantity.most == nullptr ? kAnything : quantity.most(variant).value_or(kAnything);
}

// Cells come ordered by case, and those that were never asked after the others of
// theirs.
Values values_of(const Report& report, std::size_t variant, const Quantity& quantity,
                 Imputed imputed, double unknown) {
  Values made;
  const auto add = [&](std::size_t of_case, double value, std::int64_t times = 1) {
    made.values.insert(made.values.end(), static_cast<std::size_t>(times), value);
    made.cases.insert(made.cases.end(), static_cast<std::size_t>(times), of_case);
  };
  std::size_t next_case = 0;
  const auto add_missing_up_to = [&](std::size_t end) {
    for (; next_case < end; ++next_case) {
      if (imputed != Imputed::errors_and_missing) continue;
      const CaseVariant& entry = report.cases[next_case].variants[variant];
      add(next_case, unknown, missing_cells({&entry, 1}, report.run.repeats));
    }
  };
  each_cell_of(report.cells, variant, [&](const ReportCell& cell) {
    add_missing_up_to(cell.id.case_index);
    if (const auto value = quantity.of(cell)) {
      add(cell.id.case_index, *value);
    } else if (imputed != Imputed::nothing && is_unknown(cell, quantity)) {
      add(cell.id.case_index, unknown);
    }
  });
  add_missing_up_to(report.cases.size());
  return made;
}

std::int64_t cells_without(const Report& report, std::size_t variant, const Quantity& quantity) {
  std::int64_t count = 0;
  each_cell_of(report.cells, variant,
               [&](const ReportCell& cell) { count += is_unknown(cell, quantity) ? 1 : 0; });
  return count;
}

Estimated mean_of(Values of, double confidence) {
  Estimated estimate;
  estimate.value = mean(of.values);
  if (const auto interval = clustered_mean_interval(of.values, of.cases, confidence)) {
    estimate.low = std::max(0.0, interval->low);
    estimate.high = interval->high;
  }
  of.cases.erase(std::unique(of.cases.begin(), of.cases.end()), of.cases.end());
  estimate.n = static_cast<std::int64_t>(of.cases.size());
  return estimate;
}

Estimated sum_of(const Report& report, std::size_t variant, const Quantity& quantity,
                 Imputed imputed, double unknown) {
  Estimated sum;
  if (quantity.sum != nullptr) sum.value = quantity.sum(report.variants[variant]);
  if (!sum.value) return sum;
  sum.n = report.variants[variant].cells;
  if (imputed == Imputed::nothing) return sum;
  std::int64_t cells = cells_without(report, variant, quantity);
  if (imputed == Imputed::errors_and_missing)
    cells += missing_cells(column_of(report, variant), report.run.repeats);
  *sum.value += static_cast<double>(cells) * unknown;
  return sum;
}

}  // namespace assay
