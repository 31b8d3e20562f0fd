#include "harness/report/summary/tally.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <set>
#include <string_view>
#include <vector>

#include "harness/report/corrected_rate.h"
#include "harness/report/corrected_score.h"
#include "harness/report/metric.h"
#include "harness/report/percentile.h"
#include "harness/report/quantity.h"
#include "harness/report/rates.h"
#include "harness/report/summary/own_tally.h"

namespace assay {
namespace {

// Providers' usage numbers are hostile: a sum stops at the limit instead of
// overflowing.
std::int64_t add_saturating(std::int64_t a, std::int64_t b) {
  std::int64_t sum = 0;
  if (!__builtin_add_overflow(a, b, &sum)) return sum;
  return b > 0 ? std::numeric_limits<std::int64_t>::max()
               : std::numeric_limits<std::int64_t>::min();
}

// A sum over replies that is known only if every summand was.
struct WholeSum {
  std::int64_t total = 0;
  bool any = false;
  bool unknown = false;

  void add(std::optional<std::int64_t> value) {
    any = any || value.has_value();
    unknown = unknown || !value;
    total = add_saturating(total, value.value_or(0));
  }
  // Where every reply named it.
  std::optional<std::int64_t> whole() const {
    return any && !unknown ? std::optional(total) : std::nullopt;
  }
  // Of the replies that named it.
  std::optional<std::int64_t> named() const { return any ? std::optional(total) : std::nullopt; }
};

// What is added up over one variant's cells.
struct VariantTally {
  WholeSum input, cached_input, output, reasoning;
  bool estimated = false;
  std::int64_t replies = 0;
  std::set<std::string_view> models;  // every one that answered
};

void add_reply(const ReportCell& cell, VariantSummary& variant, VariantTally& sums) {
  sums.input.add(cell.usage.input);
  sums.cached_input.add(cell.usage.cached_input);
  sums.output.add(cell.usage.output);
  sums.reasoning.add(cell.usage.reasoning);
  sums.estimated = sums.estimated || cell.usage.estimated;
  variant.reply_costs =
      variant.reply_costs + (cell.cost ? Ledger{*cell.cost, {}, 0} : Ledger{{}, {}, 1});
  ++sums.replies;
  if (!cell.reply->model.empty()) sums.models.insert(cell.reply->model);
}

void add_cell(const ReportCell& cell, VariantSummary& variant, VariantTally& sums) {
  ++variant.cells;
  variant.add(cell.verdict);
  if (waits_for_label(cell.verdict, cell.parts)) ++variant.waiting;
  if (cell.cached) ++variant.cached;
  variant.attempts += cell.attempts;
  if (cell.longest_gap_ms && !cell.cached)
    variant.longest_gap_ms = std::max(variant.longest_gap_ms.value_or(0), *cell.longest_gap_ms);
  if (cell.reply != nullptr) add_reply(cell, variant, sums);
}

void finish(const Report& report, std::size_t index, VariantSummary& variant,
            const VariantTally& sums) {
  variant.model_returned.assign(sums.models.begin(), sums.models.end());
  const std::vector<CaseVariant> column = column_of(report, index);
  variant.pass_rate_judged = pass_rate_of(column);
  variant.pass_rate = corrected_rate(variant.pass_rate_judged, variant.labels, kConfidence);
  variant.score_judged = score_of(column);
  variant.score = corrected_score(report, index, column, kConfidence);
  variant.error_rate = error_rate_of(column);
  const auto times = [&](const Quantity& time) {
    return shown_percentiles(percentiles_of(values_of(report, index, time).values),
                             report.run.client);
  };
  variant.latency_ms = times(kLatency);
  variant.ttft_ms = times(kTimeToFirstToken);
  variant.token_gap_ms = times(kTokenGap);
  if (variant.longest_gap_ms && !is_mostly_model(*variant.longest_gap_ms, report.run.client))
    variant.longest_gap_ms.reset();
  variant.tokens = {sums.input.whole(), sums.cached_input.named(), sums.output.whole(),
                    sums.reasoning.named(), sums.estimated};
  if (sums.replies > 0 && variant.reply_costs.unknown == 0)
    variant.cost = variant.reply_costs.spent;
  variant.output_tokens_per_case = mean_of(values_of(report, index, kOutputTokens));
  variant.cost_per_case = mean_of(values_of(report, index, kCost));
  variant.cost_usd_per_case = variant.cost_per_case.value;
}

// What repeats come to.
void reduce_repeats(Report& report, std::size_t index, VariantSummary& variant) {
  const std::vector<CaseVariant> column = column_of(report, index);
  variant.flaky_cases = std::count_if(column.begin(), column.end(), is_flaky);
  variant.reduced.clear();
  if (report.run.repeats < 2) return;
  for (const MetricRow& metric : metric_rows()) {
    if (!metric.reducer) continue;
    const UnknownCells unknown = unknown_cells(metric, report, index);
    variant.reduced.push_back({std::string(metric.shape.name), estimate_of(metric, report, index),
                               unknown.errors, unknown.waiting});
  }
}

void tally_cases(Report& report) {
  for (CaseSummary& summary : report.cases) {
    summary.variants.assign(report.variants.size(), CaseVariant{});
  }
  for (const ReportCell& cell : report.cells) {
    CaseVariant& entry = report.cases[cell.id.case_index].variants[cell.id.variant];
    entry.add(cell.verdict, cell.score, open_score(cell.verdict, cell.parts));
    if (waits_for_label(cell.verdict, cell.parts)) ++entry.waiting;
  }
}

}  // namespace

void tally(Report& report) {
  tally_cases(report);
  std::vector<VariantTally> sums(report.variants.size());
  for (const ReportCell& cell : report.cells) {
    add_cell(cell, report.variants[cell.id.variant], sums[cell.id.variant]);
  }
  for (std::size_t i = 0; i < report.variants.size(); ++i) {
    finish(report, i, report.variants[i], sums[i]);
    reduce_repeats(report, i, report.variants[i]);
  }
  tally_own_metrics(report);
}

}  // namespace assay
