// What each setting of the grid does (temperature and its like): a panel a model,
// a line a prompt, and the verdict on every setting.
#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "harness/base/text.h"
#include "reporters/html/number.h"
#include "reporters/html/sections/data_table.h"
#include "reporters/html/sections/figures.h"
#include "reporters/html/sections/sections.h"

namespace assay::html {
namespace {

constexpr std::size_t kMostAdvice = 12;    // sentences; the table has all
constexpr std::size_t kMostRowsOpen = 24;  // of the table of verdicts

std::vector<Json> settings_of(const Report& report, const std::string& axis) {
  std::set<Json> settings;
  for (const VariantSummary& variant : report.variants) {
    const auto found = variant.axes.find(axis);
    if (found != variant.axes.end()) settings.insert(found->second);
  }
  std::vector<Json> sorted(settings.begin(), settings.end());
  const bool numeric = std::all_of(sorted.begin(), sorted.end(),
                                   [](const Json& setting) { return setting.is_number(); });
  if (!numeric) {
    for (Json& setting : sorted) setting = parameter_text(setting);
  }
  return sorted;
}

std::string line_name(const Report& report, const VariantSummary& variant,
                      const std::string& axis) {
  std::string name = variant.prompt;
  for (const std::string& other : report.axes) {
    const auto found = variant.axes.find(other);
    if (other == axis || found == variant.axes.end()) continue;
    name += ", " + other + " " + parameter_text(found->second);
  }
  return name;
}

// Numbers keys as they first come: a panel a model, a style a line's name, a line a
// panel's style.
template <class Key>
class Numbered {
 public:
  std::size_t of(const Key& key) { return numbers_.emplace(key, numbers_.size()).first->second; }

 private:
  std::map<Key, std::size_t> numbers_;
};

void add_lines(const Report& report, ResponseFigure& figure) {
  Numbered<std::string> panels;
  Numbered<std::string> styles;
  std::map<std::pair<std::size_t, std::size_t>, std::size_t> lines;  // by panel and style
  for (std::size_t index = 0; index < report.variants.size(); ++index) {
    const VariantSummary& variant = report.variants[index];
    if (!variant.axes.contains(figure.axis) || !quality_of(variant).value) continue;
    const std::string name = line_name(report, variant, figure.axis);
    const std::size_t panel = panels.of(variant.model);
    const std::size_t style = styles.of(name);
    if (panel == figure.panels.size()) figure.panels.push_back({variant.model, {}});
    if (style == figure.lines.size()) figure.lines.push_back(name);
    std::vector<ResponseLine>& of_panel = figure.panels[panel].lines;
    const auto [line, is_new] = lines.emplace(std::pair(panel, style), of_panel.size());
    if (is_new) of_panel.push_back({style, {}});
    of_panel[line->second].variants.push_back(index);
  }
  const auto setting = [&](std::size_t variant) -> const Json& {
    return report.variants[variant].axes.find(figure.axis)->second;
  };
  for (ResponsePanel& panel : figure.panels) {
    for (ResponseLine& line : panel.lines) {
      std::stable_sort(line.variants.begin(), line.variants.end(),
                       [&](std::size_t a, std::size_t b) { return setting(a) < setting(b); });
    }
  }
}

ResponseMetric metric_of(const Report& report, std::string_view name, std::string_view title,
                         Estimated (*of)(const VariantSummary&)) {
  ResponseMetric metric{.name = name, .title = title, .values = {}};
  for (const VariantSummary& variant : report.variants) metric.values.push_back(of(variant));
  return metric;
}

// Setting by setting: "temperature 0, top_p 0.9".
std::string setting_text(const VariantSummary& variant) {
  std::string text;
  for (const auto& [axis, value] : variant.axes) {
    if (!text.empty()) text += ", ";
    text += axis + " " + parameter_text(value);
  }
  return text;
}

std::string subject_of(const Response& response) {
  return response.model + ", " + response.prompt;
}

void write_recommended(Markup& markup, std::string_view before, const std::string& what,
                       const std::string& reason) {
  const Markup::Element item = markup.element("li");
  markup.text(before);
  markup.leaf("strong", {}, what);
  markup.text(", " + reason + ".");
}

// The answer to "which temperature?", for the suite and then within each model and
// prompt.
void write_advice(Markup& markup, const Report& report) {
  if (report.recommended.variant.empty()) return;
  const Markup::Element list = markup.element("ul", {{"class", "advice"}});
  write_recommended(markup, "Recommended: ", report.recommended.variant, report.recommended.reason);
  if (report.responses.size() < 2) return;
  std::size_t written = 0;
  for (const Response& response : report.responses) {
    for (const ResponsePoint& point : response.points) {
      const VariantSummary& variant = report.variants[point.variant];
      if (variant.id != response.recommended || written == kMostAdvice) continue;
      ++written;
      write_recommended(markup, "Within " + subject_of(response) + ": ", setting_text(variant),
                        response.reason);
    }
  }
}

std::string verdict_text(const Response& response, const ResponsePoint& point,
                         const std::string& id) {
  std::string text = point.is_best ? "best" : std::string(to_string(point.standing));
  if (!point.pass_rate.value) text = "not scored";
  return id == response.recommended ? text + "; recommended" : text;
}

std::string p_text(const ResponsePoint& point) {
  if (!point.p) return std::string(kAbsent);
  return *point.p < 0.001 ? "< 0.001" : fixed(*point.p, 3);
}

void write_verdicts(Markup& markup, const Report& report) {
  std::vector<DataColumn> columns{{"Model and prompt", false}, {"Setting", false},
                                  {"Pass rate", true},         {"p against the best", true},
                                  {"Verdict", false},          {"Cost of 1,000 cells", true}};
  std::vector<DataRow> rows;
  for (const Response& response : report.responses) {
    for (const ResponsePoint& point : response.points) {
      const VariantSummary& variant = report.variants[point.variant];
      rows.push_back({.texts = {subject_of(response), setting_text(variant),
                                estimate_text(point.pass_rate, Unit::percent), p_text(point),
                                verdict_text(response, point, variant.id),
                                estimate_text(cost_of_thousand(variant), Unit::usd)},
                      .is_marked = variant.id == response.recommended});
    }
  }
  if (report.responses.size() == 1) {
    columns.erase(columns.begin());
    for (DataRow& row : rows) row.texts.erase(row.texts.begin());
  }
  constexpr std::string_view kTitle = "Verdict on every setting";
  if (rows.size() > kMostRowsOpen) {
    write_numbers(markup, kTitle, columns, rows, kTitle);
  } else {
    markup.leaf("h3", {{"class", "table-title"}}, kTitle);
    write_table(markup, kTitle, columns, rows);
  }
}

// What is drawn, and the metrics that the reader may choose.
void write_points(Markup& markup, const Report& report, const ResponseFigure& figure,
                  const std::vector<ResponseMetric>& metrics) {
  std::vector<DataColumn> columns{{"Model", false}, {"Line", false}, {figure.axis, true}};
  for (const ResponseMetric& metric : metrics) columns.push_back({std::string(metric.title), true});
  std::vector<DataRow> rows;
  for (const ResponsePanel& panel : figure.panels) {
    for (const ResponseLine& line : panel.lines) {
      for (const std::size_t variant : line.variants) {
        const Json& setting = report.variants[variant].axes.find(figure.axis)->second;
        DataRow row{.texts = {panel.model, figure.lines[line.style], parameter_text(setting)}};
        for (const ResponseMetric& metric : metrics)
          row.texts.push_back(estimate_text(metric.values[variant], unit_of(metric.name)));
        rows.push_back(std::move(row));
      }
    }
  }
  write_numbers(markup, "By " + figure.axis, columns, rows);
}

std::string band_text(const Report& report) {
  if (report.responses.empty()) {
    return "Bands are pointwise 95% intervals: bands that overlap are no proof of a difference, "
           "nor of its absence.";
  }
  double low = 1;
  double high = 0;
  for (const Response& response : report.responses) {
    low = std::min(low, response.confidence);
    high = std::max(high, response.confidence);
  }
  const std::string each =
      percent(low) == percent(high) ? percent(low) : percent(low) + " to " + percent(high);
  return "The band of the pass rate is simultaneous: it holds for all settings of a model and "
         "prompt at once with 95% confidence (" +
         each + " for each setting). Other metrics have pointwise 95% intervals.";
}

void write_figure(Markup& markup, const Report& report, const Figures& figures,
                  std::size_t number) {
  const ResponseFigure& figure = figures.responses[number];
  const Markup::Element element = markup.element("figure");
  markup.leaf("div",
              {{"class", "drawing response"}, {"data-figure", "response"}, {"data-number", number}},
              "");
  std::string caption = "By " + figure.axis + ", a panel a model. " + band_text(report);
  if (figure.panels.size() > kMostResponsePanels || figure.lines.size() > kMostResponseLines) {
    caption += " Only the first " + std::to_string(kMostResponsePanels) + " models and " +
               std::to_string(kMostResponseLines) + " lines are drawn; the table has all.";
  }
  markup.leaf("figcaption", {}, caption);
  write_points(markup, report, figure, figures.metrics);
}

}  // namespace

std::vector<ResponseFigure> response_figures_of(const Report& report) {
  std::vector<ResponseFigure> figures;
  for (const std::string& axis : report.axes) {
    ResponseFigure figure{
        .axis = axis, .settings = settings_of(report, axis), .lines = {}, .panels = {}};
    if (figure.settings.size() < 2) continue;
    add_lines(report, figure);
    if (!figure.panels.empty()) figures.push_back(std::move(figure));
  }
  return figures;
}

std::vector<ResponseMetric> response_metrics_of(const Report& report) {
  std::vector<ResponseMetric> metrics{
      metric_of(report, "pass_rate", "Pass rate", [](const auto& v) { return v.pass_rate; }),
      metric_of(report, "score", "Score", [](const auto& v) { return v.score; }),
      metric_of(report, "latency_p50_ms", "Latency p50",
                [](const auto& v) { return v.latency_ms.p50; }),
      metric_of(report, "cost_usd_per_case", "Cost of 1,000 cells", cost_of_thousand)};
  for (const Response& response : report.responses) {
    for (const ResponsePoint& point : response.points)
      metrics.front().values[point.variant] = point.pass_rate;
  }
  std::erase_if(metrics, [](const ResponseMetric& metric) {
    return std::none_of(metric.values.begin(), metric.values.end(),
                        [](const Estimated& value) { return value.value.has_value(); });
  });
  return metrics;
}

void write_response_figures(Markup& markup, const Report& report, const Figures& figures) {
  if (figures.responses.empty()) return;
  const Markup::Element section =
      markup.element("section", {{"id", "response"}, {"aria-labelledby", "response-title"}});
  markup.leaf("h2", {{"id", "response-title"}}, "Response to the settings");
  write_advice(markup, report);
  for (std::size_t number = 0; number < figures.responses.size(); ++number) {
    write_figure(markup, report, figures, number);
  }
  if (!report.responses.empty()) write_verdicts(markup, report);
}

}  // namespace assay::html
