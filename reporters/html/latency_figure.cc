// How long replies took: the empirical distribution of the total and, apart, of
// the time to the first token. Replies of earlier runs say nothing about this
// one and are left out.
#include <algorithm>
#include <functional>
#include <vector>

#include "reporters/html/chart.h"
#include "reporters/html/number.h"
#include "reporters/html/sections.h"

namespace assay::html {
namespace {

constexpr double kWidth = 500;
constexpr double kHeight = 310;
constexpr Frame kFrame{44, 36, 484, 260};
constexpr std::size_t kMostSteps = 240;   // of a curve; more are not seen at this width
constexpr std::size_t kVariantsUpTo = 8;  // with more, one curve a model

struct Curve {
  std::string name;
  std::vector<double> total;  // milliseconds, sorted
  std::vector<double> first_token;
};

struct Panel {
  std::string id;
  std::string title;
  std::vector<double> Curve::*values;
};

const Panel kPanels[] = {{"latency-total", "Whole reply", &Curve::total},
                         {"latency-first", "First token", &Curve::first_token}};

bool is_measured(const ReportCell& cell, const std::optional<double>& value) {
  return !cell.cached && value && *value > 0;
}

bool pools_models(const Report& report) {
  return report.variants.size() > kVariantsUpTo;
}

std::vector<Curve> curves_of(const Report& report, const Labels& labels) {
  std::vector<Curve> curves;
  std::vector<std::size_t> curve_of(report.variants.size());
  for (std::size_t index = 0; index < report.variants.size(); ++index) {
    const std::string& name =
        pools_models(report) ? report.variants[index].model : labels.variants[index];
    const auto known = std::find_if(curves.begin(), curves.end(),
                                    [&](const Curve& curve) { return curve.name == name; });
    curve_of[index] = static_cast<std::size_t>(known - curves.begin());
    if (known == curves.end()) curves.push_back({name, {}, {}});
  }
  for (const ReportCell& cell : report.cells) {
    Curve& curve = curves.at(curve_of.at(cell.variant));
    if (is_measured(cell, cell.latency_ms)) curve.total.push_back(*cell.latency_ms);
    if (is_measured(cell, cell.ttft_ms)) curve.first_token.push_back(*cell.ttft_ms);
  }
  for (Curve& curve : curves) {
    std::sort(curve.total.begin(), curve.total.end());
    std::sort(curve.first_token.begin(), curve.first_token.end());
  }
  std::erase_if(
      curves, [](const Curve& curve) { return curve.total.empty() && curve.first_token.empty(); });
  return curves;
}

// The value that at least `share` of the samples do not exceed: where the drawn
// step crosses that height.
double quantile_of(const std::vector<double>& sorted, double share) {
  const double position = share * static_cast<double>(sorted.size());
  auto index = static_cast<std::size_t>(position);
  if (index > 0 && static_cast<double>(index) == position) --index;
  return sorted[std::min(index, sorted.size() - 1)];
}

void draw_curve(Markup& markup, const std::vector<double>& sorted, std::size_t series,
                const Axis& x, const Axis& y) {
  const std::size_t count = sorted.size();
  const std::size_t steps = std::min(count, kMostSteps);
  std::vector<Point> points{{x.scale(sorted.front()), y.scale(0)}};
  for (std::size_t step = 1; step <= steps; ++step) {
    const std::size_t index = step * count / steps - 1;
    const double share = static_cast<double>(index + 1) / static_cast<double>(count);
    points.push_back({x.scale(sorted[index]), y.scale(share)});
  }
  markup.empty("path", {{"class", "line " + series_class(series)}, {"d", step_path(points)}});
  for (const double share : {0.5, 0.95}) {
    draw_marker(markup, series, x.scale(quantile_of(sorted, share)), y.scale(share), 3.6, "dot");
  }
}

std::string duration_label(double ms) {
  return ms >= 1000 ? tick_text(ms / 1000) + " s" : tick_text(ms) + " ms";
}

Axis duration_axis(const std::vector<Curve>& curves, std::vector<double> Curve::*values) {
  std::vector<double> ends;
  for (const Curve& curve : curves) {
    if ((curve.*values).empty()) continue;
    ends.push_back((curve.*values).front());
    ends.push_back((curve.*values).back());
  }
  Axis axis{
      .scale = Scale(ScaleKind::log, domain_of(ends, ScaleKind::log), {kFrame.left, kFrame.right}),
      .title = "log scale",
      .ticks = {},
      .labels = {}};
  axis.ticks = axis.scale.ticks(6);
  for (const double tick : axis.ticks) axis.labels.push_back(duration_label(tick));
  return axis;
}

void draw_panel(Markup& markup, const std::vector<Curve>& curves, const Panel& panel) {
  const bool has_any = std::any_of(curves.begin(), curves.end(), [&](const Curve& curve) {
    return !(curve.*panel.values).empty();
  });
  if (!has_any) return;
  const Axis x = duration_axis(curves, panel.values);
  Axis y{.scale = Scale(ScaleKind::linear, {0, 1}, {kFrame.bottom, kFrame.top}),
         .title = "Share of replies",
         .ticks = {0, 0.25, 0.5, 0.75, 0.95},
         .labels = {"0%", "25%", "p50", "75%", "p95"}};
  const Markup::Element block = markup.element("div", {{"class", "panel"}});
  markup.leaf("h3", {}, panel.title);
  const Markup::Element svg =
      markup.element("svg", {{"class", "figure"},
                             {"role", "img"},
                             {"viewBox", "0 0 " + coordinate(kWidth) + " " + coordinate(kHeight)},
                             {"aria-labelledby", panel.id + "-title " + panel.id + "-desc"}});
  markup.leaf("title", {{"id", panel.id + "-title"}}, panel.title + ": distribution of times");
  markup.leaf("desc", {{"id", panel.id + "-desc"}}, "The table below the figure has the numbers.");
  draw_axes(markup, kFrame, x, y);
  for (std::size_t curve = 0; curve < std::min(curves.size(), kSeriesStyles); ++curve) {
    const std::vector<double>& values = curves[curve].*panel.values;
    if (!values.empty()) draw_curve(markup, values, curve, x, y);
  }
}

void write_quantiles(Markup& markup, const std::vector<double>& sorted) {
  if (sorted.empty()) {
    for (int column = 0; column < 3; ++column) markup.leaf("td", {{"class", "number"}}, kAbsent);
    return;
  }
  markup.leaf("td", {{"class", "number"}}, grouped(static_cast<std::int64_t>(sorted.size())));
  for (const double share : {0.5, 0.95}) {
    markup.leaf("td", {{"class", "number"}}, fixed(quantile_of(sorted, share), 0));
  }
}

// Legend and data table in one.
void write_table(Markup& markup, const std::vector<Curve>& curves) {
  const Markup::Element scroll = markup.element("div", {{"class", "scroll"},
                                                        {"tabindex", 0},
                                                        {"role", "region"},
                                                        {"aria-label", "Latency by series"}});
  const Markup::Element table = markup.element("table", {{"class", "plain"}});
  {
    const Markup::Element head = markup.element("thead");
    const Markup::Element row = markup.element("tr");
    markup.leaf("th", {{"scope", "col"}}, "Curve");
    for (const char* title :
         {"Replies", "p50, ms", "p95, ms", "First tokens", "p50, ms", "p95, ms"}) {
      markup.leaf("th", {{"scope", "col"}, {"class", "number"}}, title);
    }
  }
  const Markup::Element body = markup.element("tbody");
  for (std::size_t curve = 0; curve < curves.size(); ++curve) {
    const Markup::Element row = markup.element("tr");
    {
      const Markup::Element name = markup.element("th", {{"scope", "row"}, {"class", "keyed"}});
      if (curve < kSeriesStyles) draw_legend_key(markup, curve);
      markup.text(curves[curve].name);
    }
    write_quantiles(markup, curves[curve].total);
    write_quantiles(markup, curves[curve].first_token);
  }
}

}  // namespace

bool has_latency_figures(const Report& report) {
  return std::any_of(report.cells.begin(), report.cells.end(), [](const ReportCell& cell) {
    return is_measured(cell, cell.latency_ms) || is_measured(cell, cell.ttft_ms);
  });
}

void write_latency_figures(Markup& markup, const Report& report, const Labels& labels) {
  const std::vector<Curve> curves = curves_of(report, labels);
  if (curves.empty()) return;
  const auto cached = std::count_if(report.cells.begin(), report.cells.end(),
                                    [](const ReportCell& cell) { return cell.cached; });
  const Markup::Element section =
      markup.element("section", {{"id", "latency"}, {"aria-labelledby", "latency-title"}});
  markup.leaf("h2", {{"id", "latency-title"}}, "Latency");
  const Markup::Element figure = markup.element("figure");
  {
    const Markup::Element grid = markup.element("div", {{"class", "panels two"}});
    for (const Panel& panel : kPanels) draw_panel(markup, curves, panel);
  }
  write_table(markup, curves);
  std::string caption =
      "Share of replies that took at most so long; marks stand at p50 and p95. "
      "The whole reply is timed over its final attempt, the first token from the "
      "instant the request was due.";
  if (pools_models(report)) caption += " One curve a model: its prompts and parameters are pooled.";
  if (curves.size() > kSeriesStyles) {
    caption += " The first " + std::to_string(kSeriesStyles) + " curves are drawn.";
  }
  if (cached > 0) {
    caption += " " + grouped(cached) + (cached == 1 ? " reply" : " replies") +
               " of earlier runs left out.";
  }
  markup.leaf("figcaption", {}, caption);
}

}  // namespace assay::html
