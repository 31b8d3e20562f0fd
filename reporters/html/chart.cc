#include "reporters/html/chart.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "harness/base/text.h"

namespace assay::html {
namespace {

// Ticks at most this far outside the domain, in steps, still count as inside.
constexpr double kTickTolerance = 1e-9;

double nice_step(double width, int about) {
  const double raw = width / std::max(about, 1);
  const double power = std::pow(10, std::floor(std::log10(raw)));
  for (const double step : {1.0, 2.0, 5.0}) {
    if (raw <= step * power * (1 + kTickTolerance)) return step * power;
  }
  return 10 * power;
}

void draw_x_axis(Markup& markup, const Frame& frame, const Axis& axis) {
  for (std::size_t tick = 0; tick < axis.ticks.size(); ++tick) {
    const double x = axis.scale(axis.ticks[tick]);
    markup.empty("path",
                 {{"class", "tick"}, {"d", line_path({{x, frame.bottom}, {x, frame.bottom + 5}})}});
    markup.leaf("text", {{"x", x}, {"y", frame.bottom + 18}, {"text-anchor", "middle"}},
                axis.labels[tick]);
  }
  markup.empty("path",
               {{"class", "axis"},
                {"d", line_path({{frame.left, frame.bottom}, {frame.right, frame.bottom}})}});
  markup.leaf("text",
              {{"class", "axis-title"},
               {"x", frame.right},
               {"y", frame.bottom + 38},
               {"text-anchor", "end"}},
              axis.title);
}

void draw_y_axis(Markup& markup, const Frame& frame, const Axis& axis) {
  for (std::size_t tick = 0; tick < axis.ticks.size(); ++tick) {
    const double y = axis.scale(axis.ticks[tick]);
    markup.empty("path",
                 {{"class", "grid"}, {"d", line_path({{frame.left, y}, {frame.right, y}})}});
    markup.leaf("text", {{"x", frame.left - 8}, {"y", y + 4}, {"text-anchor", "end"}},
                axis.labels[tick]);
  }
  // Above the axis and level, so that nobody tilts the head.
  markup.leaf("text", {{"class", "axis-title"}, {"x", 0}, {"y", frame.top - 14}}, axis.title);
}

}  // namespace

Scale::Scale(ScaleKind kind, Range domain, Range pixels)
    : kind_(kind), domain_(domain), pixels_(pixels) {}

double Scale::operator()(double value) const {
  const auto place = [this](double v) { return kind_ == ScaleKind::log ? std::log10(v) : v; };
  const double low = place(domain_.low);
  const double width = place(domain_.high) - low;
  if (!(width > 0)) return (pixels_.low + pixels_.high) / 2;
  return pixels_.low + (place(value) - low) / width * (pixels_.high - pixels_.low);
}

std::vector<double> Scale::ticks(int about) const {
  return kind_ == ScaleKind::log ? log_ticks(domain_) : linear_ticks(domain_, about);
}

std::vector<double> linear_ticks(Range domain, int about) {
  std::vector<double> ticks;
  if (!(domain.width() > 0) || !std::isfinite(domain.width())) return {domain.low};
  const double step = nice_step(domain.width(), about);
  const double first = std::ceil(domain.low / step - kTickTolerance);
  const double last = std::floor(domain.high / step + kTickTolerance);
  // Multiples of the step, not a running sum: 0.3 and not 0.30000000000000004.
  for (double index = first; index <= last; ++index) ticks.push_back(index * step);
  return ticks;
}

std::vector<double> log_ticks(Range domain) {
  std::vector<double> ticks;
  if (!(domain.low > 0) || !(domain.high > domain.low)) return {domain.low};
  const double decades = std::log10(domain.high / domain.low);
  const std::vector<double> within = decades > 3     ? std::vector<double>{1}
                                     : decades > 1.5 ? std::vector<double>{1, 3}
                                                     : std::vector<double>{1, 2, 5};
  for (double power = std::floor(std::log10(domain.low)); power <= std::log10(domain.high);
       ++power) {
    for (const double factor : within) {
      const double value = factor * std::pow(10, power);
      if (value >= domain.low * (1 - kTickTolerance) &&
          value <= domain.high * (1 + kTickTolerance)) {
        ticks.push_back(value);
      }
    }
  }
  return ticks;
}

Range domain_of(const std::vector<double>& values, ScaleKind kind) {
  if (values.empty()) return {kind == ScaleKind::log ? 1.0 : 0.0, 10.0};
  const auto [low, high] = std::minmax_element(values.begin(), values.end());
  if (kind == ScaleKind::log) {
    const double margin = std::max(1.15, std::pow(*high / *low, 0.06));
    return {*low / margin, *high * margin};
  }
  const double width = *high - *low;
  const double margin = width > 0 ? width * 0.06 : std::max(std::fabs(*high) * 0.5, 0.5);
  return {*low - margin, *high + margin};
}

Range fraction_domain(const std::vector<double>& values, double least) {
  if (values.empty()) return {0, 1};
  const auto [low, high] = std::minmax_element(values.begin(), values.end());
  Range domain{std::floor(*low * 10 - 0.2) / 10, std::ceil(*high * 10 + 0.2) / 10};
  domain.high = std::min(domain.high, 1.0);
  domain.low = std::max(std::min(domain.low, domain.high - least), 0.0);
  domain.high = std::max(domain.high, std::min(domain.low + least, 1.0));
  return domain;
}

void draw_axes(Markup& markup, const Frame& frame, const Axis& x, const Axis& y) {
  const Markup::Element group = markup.element("g", {{"class", "axes"}});
  draw_y_axis(markup, frame, y);
  draw_x_axis(markup, frame, x);
}

std::string tick_text(double value) {
  if (value == 0) return "0";
  // Eight significant digits, then the zeros go: steps times powers leave dust.
  const int magnitude = static_cast<int>(std::floor(std::log10(std::fabs(value))));
  std::string text = format_fixed(value, std::clamp(7 - magnitude, 0, 15));
  if (text.find('.') == std::string::npos) return text;
  text.erase(text.find_last_not_of('0') + 1);
  if (text.back() == '.') text.pop_back();
  return text;
}

std::string series_class(std::size_t series) {
  const std::size_t style = series % kSeriesStyles;
  return "s" + std::to_string(style % kSeriesColours) + " d" +
         std::to_string(style / kSeriesColours);
}

void draw_marker(Markup& markup, std::size_t series, double x, double y, double radius,
                 std::string_view classes) {
  const std::string classed = std::string(classes) + " " + series_class(series);
  const double r = radius;
  switch (series % kSeriesColours) {
    case 0:
      markup.empty("circle", {{"class", classed}, {"cx", x}, {"cy", y}, {"r", r}});
      return;
    case 1:
      markup.empty("rect", {{"class", classed},
                            {"x", x - r * 0.9},
                            {"y", y - r * 0.9},
                            {"width", r * 1.8},
                            {"height", r * 1.8}});
      return;
    default:
      break;
  }
  // Triangle up, diamond, triangle down, plus: corners relative to the centre.
  const double t = r * 0.4;
  const std::array<std::vector<Point>, 4> shapes{{
      {{0, -r * 1.15}, {r * 1.1, r * 0.85}, {-r * 1.1, r * 0.85}},
      {{0, -r * 1.25}, {r * 1.25, 0}, {0, r * 1.25}, {-r * 1.25, 0}},
      {{0, r * 1.15}, {r * 1.1, -r * 0.85}, {-r * 1.1, -r * 0.85}},
      {{-t, -r},
       {t, -r},
       {t, -t},
       {r, -t},
       {r, t},
       {t, t},
       {t, r},
       {-t, r},
       {-t, t},
       {-r, t},
       {-r, -t},
       {-t, -t}},
  }};
  std::vector<Point> corners = shapes[series % kSeriesColours - 2];
  for (Point& corner : corners) corner = {corner.x + x, corner.y + y};
  markup.empty("path", {{"class", classed}, {"d", line_path(corners) + "Z"}});
}

void draw_legend_key(Markup& markup, std::size_t series) {
  const Markup::Element svg = markup.element("svg", {{"class", "key"},
                                                     {"viewBox", "0 0 28 12"},
                                                     {"width", 28},
                                                     {"height", 12},
                                                     {"aria-hidden", "true"}});
  markup.empty("path", {{"class", "line " + series_class(series)}, {"d", "M0 6L28 6"}});
  draw_marker(markup, series, 14, 6, 3.6, "dot");
}

std::string line_path(const std::vector<Point>& points) {
  std::string path;
  for (const Point& point : points) {
    path += path.empty() ? 'M' : 'L';
    path += coordinate(point.x) + " " + coordinate(point.y);
  }
  return path;
}

std::string step_path(const std::vector<Point>& points) {
  std::string path;
  double last_y = 0;
  for (const Point& point : points) {
    if (path.empty()) {
      path = "M" + coordinate(point.x) + " " + coordinate(point.y);
    } else {
      path += "H" + coordinate(point.x);
      if (point.y != last_y) path += "V" + coordinate(point.y);
    }
    last_y = point.y;
  }
  return path;
}

}  // namespace assay::html
