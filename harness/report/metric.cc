#include "harness/report/metric.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <utility>

#include "harness/report/corrected_rate.h"
#include "harness/report/corrected_score.h"
#include "harness/report/own_metric.h"
#include "harness/report/percentile.h"

namespace assay {
namespace {

constexpr Share kPassRate{pass_rate_of, impute,
                          [](const CaseVariant& counts) { return counts.pass_rate(); },
                          effective_pass_n, Share::Corrected::verdicts};
constexpr Share kScore{score_of, impute, [](const CaseVariant& counts) { return counts.score; },
                       nullptr, Share::Corrected::scores};
// Of the cells that have a metric of the suite's own.
constexpr Share kOwn{score_of, impute, [](const CaseVariant& counts) { return counts.score; },
                     nullptr};
// Of cases whose score is what their repeats were reduced to.
constexpr Share kReduced{score_of, impute, [](const CaseVariant& counts) { return counts.score; },
                         nullptr};
constexpr Share kErrorRate{error_rate_of, impute_missing, nullptr, effective_error_n};

constexpr auto kMetrics = [] {
  using enum MetricKind;
  using enum MetricUnit;
  using enum Direction;
  using enum Compared;
  constexpr bool kStopsEarly = true;
  constexpr bool kOfRepeats = true;
  return std::to_array<MetricRow>({
      {.shape = {"pass_rate", "passes out of scored cells, repeats averaged within their case",
                 rate, percent, higher_is_better, always, 0, kStopsEarly},
       .share = &kPassRate},
      {.shape = {"score", "mean of the cases' mean scores", mean, percent, higher_is_better, always,
                 0, kStopsEarly},
       .share = &kScore},
      {.shape = {"latency_p50_ms", "median time of the final attempt, sent to done", quantile, ms,
                 lower_is_better, always, 0.5},
       .quantity = &kLatency},
      {.shape = {"latency_p95_ms", "95th percentile of the final attempt's time", quantile, ms,
                 lower_is_better, always, 0.95},
       .quantity = &kLatency},
      {.shape = {"ttft_p50_ms", "median time from the intended start to the first answer token",
                 quantile, ms, lower_is_better, always, 0.5},
       .quantity = &kTimeToFirstToken},
      {.shape = {"ttft_p95_ms", "95th percentile of the time to the first answer token", quantile,
                 ms, lower_is_better, by_gates, 0.95},
       .quantity = &kTimeToFirstToken},
      {.shape = {"cost_usd", "cost of all of the variant's replies", total, usd, lower_is_better,
                 never},
       .quantity = &kCost},
      {.shape = {"cost_usd_per_case", "mean cost of a cell, over cells with a known cost", mean,
                 usd, lower_is_better, always},
       .quantity = &kCost},
      {.shape = {"output_tokens", "output tokens of all of the variant's replies", total, count,
                 lower_is_better, always},
       .quantity = &kOutputTokens},
      {.shape = {"output_tokens_per_case",
                 "mean output tokens of a reply, over the replies that named them", mean, count,
                 lower_is_better, always},
       .quantity = &kOutputTokens},
      {.shape = {"pass_all", "cases all of whose repeats pass", mean, percent, higher_is_better,
                 by_gates, 0, false, kOfRepeats},
       .share = &kReduced,
       .reducer = Reducer::all},
      {.shape = {"pass_any", "cases any of whose repeats passes", mean, percent, higher_is_better,
                 by_gates, 0, false, kOfRepeats},
       .share = &kReduced,
       .reducer = Reducer::any},
      {.shape = {"pass_majority", "cases more than half of whose repeats pass", mean, percent,
                 higher_is_better, by_gates, 0, false, kOfRepeats},
       .share = &kReduced,
       .reducer = Reducer::majority},
      {.shape = {"error_rate", "cells without a verdict because something failed", rate, percent,
                 lower_is_better, never},
       .share = &kErrorRate},
  });
}();

// What compares is judged, or measured and better where it is lower.
static_assert(std::all_of(kMetrics.begin(), kMetrics.end(), [](const MetricRow& row) {
  if (!row.shape.compares()) return true;
  return row.share != nullptr ? row.shape.is_judged() && row.share->of_case != nullptr
                              : row.shape.direction == Direction::lower_is_better;
}));

constexpr auto kShapes = [] {
  std::array<MetricShape, kMetrics.size()> shapes{};
  for (std::size_t i = 0; i < shapes.size(); ++i) shapes[i] = kMetrics[i].shape;
  return shapes;
}();

constexpr MetricFamily kFamilies[] = {
    {kOwnMetricPrefix,
     MetricFamily::By::name,
     {"score:NAME", "mean value of the expectations with metric: NAME", MetricKind::mean,
      MetricUnit::percent, Direction::higher_is_better, Compared::always}},
    {"pass_at_",
     MetricFamily::By::draws,
     {"pass_at_K", "chance that any of K repeats of a case passes", MetricKind::mean,
      MetricUnit::percent, Direction::higher_is_better, Compared::by_gates}},
    {"pass_hat_",
     MetricFamily::By::draws,
     {"pass_hat_K", "chance that all of K repeats of a case pass", MetricKind::mean,
      MetricUnit::percent, Direction::higher_is_better, Compared::by_gates}},
};

// "3", as people write it; nothing for another text.
std::optional<std::int64_t> draws_from(std::string_view text) {
  std::int64_t draws = 0;
  const char* end = text.data() + text.size();
  const auto [rest, error] = std::from_chars(text.data(), end, draws);
  const bool is_plain = !text.empty() && text.front() >= '1' && text.front() <= '9';
  if (!is_plain || error != std::errc() || rest != end || draws > kMaxRepeats) return std::nullopt;
  return draws;
}

// The row of a family's metric whose name is `name`, which it keeps a view of.
std::optional<MetricRow> row_of(const MetricFamily& family, std::string_view name) {
  MetricRow row{family.shape, &kOwn};
  row.shape.name = name;
  if (family.by == MetricFamily::By::name) {
    row.own = family.argument(name);
    return row.own.empty() ? std::nullopt : std::optional(row);
  }
  const std::optional<std::int64_t> draws = draws_from(family.argument(name));
  if (!draws) return std::nullopt;
  row.share = &kReduced;
  row.reducer = family.prefix == "pass_at_" ? Reducer::at_k : Reducer::hat_k;
  row.draws = *draws;
  return row;
}

// Rows of families, each made once and never moved.
class FamilyRows {
 public:
  const MetricRow* find(const MetricFamily& family, std::string_view name) {
    const std::lock_guard lock(mutex_);
    const auto found = rows_.find(name);
    if (found != rows_.end()) return &found->second;
    if (!row_of(family, name)) return nullptr;
    const auto made = rows_.emplace(std::string(name), MetricRow()).first;
    made->second = *row_of(family, made->first);
    return &made->second;
  }

 private:
  std::mutex mutex_;
  std::map<std::string, MetricRow, std::less<>> rows_;
};

std::vector<const Quantity*> collect_quantities() {
  std::vector<const Quantity*> quantities;
  for (const MetricRow& row : kMetrics) {
    if (row.quantity == nullptr || !row.shape.compares()) continue;
    if (std::find(quantities.begin(), quantities.end(), row.quantity) == quantities.end())
      quantities.push_back(row.quantity);
  }
  return quantities;
}

}  // namespace

std::span<const MetricRow> metric_rows() {
  return kMetrics;
}

const MetricRow* find_metric(std::string_view name) {
  for (const MetricRow& row : kMetrics) {
    if (row.shape.name == name) return &row;
  }
  static FamilyRows families;
  for (const MetricFamily& family : kFamilies) {
    if (const MetricRow* row = families.find(family, name)) return row;
  }
  return nullptr;
}

std::span<const MetricFamily> metric_families() {
  return kFamilies;
}

bool is_judged(std::string_view metric) {
  const MetricRow* row = find_metric(metric);
  return row != nullptr && row->shape.is_judged();
}

std::span<const MetricShape> metric_shapes() {
  return kShapes;
}

std::span<const Quantity* const> compared_quantities() {
  static const std::vector<const Quantity*> quantities = collect_quantities();
  return quantities;
}

Estimated estimate_of(const MetricRow& metric, const Report& report, std::size_t variant,
                      double confidence, Imputed imputed, As as) {
  if (metric.share != nullptr) {
    const std::vector<CaseVariant> cases =
        counted(metric, column_of(metric, report, variant), imputed, as, report.run.repeats);
    switch (metric.share->corrected) {
      case Share::Corrected::verdicts:
        return corrected_rate(metric.share->of(cases, confidence), report.variants[variant].labels,
                              confidence);
      case Share::Corrected::scores:
        return corrected_score(report, variant, cases, confidence);
      default:
        return metric.share->of(cases, confidence);
    }
  }
  const Quantity& quantity = *metric.quantity;
  const bool none_is_best = metric.shape.direction == Direction::lower_is_better;
  const double unknown =
      none_is_best == (as == As::best) ? 0 : most_of(report.variants[variant], quantity);
  if (metric.shape.kind == MetricKind::total)
    return sum_of(report, variant, quantity, imputed, unknown);
  Values of = values_of(report, variant, quantity, imputed, unknown);
  if (metric.shape.kind == MetricKind::mean) return mean_of(std::move(of), confidence);
  std::sort(of.values.begin(), of.values.end());
  return quantile_of(of.values, metric.shape.quantile, confidence);
}

std::vector<CaseVariant> counted(const MetricRow& metric, std::vector<CaseVariant> cases,
                                 Imputed imputed, As as, std::int64_t repeats) {
  std::vector<CaseVariant> made = metric.share->imputed(std::move(cases), imputed, as, repeats);
  if (!metric.reducer) return made;
  return reduce(std::move(made), *metric.reducer, metric.draws, repeats);
}

std::vector<CaseVariant> column_of(const MetricRow& metric, const Report& report,
                                   std::size_t variant) {
  return metric.own.empty() ? column_of(report, variant)
                            : own_column_of(report, metric.own, variant);
}

UnknownCells unknown_cells(const MetricRow& metric, const Report& report, std::size_t variant) {
  const VariantSummary& of = report.variants[variant];
  if (metric.quantity != nullptr)
    return {cells_without(report, variant, *metric.quantity), 0, of.cells};
  if (metric.share != &kScore && metric.own.empty())
    return {of.errors, metric.shape.is_judged() ? of.waiting : 0, of.cells};
  UnknownCells unknown;
  for (const CaseVariant& entry : column_of(metric, report, variant)) {
    const UnknownCells of_case = unknown_cells(metric, entry);
    unknown.errors += of_case.errors;
    unknown.waiting += of_case.waiting;
    unknown.all += of_case.all;
  }
  return unknown;
}

UnknownCells unknown_cells(const MetricRow& metric, const CaseVariant& counts) {
  UnknownCells unknown{counts.errors, counts.waiting, counts.all()};
  if (metric.share != &kScore) return unknown;
  unknown.errors += counts.open_errors;
  unknown.waiting += counts.open_waiting;
  return unknown;
}

}  // namespace assay
