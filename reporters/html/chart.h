// The parts every figure is drawn from: scales, ticks, axes, series styles.
// Colours are classes (style.css), so that a figure follows light and dark and
// needs no inline style.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "reporters/html/markup.h"

namespace assay::html {

struct Range {
  double low = 0;
  double high = 1;
  double width() const { return high - low; }
};

enum class ScaleKind { linear, log };

// Data to pixels. Values outside the domain are drawn outside the range; a
// degenerate domain maps to its middle.
class Scale {
 public:
  Scale(ScaleKind kind, Range domain, Range pixels);
  double operator()(double value) const;
  // Round numbers inside the domain: steps of 1, 2 or 5 times a power of ten;
  // on a log scale decades, with 2 and 5 between when there is room.
  std::vector<double> ticks(int about) const;
  const Range& pixels() const { return pixels_; }
  ScaleKind kind() const { return kind_; }

 private:
  ScaleKind kind_;
  Range domain_;
  Range pixels_;
};

std::vector<double> linear_ticks(Range domain, int about);
std::vector<double> log_ticks(Range domain);

// The domain of `values` with a margin; log domains are widened by a factor.
// Without values, or when all are equal, a domain of some width around them.
Range domain_of(const std::vector<double>& values, ScaleKind kind);
// The same for fractions: within [0, 1], wider than `least` where possible.
Range fraction_domain(const std::vector<double>& values, double least);

// The rectangle between the axes, in SVG units.
struct Frame {
  double left;
  double top;
  double right;
  double bottom;
};

struct Axis {
  Scale scale;
  std::string title;
  std::vector<double> ticks;
  std::vector<std::string> labels;  // parallel to ticks
};

// A tick's value, shortest: 0.03, 1, 1500; rounded where its steps left dust.
std::string tick_text(double value);

// Grid lines, tick labels and titles of both axes.
void draw_axes(Markup& markup, const Frame& frame, const Axis& x, const Axis& y);

// Six colours, then the same with other dashes: told apart without colour too.
inline constexpr std::size_t kSeriesColours = 6;
inline constexpr std::size_t kSeriesStyles = 18;
std::string series_class(std::size_t series);  // "s2 d1"

// A marker whose shape is that of `series`. `classes` are put before the series'.
void draw_marker(Markup& markup, std::size_t series, double x, double y, double radius,
                 std::string_view classes);
// A short line and marker for a legend, 28 by 12.
void draw_legend_key(Markup& markup, std::size_t series);

// "M10 20L30 40"; horizontal first when `stepped`.
struct Point {
  double x;
  double y;
};
std::string line_path(const std::vector<Point>& points);
std::string step_path(const std::vector<Point>& points);

}  // namespace assay::html
