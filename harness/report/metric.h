// The metrics that tables show and gates decide on, as rows.
#pragma once

#include <optional>
#include <span>
#include <string_view>

#include "harness/report/rates.h"
#include "harness/report/report.h"

namespace assay {

enum class Direction { higher_is_better, lower_is_better };

// What a metric's numbers are, which says how they are printed and decided on.
enum class MetricKind {
  rate,      // a proportion in [0, 1] with its exact interval
  mean,      // with Student's interval
  quantile,  // with an order-statistic interval
  total,     // exact: a sum has no interval
};

// What people read it in; files have fractions and USD.
enum class MetricUnit { percent, ms, usd, count };

struct MetricRow {
  std::string_view name;  // pass_rate, score, latency_p50_ms, latency_p95_ms, ttft_p50_ms,
                          // ttft_p95_ms, cost_usd, cost_usd_per_case, output_tokens,
                          // output_tokens_per_case, error_rate
  Direction direction;
  MetricKind kind;
  MetricUnit unit;
  std::string_view help;
  Estimated (*of)(const VariantSummary& variant);
  // The same with samples that are not known counted as best or worst.
  Estimated (*imputed)(const Report& report, std::size_t variant, Imputed imputed, As as,
                       double confidence);
  // From the cells, at another confidence than the report's; null for a total.
  Estimated (*at)(const Report& report, std::size_t variant, double confidence);
  // Cells that ended and are not in it, though they might have been.
  std::int64_t (*unknown)(const Report& report, std::size_t variant);
  // Independent cells that a rate's interval rests on; null for other kinds.
  double (*effective_n)(std::span<const CaseVariant> cases);
};

std::span<const MetricRow> metric_rows();
const MetricRow* find_metric(std::string_view name);
std::span<const std::string_view> metric_names();

}  // namespace assay
