#include "harness/report/metric.h"

#include <array>
#include <cstddef>
#include <limits>
#include <vector>

#include "harness/report/cost.h"
#include "harness/report/percentile.h"

namespace assay {
namespace {

// Slower than anything, yet finite: quantiles interpolate between times.
constexpr double kNeverAnswered = std::numeric_limits<double>::max() / 4;

std::int64_t errors_of(const Report& report, std::size_t variant) {
  return report.variants[variant].errors;
}

template <Priced priced>
std::int64_t without(const Report& report, std::size_t variant) {
  return cells_without(report, variant, priced);
}

Estimated cost_of_variant(const VariantSummary& variant) {
  if (!variant.cost) return {};
  return {to_usd_double(*variant.cost), std::nullopt, std::nullopt, variant.cells};
}

Estimated output_tokens_of(const VariantSummary& variant) {
  if (!variant.tokens.output) return {};
  return {static_cast<double>(*variant.tokens.output), std::nullopt, std::nullopt, variant.cells};
}

template <Priced priced>
Estimated imputed_sum(const Report& report, std::size_t variant, Imputed imputed, As as, double) {
  return sum_of(report, variant, priced, imputed, as);
}

template <Priced priced>
Estimated imputed_mean(const Report& report, std::size_t variant, Imputed imputed, As as,
                       double confidence) {
  return mean_of(report, variant, priced, imputed, as, confidence);
}

Estimated imputed_pass_rate(const Report& report, std::size_t variant, Imputed imputed, As as,
                            double confidence) {
  return pass_rate_of(impute(column_of(report, variant), imputed, as, report.run.repeats),
                      confidence);
}

Estimated imputed_score(const Report& report, std::size_t variant, Imputed imputed, As as,
                        double confidence) {
  return score_of(impute(column_of(report, variant), imputed, as, report.run.repeats), confidence);
}

// Errors are what this metric measures: only cells without a record are unknown.
Estimated imputed_error_rate(const Report& report, std::size_t variant, Imputed imputed, As as,
                             double confidence) {
  std::vector<CaseVariant> cases = column_of(report, variant);
  if (imputed == Imputed::errors_and_missing) {
    for (CaseVariant& entry : cases) {
      const std::int64_t missing = missing_cells({&entry, 1}, report.run.repeats);
      (as == As::best ? entry.unscored : entry.errors) += missing;
    }
  }
  return error_rate_of(cases, confidence);
}

// A question without a reply might have been answered at once, or never.
std::vector<double> imputed_times(const Report& report, std::size_t variant, Timed timed,
                                  Imputed imputed, As as) {
  std::vector<double> times = times_of(report, variant, timed);
  if (imputed == Imputed::nothing) return times;
  std::int64_t unknown = report.variants[variant].errors;
  if (imputed == Imputed::errors_and_missing) {
    unknown += missing_cells(column_of(report, variant), report.run.repeats);
  }
  times.insert(times.end(), static_cast<std::size_t>(unknown),
               as == As::best ? 0.0 : kNeverAnswered);
  return times;
}

template <Timed timed, Estimated Percentiles::*quantile>
Estimated imputed_quantile(const Report& report, std::size_t variant, Imputed imputed, As as,
                           double confidence) {
  return percentiles_of(imputed_times(report, variant, timed, imputed, as), confidence).*quantile;
}

template <Estimated (*estimate)(const Report&, std::size_t, Imputed, As, double)>
Estimated as_seen(const Report& report, std::size_t variant, double confidence) {
  return estimate(report, variant, Imputed::nothing, As::best, confidence);
}

constexpr std::array kMetrics = {
    MetricRow{"pass_rate", Direction::higher_is_better, MetricKind::rate, MetricUnit::percent,
              "passes out of scored cells, repeats averaged within their case",
              [](const VariantSummary& v) { return v.pass_rate; }, imputed_pass_rate,
              as_seen<imputed_pass_rate>, errors_of, effective_pass_n},
    MetricRow{"score", Direction::higher_is_better, MetricKind::mean, MetricUnit::percent,
              "mean of the cases' mean scores", [](const VariantSummary& v) { return v.score; },
              imputed_score, as_seen<imputed_score>, errors_of, nullptr},
    MetricRow{"latency_p50_ms", Direction::lower_is_better, MetricKind::quantile, MetricUnit::ms,
              "median time of the final attempt, sent to done",
              [](const VariantSummary& v) { return v.latency_ms.p50; },
              imputed_quantile<Timed::latency, &Percentiles::p50>,
              as_seen<imputed_quantile<Timed::latency, &Percentiles::p50>>, errors_of, nullptr},
    MetricRow{"latency_p95_ms", Direction::lower_is_better, MetricKind::quantile, MetricUnit::ms,
              "95th percentile of the final attempt's time",
              [](const VariantSummary& v) { return v.latency_ms.p95; },
              imputed_quantile<Timed::latency, &Percentiles::p95>,
              as_seen<imputed_quantile<Timed::latency, &Percentiles::p95>>, errors_of, nullptr},
    MetricRow{"ttft_p50_ms", Direction::lower_is_better, MetricKind::quantile, MetricUnit::ms,
              "median time from the intended start to the first answer token",
              [](const VariantSummary& v) { return v.ttft_ms.p50; },
              imputed_quantile<Timed::ttft, &Percentiles::p50>,
              as_seen<imputed_quantile<Timed::ttft, &Percentiles::p50>>, errors_of, nullptr},
    MetricRow{"ttft_p95_ms", Direction::lower_is_better, MetricKind::quantile, MetricUnit::ms,
              "95th percentile of the time to the first answer token",
              [](const VariantSummary& v) { return v.ttft_ms.p95; },
              imputed_quantile<Timed::ttft, &Percentiles::p95>,
              as_seen<imputed_quantile<Timed::ttft, &Percentiles::p95>>, errors_of, nullptr},
    MetricRow{"cost_usd", Direction::lower_is_better, MetricKind::total, MetricUnit::usd,
              "cost of all of the variant's replies", cost_of_variant,
              imputed_sum<Priced::cost_usd>, nullptr, without<Priced::cost_usd>, nullptr},
    MetricRow{"cost_usd_per_case", Direction::lower_is_better, MetricKind::mean, MetricUnit::usd,
              "mean cost of a cell, over cells with a known cost",
              [](const VariantSummary& v) { return v.cost_per_case; },
              imputed_mean<Priced::cost_usd>, as_seen<imputed_mean<Priced::cost_usd>>,
              without<Priced::cost_usd>, nullptr},
    MetricRow{"output_tokens", Direction::lower_is_better, MetricKind::total, MetricUnit::count,
              "output tokens of all of the variant's replies", output_tokens_of,
              imputed_sum<Priced::output_tokens>, nullptr, without<Priced::output_tokens>, nullptr},
    MetricRow{"output_tokens_per_case", Direction::lower_is_better, MetricKind::mean,
              MetricUnit::count, "mean output tokens of a reply, over the replies that named them",
              [](const VariantSummary& v) { return v.output_tokens_per_case; },
              imputed_mean<Priced::output_tokens>, as_seen<imputed_mean<Priced::output_tokens>>,
              without<Priced::output_tokens>, nullptr},
    MetricRow{"error_rate", Direction::lower_is_better, MetricKind::rate, MetricUnit::percent,
              "cells without a verdict because something failed",
              [](const VariantSummary& v) { return v.error_rate; }, imputed_error_rate,
              as_seen<imputed_error_rate>, errors_of, effective_error_n},
};

constexpr auto kNames = [] {
  std::array<std::string_view, kMetrics.size()> names{};
  for (std::size_t i = 0; i < names.size(); ++i) names[i] = kMetrics[i].name;
  return names;
}();

}  // namespace

std::span<const MetricRow> metric_rows() {
  return kMetrics;
}

const MetricRow* find_metric(std::string_view name) {
  for (const MetricRow& row : kMetrics) {
    if (row.name == name) return &row;
  }
  return nullptr;
}

std::span<const std::string_view> metric_names() {
  return kNames;
}

}  // namespace assay
