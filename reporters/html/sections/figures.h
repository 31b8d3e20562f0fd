// What the figures show, as numbers: the tables in the document say them, and
// figures.js draws them. Dominance, the order of curves and which points are kept
// are decided here, so that the page only draws.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "harness/base/json.h"
#include "harness/report/report.h"
#include "reporters/html/labels.h"

namespace assay::html {

// What one cell costs is a figure too small to read: the page prices so many.
inline constexpr double kCellsPriced = 1000;

// Pass rate, or score where nothing has a verdict.
const Estimated& quality_of(const VariantSummary& variant);
std::string_view quality_title(const Report& report);

// What a variant costs, in US dollars for 1,000 cells.
Estimated cost_of_thousand(const VariantSummary& variant);

// A variant in a figure of quality against what it takes.
struct TradeoffPoint {
  std::size_t variant;     // index into Report::variants
  Estimated taken;         // in the unit of the metric; cost for 1,000 cells
  Estimated quality;       // a fraction
  bool dominated = false;  // another is at least as good and takes no more, and differs
};

struct Tradeoff {
  std::string_view metric;  // "cost_usd_per_case", "latency_p50_ms", "latency_p95_ms"
  std::vector<TradeoffPoint> points;
};

// Those that any variant has both numbers for.
std::vector<Tradeoff> tradeoffs_of(const Report& report);

// A metric at the settings of a grid axis.
struct ResponseMetric {
  std::string_view name;  // "pass_rate", "score", "latency_p50_ms", "cost_usd_per_case"
  std::string_view title;
  // Of a variant. The pass rate has the bounds that hold for all settings at once
  // where the report has them, all else pointwise ones.
  std::vector<Estimated> values;  // parallel to Report::variants
};

// What is the same along a line: everything but the axis.
struct ResponseLine {
  std::size_t style;                  // the same for the same name in every panel
  std::vector<std::size_t> variants;  // in the axis' order
};

struct ResponsePanel {
  std::string model;
  std::vector<ResponseLine> lines;
};

struct ResponseFigure {
  std::string axis;
  std::vector<Json> settings;      // its values, ascending; all numbers or all texts
  std::vector<std::string> lines;  // names, by style
  std::vector<ResponsePanel> panels;
  bool is_numeric() const { return settings.front().is_number(); }
};

// One for every grid axis with two values or more.
std::vector<ResponseFigure> response_figures_of(const Report& report);
std::vector<ResponseMetric> response_metrics_of(const Report& report);

inline constexpr std::size_t kMostResponsePanels = 24;
inline constexpr std::size_t kMostResponseLines = 8;  // in one panel; more nobody tells apart

// Of one curve, milliseconds ascending.
struct Times {
  std::vector<double> reply;
  std::vector<double> first_token;
};

struct LatencyCurve {
  std::string name;
  std::size_t model;  // the first variant's: colour
  Times times;
};

// A curve a variant, or a model where there are many. Replies of earlier runs say
// nothing about this one and are left out.
std::vector<LatencyCurve> latency_curves_of(const Report& report, const Labels& labels);

inline constexpr std::size_t kVariantsApart = 8;       // with more, a curve a model
inline constexpr std::size_t kMostLatencyCurves = 18;  // six colours, three dashes
inline constexpr std::size_t kMostCurvePoints = 240;   // more are not seen at this width

// Where the curve crosses `share`: that many replies took at most so long. Absent
// where too few times could tell it from their maximum (20 for 0.95, 100 for 0.99).
std::optional<double> time_at(const std::vector<double>& sorted, double share);

struct Figures {
  std::vector<Tradeoff> tradeoffs;
  std::vector<ResponseFigure> responses;
  std::vector<ResponseMetric> metrics;  // of the responses
  std::vector<LatencyCurve> latency;

  bool has_cost() const;
  bool has_latency_tradeoff() const;
  bool empty() const { return tradeoffs.empty() && responses.empty() && latency.empty(); }
};

Figures make_figures(const Report& report, const Labels& labels);

// The models in the variants' order: a model's place is its colour and shape. The
// report outlives them.
class Models {
 public:
  explicit Models(const Report& report);
  std::size_t place_of(std::string_view model) const { return places_.at(model); }
  const std::vector<std::string_view>& names() const { return names_; }

 private:
  std::vector<std::string_view> names_;
  std::unordered_map<std::string_view, std::size_t> places_;
};

// The data block that figures.js reads. Layout: docs/html-report.md.
std::string figures_block(const Report& report, const Labels& labels, const Figures& figures);

}  // namespace assay::html
