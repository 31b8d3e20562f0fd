#include "reporters/html/sections/figures.h"

#include <algorithm>
#include <cmath>

#include "reporters/html/escape.h"

namespace assay::html {
namespace {

// Six digits are more than a figure can show.
double rounded(double value) {
  if (value == 0 || !std::isfinite(value)) return 0;
  const double power = std::pow(10, 5 - std::floor(std::log10(std::fabs(value))));
  return std::isfinite(power) ? std::round(value * power) / power : value;
}

Json optional_json(const std::optional<double>& value) {
  return value && std::isfinite(*value) ? Json(*value) : Json();
}

// [value, low, high]
Json estimate_json(const Estimated& estimate) {
  return Json::array(
      {optional_json(estimate.value), optional_json(estimate.low), optional_json(estimate.high)});
}

Json tradeoff_json(const Tradeoff& tradeoff) {
  Json points = Json::array();
  for (const TradeoffPoint& point : tradeoff.points) {
    points.push_back({{"variant", point.variant},
                      {"taken", estimate_json(point.taken)},
                      {"quality", estimate_json(point.quality)},
                      {"dominated", point.dominated}});
  }
  return {{"metric", tradeoff.metric}, {"points", std::move(points)}};
}

Json response_json(const ResponseFigure& figure) {
  Json panels = Json::array();
  const std::size_t shown = std::min(figure.panels.size(), kMostResponsePanels);
  for (std::size_t index = 0; index < shown; ++index) {
    Json lines = Json::array();
    for (const ResponseLine& line : figure.panels[index].lines) {
      if (line.style >= kMostResponseLines) continue;
      lines.push_back({{"style", line.style}, {"variants", line.variants}});
    }
    panels.push_back({{"model", figure.panels[index].model}, {"lines", std::move(lines)}});
  }
  return {{"axis", figure.axis},
          {"settings", figure.settings},
          {"lines", figure.lines},
          {"panels", std::move(panels)}};
}

Json metric_json(const ResponseMetric& metric) {
  Json values = Json::array();
  for (const Estimated& value : metric.values) values.push_back(estimate_json(value));
  return {{"name", metric.name}, {"title", metric.title}, {"values", std::move(values)}};
}

// The corners of the steps, at most kMostCurvePoints, and the marks on them.
Json curve_json(const std::vector<double>& sorted) {
  if (sorted.empty()) return Json();
  const std::size_t count = sorted.size();
  const std::size_t steps = std::min(count, kMostCurvePoints);
  Json times = Json::array({rounded(sorted.front())});
  Json shares = Json::array({0});
  for (std::size_t step = 1; step <= steps; ++step) {
    const std::size_t index = step * count / steps - 1;
    times.push_back(rounded(sorted[index]));
    shares.push_back(rounded(static_cast<double>(index + 1) / static_cast<double>(count)));
  }
  Json marks = Json::array();
  for (const double share : {0.5, 0.95, 0.99}) {
    if (const auto time = time_at(sorted, share)) marks.push_back({share, *time});
  }
  return {{"times", std::move(times)},
          {"shares", std::move(shares)},
          {"marks", std::move(marks)},
          {"replies", count}};
}

Json latency_json(const LatencyCurve& curve) {
  return {{"name", curve.name},
          {"model", curve.model},
          {"reply", curve_json(curve.times.reply)},
          {"first_token", curve_json(curve.times.first_token)}};
}

template <typename Item>
Json array_of(const std::vector<Item>& items, Json (*to_json)(const Item&),
              std::size_t most = std::string::npos) {
  Json all = Json::array();
  for (std::size_t index = 0; index < std::min(items.size(), most); ++index) {
    all.push_back(to_json(items[index]));
  }
  return all;
}

// Which variants the report recommends, a setting of each response.
std::vector<std::size_t> recommended_of(const Report& report) {
  std::vector<std::size_t> recommended;
  for (const Response& response : report.responses) {
    for (const ResponsePoint& point : response.points) {
      if (report.variants[point.variant].id == response.recommended)
        recommended.push_back(point.variant);
    }
  }
  return recommended;
}

// Names as the static page spells them: secrets redacted, controls made visible.
void make_visible(Json& value) {
  if (value.is_string()) {
    value = visible_text(value.get_ref<const std::string&>());
    return;
  }
  if (!value.is_structured()) return;
  for (Json& child : value) make_visible(child);
}

}  // namespace

const Estimated& quality_of(const VariantSummary& variant) {
  return variant.pass_rate.value ? variant.pass_rate : variant.score;
}

Models::Models(const Report& report) {
  for (const VariantSummary& variant : report.variants) {
    if (places_.emplace(variant.model, names_.size()).second) names_.push_back(variant.model);
  }
}

std::string_view quality_title(const Report& report) {
  const bool is_judged = std::any_of(
      report.variants.begin(), report.variants.end(),
      [](const VariantSummary& variant) { return variant.pass_rate.value.has_value(); });
  return is_judged ? "Pass rate" : "Score";
}

bool Figures::has_cost() const {
  return !tradeoffs.empty() && tradeoffs.front().metric == "cost_usd_per_case";
}

bool Figures::has_latency_tradeoff() const {
  return !tradeoffs.empty() && tradeoffs.back().metric != "cost_usd_per_case";
}

Figures make_figures(const Report& report, const Labels& labels) {
  return {.tradeoffs = tradeoffs_of(report),
          .responses = response_figures_of(report),
          .metrics = response_metrics_of(report),
          .latency = latency_curves_of(report, labels)};
}

std::string figures_block(const Report& report, const Labels& labels, const Figures& figures) {
  const Models models(report);
  Json variants = Json::array();
  for (std::size_t index = 0; index < report.variants.size(); ++index) {
    const VariantSummary& variant = report.variants[index];
    Json settings = Json::array();
    for (const ResponseFigure& figure : figures.responses) {
      const auto found = variant.axes.find(figure.axis);
      if (found == variant.axes.end()) {
        settings.push_back(nullptr);
      } else {
        settings.push_back(figure.is_numeric() ? found->second
                                               : Json(parameter_text(found->second)));
      }
    }
    variants.push_back({{"label", labels.variants[index]},
                        {"model", models.place_of(variant.model)},
                        {"settings", std::move(settings)}});
  }
  Json data = {{"version", 1},
               {"quality", quality_title(report)},
               {"models", models.names()},
               {"variants", std::move(variants)},
               {"recommended", recommended_of(report)},
               {"tradeoffs", array_of(figures.tradeoffs, tradeoff_json)},
               {"metrics", array_of(figures.metrics, metric_json)},
               {"responses", array_of(figures.responses, response_json)},
               {"latency", array_of(figures.latency, latency_json, kMostLatencyCurves)}};
  make_visible(data);
  return "<script id=\"figures\" type=\"application/json\">" + escape_island(dump_json(data)) +
         "</script>\n";
}

}  // namespace assay::html
