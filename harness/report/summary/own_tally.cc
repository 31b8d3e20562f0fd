#include "harness/report/summary/own_tally.h"

#include <algorithm>
#include <cstddef>
#include <functional>
#include <map>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "harness/report/derived_metric.h"
#include "harness/report/metric.h"
#include "harness/report/own_metric.h"

namespace assay {
namespace {

bool was_judged(const ReportCell& cell) {
  return cell.verdict != Verdict::error || !cell.parts.empty();
}

template <class Visit>
void each_value(const Report& report, Visit visit) {
  for (const ReportCell& cell : report.cells)
    for (const ScorePart& part : cell.parts)
      for (const PartValue& value : values_of(part)) visit(value);
}

// A mean of what fits would be of other answers than the others'.
void leave_out_unbounded(Report& report) {
  std::set<std::string, std::less<>> names;
  each_value(report, [&](const PartValue& value) {
    if (value.value && !(*value.value >= 0 && *value.value <= 1)) names.emplace(value.name);
  });
  report.unbounded_metrics.assign(names.begin(), names.end());
  std::erase_if(report.own_metrics, [&](const std::string& name) { return names.contains(name); });
}

// Where each name stands in Report::own_metrics.
class Places {
 public:
  explicit Places(Report& report) {
    leave_out_unbounded(report);
    const auto& unbounded = report.unbounded_metrics;
    std::set<std::string, std::less<>> beyond;
    for (const std::string& name : report.own_metrics) places_.emplace(name, places_.size());
    each_value(report, [&](const PartValue& value) {
      if (std::binary_search(unbounded.begin(), unbounded.end(), value.name)) return;
      if (places_.contains(value.name)) return;
      if (places_.size() >= kMaxOwnMetrics) {
        beyond.emplace(value.name);
        return;
      }
      places_.emplace(std::string(value.name), places_.size());
      report.own_metrics.emplace_back(value.name);
    });
    report.metrics_beyond = static_cast<std::int64_t>(beyond.size());
  }

  std::size_t size() const { return places_.size(); }
  // By metric, of one cell.
  std::vector<CellMean> means_of(const ReportCell& cell) const {
    std::vector<CellMean> means(places_.size());
    for (const ScorePart& part : cell.parts) {
      for (const PartValue& value : values_of(part)) {
        const auto found = places_.find(value.name);
        if (found != places_.end()) means[found->second].add(value);
      }
    }
    return means;
  }

 private:
  std::map<std::string, std::size_t, std::less<>> places_;
};

void add_mean(const CellMean& mean, CaseVariant& entry) {
  if (const auto value = mean.value()) return entry.add(Verdict::pass, value);
  entry.add(mean.waits() ? Verdict::unscored : Verdict::error, {});
  if (mean.waits()) ++entry.waiting;
}

// The cells of one case, of all variants.
void tally_case(std::span<const ReportCell> cells, const Places& places, std::size_t variants,
                CaseSummary& summary) {
  std::vector<std::vector<CellMean>> means;
  for (const ReportCell& cell : cells) means.push_back(places.means_of(cell));
  const bool is_known = std::any_of(cells.begin(), cells.end(), was_judged);
  summary.own.assign(places.size(), {});
  for (std::size_t metric = 0; metric < places.size(); ++metric) {
    const bool has_it = std::any_of(means.begin(), means.end(), [&](const auto& of_cell) {
      return of_cell[metric].is_there();
    });
    if (!has_it && is_known) continue;
    std::vector<CaseVariant>& column = summary.own[metric];
    column.resize(variants);
    for (std::size_t i = 0; i < cells.size(); ++i)
      add_mean(means[i][metric], column[cells[i].id.variant]);
  }
}

NamedEstimate estimate_own(const Report& report, const std::string& name, std::size_t variant) {
  const MetricRow& row = *find_metric(own_metric(name));
  const UnknownCells unknown = unknown_cells(row, report, variant);
  return {name, estimate_of(row, report, variant), unknown.errors, unknown.waiting};
}

}  // namespace

void tally_own_metrics(Report& report) {
  const Places places(report);
  if (places.size() == 0 && report.derived_metrics.empty()) return;
  std::size_t from = 0;
  for (std::size_t i = 0; i < report.cases.size(); ++i) {
    std::size_t to = from;
    while (to < report.cells.size() && report.cells[to].id.case_index == i) ++to;
    tally_case(std::span(report.cells).subspan(from, to - from), places, report.variants.size(),
               report.cases[i]);
    from = to;
  }
  for (std::size_t i = 0; i < report.variants.size(); ++i) {
    VariantSummary& variant = report.variants[i];
    variant.own.clear();
    for (const std::string& name : report.own_metrics)
      variant.own.push_back(estimate_own(report, name, i));
    variant.derived.clear();
    for (const DerivedMetric& metric : report.derived_metrics)
      variant.derived.push_back({metric.name, derived_of(report, metric, i)});
  }
}

}  // namespace assay
