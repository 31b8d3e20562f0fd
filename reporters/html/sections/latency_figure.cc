// How long replies took: the empirical distribution of the whole reply and, apart,
// of the time to the first token.
#include <algorithm>
#include <string_view>
#include <unordered_map>

#include "harness/report/percentile.h"
#include "reporters/html/number.h"
#include "reporters/html/sections/data_table.h"
#include "reporters/html/sections/figures.h"
#include "reporters/html/sections/sections.h"

namespace assay::html {
namespace {

bool is_measured(const ReportCell& cell, const std::optional<double>& value) {
  return !cell.cached && value && *value > 0;
}

bool pools_models(const Report& report) {
  return report.variants.size() > kVariantsApart;
}

// Empty curves, one for each name, and which of them each variant belongs to.
struct Assignment {
  std::vector<LatencyCurve> curves;
  std::vector<std::size_t> curve_of;  // parallel to Report::variants
};

Assignment assign(const Report& report, const Labels& labels) {
  Assignment assignment;
  const Models models(report);
  std::unordered_map<std::string_view, std::size_t> places;
  for (std::size_t index = 0; index < report.variants.size(); ++index) {
    const std::string& model = report.variants[index].model;
    const std::string& name = pools_models(report) ? model : labels.variants[index];
    auto& curves = assignment.curves;
    const auto [place, is_new] = places.emplace(name, curves.size());
    assignment.curve_of.push_back(place->second);
    if (is_new) curves.push_back({.name = name, .model = models.place_of(model), .times = {}});
  }
  return assignment;
}

void write_quantiles(std::vector<std::string>& texts, const std::vector<double>& sorted) {
  texts.push_back(grouped(static_cast<std::int64_t>(sorted.size())));
  for (const double share : {0.5, 0.95, 0.99}) {
    const std::optional<double> time = time_at(sorted, share);
    texts.push_back(time ? fixed(*time, 0) : std::string(kAbsent));
  }
}

void write_percentiles(Markup& markup, const std::vector<LatencyCurve>& curves) {
  std::vector<DataColumn> columns{{"Curve", false}};
  for (const char* title : {"Replies", "p50, ms", "p95, ms", "p99, ms", "First tokens", "p50, ms",
                            "p95, ms", "p99, ms"}) {
    columns.push_back({title, true});
  }
  std::vector<DataRow> rows;
  for (const LatencyCurve& curve : curves) {
    DataRow row{.texts = {curve.name}};
    write_quantiles(row.texts, curve.times.reply);
    write_quantiles(row.texts, curve.times.first_token);
    rows.push_back(std::move(row));
  }
  write_numbers(markup, "Latency by curve", columns, rows);
}

std::string caption_of(const Report& report, const std::vector<LatencyCurve>& curves) {
  std::string caption =
      "Share of replies that took at most so long; marks stand at p50, p95 and p99. "
      "The whole reply is timed over its final attempt, the first token from the "
      "instant the request was due.";
  if (pools_models(report)) caption += " One curve a model: its prompts and parameters are pooled.";
  if (curves.size() > kMostLatencyCurves) {
    caption += " The first " + std::to_string(kMostLatencyCurves) + " curves are drawn.";
  }
  const auto cached = std::count_if(report.cells.begin(), report.cells.end(),
                                    [](const ReportCell& cell) { return cell.cached; });
  if (cached > 0) {
    caption += " " + grouped(cached) + (cached == 1 ? " reply" : " replies") +
               " of earlier runs left out.";
  }
  return caption;
}

}  // namespace

std::optional<double> time_at(const std::vector<double>& sorted, double share) {
  const std::size_t count = sorted.size();
  if (std::ssize(sorted) < fewest_for_quantile(share)) return std::nullopt;
  const double position = share * static_cast<double>(count);
  auto index = static_cast<std::size_t>(position);
  if (index > 0 && static_cast<double>(index) == position) --index;
  return sorted[std::min(index, count - 1)];
}

std::vector<LatencyCurve> latency_curves_of(const Report& report, const Labels& labels) {
  Assignment assignment = assign(report, labels);
  std::vector<LatencyCurve>& curves = assignment.curves;
  for (const ReportCell& cell : report.cells) {
    Times& times = curves.at(assignment.curve_of.at(cell.id.variant)).times;
    if (is_measured(cell, cell.latency_ms)) times.reply.push_back(*cell.latency_ms);
    if (is_measured(cell, cell.ttft_ms)) times.first_token.push_back(*cell.ttft_ms);
  }
  for (LatencyCurve& curve : curves) {
    std::sort(curve.times.reply.begin(), curve.times.reply.end());
    std::sort(curve.times.first_token.begin(), curve.times.first_token.end());
  }
  std::erase_if(curves, [](const LatencyCurve& curve) {
    return curve.times.reply.empty() && curve.times.first_token.empty();
  });
  return std::move(assignment.curves);
}

void write_latency_figure(Markup& markup, const Report& report,
                          const std::vector<LatencyCurve>& curves) {
  if (curves.empty()) return;
  const Markup::Element section =
      markup.element("section", {{"id", "latency"}, {"aria-labelledby", "latency-title"}});
  markup.leaf("h2", {{"id", "latency-title"}}, "Latency");
  const Markup::Element figure = markup.element("figure");
  markup.leaf("div", {{"class", "drawing latency"}, {"data-figure", "latency"}}, "");
  markup.leaf("figcaption", {}, caption_of(report, curves));
  write_percentiles(markup, curves);
}

}  // namespace assay::html
