// Quality along a numeric grid axis (temperature and its like): one panel a
// model, one line a prompt, each point with its own interval as a band.
#include <algorithm>
#include <map>
#include <set>
#include <vector>

#include "harness/base/text.h"
#include "reporters/html/chart.h"
#include "reporters/html/number.h"
#include "reporters/html/sections.h"

namespace assay::html {
namespace {

constexpr double kWidth = 360;
constexpr double kHeight = 270;
constexpr Frame kFrame{46, 36, 348, 220};
constexpr std::size_t kMostPanels = 24;
constexpr std::size_t kMostLines = 8;  // in one panel; beyond that nobody reads them

struct Sample {
  double x;
  Estimated quality;
};

// What is the same along a line: everything but the axis.
struct Line {
  std::string name;
  std::vector<Sample> samples;  // by x
};

struct Panel {
  std::string model;
  std::vector<Line> lines;
};

bool is_numeric_axis(const Report& report, const std::string& axis) {
  std::set<double> values;
  for (const VariantSummary& variant : report.variants) {
    const auto found = variant.axes.find(axis);
    if (found == variant.axes.end()) continue;
    if (!found->second.is_number()) return false;
    values.insert(found->second.get<double>());
  }
  return values.size() >= 2;
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

std::vector<Panel> panels_of(const Report& report, const std::string& axis) {
  std::vector<Panel> panels;
  for (const VariantSummary& variant : report.variants) {
    const auto value = variant.axes.find(axis);
    const Estimated quality = variant.pass_rate.value ? variant.pass_rate : variant.score;
    if (value == variant.axes.end() || !quality.value) continue;
    const std::string name = line_name(report, variant, axis);
    auto panel = std::find_if(panels.begin(), panels.end(),
                              [&](const Panel& known) { return known.model == variant.model; });
    if (panel == panels.end()) panel = panels.insert(panel, Panel{variant.model, {}});
    auto line = std::find_if(panel->lines.begin(), panel->lines.end(),
                             [&](const Line& known) { return known.name == name; });
    if (line == panel->lines.end()) line = panel->lines.insert(line, Line{name, {}});
    line->samples.push_back({value->second.get<double>(), quality});
  }
  for (Panel& panel : panels) {
    for (Line& line : panel.lines) {
      std::stable_sort(line.samples.begin(), line.samples.end(),
                       [](const Sample& a, const Sample& b) { return a.x < b.x; });
    }
  }
  return panels;
}

// One y axis for all panels, so that they can be compared by eye.
Range quality_domain(const std::vector<Panel>& panels) {
  std::vector<double> seen;
  for (const Panel& panel : panels) {
    for (const Line& line : panel.lines) {
      for (const Sample& sample : line.samples) {
        seen.push_back(sample.quality.low.value_or(*sample.quality.value));
        seen.push_back(sample.quality.high.value_or(*sample.quality.value));
      }
    }
  }
  return fraction_domain(seen, 0.2);
}

Axis x_axis(const Report& report, const std::string& name) {
  std::set<double> values;
  for (const VariantSummary& variant : report.variants) {
    const auto found = variant.axes.find(name);
    if (found != variant.axes.end()) values.insert(found->second.get<double>());
  }
  const double margin = (*values.rbegin() - *values.begin()) * 0.05;
  Axis axis{.scale = Scale(ScaleKind::linear, {*values.begin() - margin, *values.rbegin() + margin},
                           {kFrame.left, kFrame.right}),
            .title = name,
            .ticks = {},
            .labels = {}};
  // The values that were measured, where they fit; round numbers otherwise.
  axis.ticks =
      values.size() <= 8 ? std::vector<double>(values.begin(), values.end()) : axis.scale.ticks(6);
  for (const double tick : axis.ticks) axis.labels.push_back(format_number(tick));
  return axis;
}

void draw_band(Markup& markup, const Line& line, std::size_t series, const Axis& x, const Axis& y) {
  if (line.samples.empty()) return;  // this panel lacks the line
  std::vector<Point> upper;
  std::vector<Point> lower;
  for (const Sample& sample : line.samples) {
    if (!sample.quality.low || !sample.quality.high) return;
    upper.push_back({x.scale(sample.x), y.scale(*sample.quality.high)});
    lower.push_back({x.scale(sample.x), y.scale(*sample.quality.low)});
  }
  upper.insert(upper.end(), lower.rbegin(), lower.rend());
  markup.empty("path", {{"class", "band " + series_class(series)}, {"d", line_path(upper) + "Z"}});
}

void draw_line(Markup& markup, const Line& line, std::size_t series, const Axis& x, const Axis& y) {
  if (line.samples.empty()) return;
  std::vector<Point> points;
  for (const Sample& sample : line.samples) {
    points.push_back({x.scale(sample.x), y.scale(*sample.quality.value)});
  }
  markup.empty("path", {{"class", "line " + series_class(series)}, {"d", line_path(points)}});
  for (std::size_t index = 0; index < points.size(); ++index) {
    const Sample& sample = line.samples[index];
    const Markup::Element group = markup.element("g");
    std::string text = line.name + ", " + x.title + " " + format_number(sample.x) + ": " +
                       percent(*sample.quality.value);
    if (sample.quality.low && sample.quality.high) {
      text +=
          " [" + interval_text(*sample.quality.low, *sample.quality.high, Unit::fraction, 1) + "]";
    }
    markup.leaf("title", {}, text + ", n " + grouped(sample.quality.n));
    draw_marker(markup, series, points[index].x, points[index].y, 4, "dot");
  }
}

std::string in_words(const Panel& panel) {
  std::string text;
  for (const Line& line : panel.lines) {
    if (line.samples.empty()) continue;
    text += line.name + ": ";
    for (const Sample& sample : line.samples) {
      text += format_number(sample.x) + " gives " + percent(*sample.quality.value) + "; ";
    }
  }
  return text;
}

void draw_panel(Markup& markup, const Panel& panel, const std::string& id, const Axis& x,
                const Axis& y) {
  const Markup::Element block = markup.element("div", {{"class", "panel"}});
  markup.leaf("h3", {}, panel.model);
  const std::string title = id + "-title";
  const std::string description = id + "-desc";
  const Markup::Element svg =
      markup.element("svg", {{"class", "figure"},
                             {"role", "img"},
                             {"viewBox", "0 0 " + coordinate(kWidth) + " " + coordinate(kHeight)},
                             {"aria-labelledby", title + " " + description}});
  markup.leaf("title", {{"id", title}}, "Quality of " + panel.model + " by " + x.title);
  markup.leaf("desc", {{"id", description}}, in_words(panel));
  draw_axes(markup, kFrame, x, y);
  const std::size_t lines = std::min(panel.lines.size(), kMostLines);
  for (std::size_t line = 0; line < lines; ++line) draw_band(markup, panel.lines[line], line, x, y);
  for (std::size_t line = 0; line < lines; ++line) draw_line(markup, panel.lines[line], line, x, y);
}

void write_legend(Markup& markup, const std::vector<Panel>& panels) {
  const auto longest = std::max_element(
      panels.begin(), panels.end(),
      [](const Panel& a, const Panel& b) { return a.lines.size() < b.lines.size(); });
  if (longest->lines.size() < 2) return;
  const Markup::Element list = markup.element("ul", {{"class", "legend"}});
  for (std::size_t line = 0; line < std::min(longest->lines.size(), kMostLines); ++line) {
    const Markup::Element item = markup.element("li");
    draw_legend_key(markup, line);
    markup.text(longest->lines[line].name);
  }
}

// The same line has the same style in every panel, also where a panel lacks one.
void align_lines(std::vector<Panel>& panels) {
  std::vector<std::string> names;
  for (const Panel& panel : panels) {
    for (const Line& line : panel.lines) {
      if (std::find(names.begin(), names.end(), line.name) == names.end())
        names.push_back(line.name);
    }
  }
  for (Panel& panel : panels) {
    std::vector<Line> aligned;
    for (const std::string& name : names) {
      const auto found = std::find_if(panel.lines.begin(), panel.lines.end(),
                                      [&](const Line& line) { return line.name == name; });
      aligned.push_back(found == panel.lines.end() ? Line{name, {}} : *found);
    }
    panel.lines = std::move(aligned);
  }
}

void write_axis_figure(Markup& markup, const Report& report, const std::string& axis,
                       std::size_t number) {
  std::vector<Panel> panels = panels_of(report, axis);
  if (panels.empty()) return;
  align_lines(panels);
  Axis y{.scale = Scale(ScaleKind::linear, quality_domain(panels), {kFrame.bottom, kFrame.top}),
         .title = "Pass rate",
         .ticks = {},
         .labels = {}};
  y.ticks = y.scale.ticks(5);
  for (const double tick : y.ticks) y.labels.push_back(fixed(tick * 100, 0) + "%");
  const Axis x = x_axis(report, axis);

  const Markup::Element figure = markup.element("figure");
  write_legend(markup, panels);
  {
    const Markup::Element grid = markup.element("div", {{"class", "panels"}});
    const std::size_t shown = std::min(panels.size(), kMostPanels);
    for (std::size_t panel = 0; panel < shown; ++panel) {
      const std::string id = "response-" + std::to_string(number) + "-" + std::to_string(panel);
      draw_panel(markup, panels[panel], id, x, y);
    }
  }
  std::string caption =
      "Pass rate by " + axis +
      ", one panel a model. Bands are pointwise 95% intervals: bands that overlap "
      "are no proof of a difference, nor of its absence.";
  if (panels.size() > kMostPanels || panels.front().lines.size() > kMostLines) {
    caption += " Only the first " + std::to_string(kMostPanels) + " models and " +
               std::to_string(kMostLines) + " prompts are drawn; the table above has all.";
  }
  markup.leaf("figcaption", {}, caption);
}

}  // namespace

bool has_response_figures(const Report& report) {
  return std::any_of(report.axes.begin(), report.axes.end(), [&](const std::string& axis) {
    return is_numeric_axis(report, axis) && !panels_of(report, axis).empty();
  });
}

void write_response_figures(Markup& markup, const Report& report, const Labels&) {
  if (!has_response_figures(report)) return;
  const Markup::Element section =
      markup.element("section", {{"id", "response"}, {"aria-labelledby", "response-title"}});
  markup.leaf("h2", {{"id", "response-title"}}, "Quality along the grid");
  for (std::size_t axis = 0; axis < report.axes.size(); ++axis) {
    if (is_numeric_axis(report, report.axes[axis])) {
      write_axis_figure(markup, report, report.axes[axis], axis);
    }
  }
}

}  // namespace assay::html
