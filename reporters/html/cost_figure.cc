// Quality against cost: which variants nobody should choose because another is
// both better and cheaper.
#include <algorithm>
#include <map>
#include <vector>

#include "reporters/html/chart.h"
#include "reporters/html/number.h"
#include "reporters/html/sections.h"

namespace assay::html {
namespace {

constexpr double kWidth = 960;
constexpr double kHeight = 440;
constexpr Frame kFrame{52, 40, 940, 388};
constexpr double kFreeColumn = 46;       // room left of a log axis for what costs nothing
constexpr double kLogFromRatio = 10;     // costs that span more are drawn on a log axis
constexpr std::size_t kLabelsUpTo = 14;  // with more points only the frontier is named

struct Choice {
  std::size_t variant;
  double cost;  // USD per 1,000 cells
  Estimated quality;
  bool dominated = false;
  double x = 0;
  double y = 0;
};

Estimated quality_of(const VariantSummary& variant) {
  return variant.pass_rate.value ? variant.pass_rate : variant.score;
}

std::vector<Choice> choices_of(const Report& report) {
  std::vector<Choice> choices;
  for (std::size_t index = 0; index < report.variants.size(); ++index) {
    const VariantSummary& variant = report.variants[index];
    const Estimated quality = quality_of(variant);
    if (!variant.cost_usd_per_case || !quality.value) continue;
    choices.push_back(
        {.variant = index, .cost = *variant.cost_usd_per_case * 1000, .quality = quality});
  }
  for (Choice& choice : choices) {
    choice.dominated = std::any_of(choices.begin(), choices.end(), [&](const Choice& other) {
      const bool no_worse =
          other.cost <= choice.cost && *other.quality.value >= *choice.quality.value;
      return no_worse && (other.cost < choice.cost || *other.quality.value > *choice.quality.value);
    });
  }
  return choices;
}

// Colour and shape stand for the model.
std::map<std::string, std::size_t> series_by_model(const Report& report) {
  std::map<std::string, std::size_t> series;
  for (const VariantSummary& variant : report.variants)
    series.try_emplace(variant.model, series.size());
  return series;
}

struct CostAxis {
  Axis axis;
  bool has_free = false;  // a column of its own for cost 0 on a log axis
};

CostAxis cost_axis(const std::vector<Choice>& choices) {
  std::vector<double> paid;
  bool has_free = false;
  for (const Choice& choice : choices) {
    if (choice.cost > 0) paid.push_back(choice.cost);
    has_free = has_free || choice.cost <= 0;
  }
  const auto [low, high] = std::minmax_element(paid.begin(), paid.end());
  const bool is_log = !paid.empty() && *high / *low > kLogFromRatio;
  const ScaleKind kind = is_log ? ScaleKind::log : ScaleKind::linear;
  Range domain = domain_of(paid, kind);
  if (!is_log && (has_free || domain.low < 0 || paid.empty())) domain.low = 0;
  const double left = kFrame.left + (is_log && has_free ? kFreeColumn : 10);
  Axis axis{.scale = Scale(kind, domain, {left, kFrame.right - 16}),
            .title = {},
            .ticks = {},
            .labels = {}};
  axis.title = std::string("Cost, USD per 1,000 cells") + (is_log ? " (log scale)" : "");
  axis.ticks = axis.scale.ticks(6);
  for (const double tick : axis.ticks) axis.labels.push_back("$" + tick_text(tick));
  return {std::move(axis), is_log && has_free};
}

Axis quality_axis(const std::vector<Choice>& choices, std::string title) {
  std::vector<double> seen;
  for (const Choice& choice : choices) {
    seen.push_back(*choice.quality.value);
    if (choice.quality.low) seen.push_back(*choice.quality.low);
    if (choice.quality.high) seen.push_back(*choice.quality.high);
  }
  const Range domain = fraction_domain(seen, 0.2);
  Axis axis{.scale = Scale(ScaleKind::linear, domain, {kFrame.bottom, kFrame.top}),
            .title = std::move(title),
            .ticks = {},
            .labels = {}};
  axis.ticks = axis.scale.ticks(6);
  for (const double tick : axis.ticks) axis.labels.push_back(fixed(tick * 100, 0) + "%");
  return axis;
}

// Stepped: between two frontier points, paying more buys nothing until the next.
void draw_frontier(Markup& markup, std::vector<Choice> choices) {
  std::erase_if(choices, [](const Choice& choice) { return choice.dominated; });
  std::stable_sort(choices.begin(), choices.end(),
                   [](const Choice& a, const Choice& b) { return a.x < b.x; });
  std::vector<Point> points;
  for (const Choice& choice : choices) points.push_back({choice.x, choice.y});
  if (points.empty()) return;
  points.push_back({kFrame.right, points.back().y});
  markup.empty("path", {{"class", "frontier"}, {"d", step_path(points)}});
}

std::string described(const Report& report, const Labels& labels, const Choice& choice) {
  std::string text = labels.variants[choice.variant] + ": " + percent(*choice.quality.value);
  if (choice.quality.low && choice.quality.high) {
    text +=
        " [" + interval_text(*choice.quality.low, *choice.quality.high, Unit::fraction, 1) + "]";
  }
  text += ", " + with_unit(choice.cost, Unit::usd) + " per 1,000 cells";
  const bool tops = report.variants.size() > 1;
  if (tops) text += choice.dominated ? "; dominated" : "; on the frontier";
  return text;
}

void draw_choice(Markup& markup, const Report& report, const Labels& labels, const Choice& choice,
                 const Axis& quality, std::size_t series) {
  const Markup::Element group =
      markup.element("g", {{"class", choice.dominated ? "dominated" : "best"}});
  markup.leaf("title", {}, described(report, labels, choice));
  if (choice.quality.low && choice.quality.high) {
    const double low = quality.scale(*choice.quality.low);
    const double high = quality.scale(*choice.quality.high);
    markup.empty("path", {{"class", "error-bar " + series_class(series)},
                          {"d", line_path({{choice.x, low}, {choice.x, high}}) +
                                    line_path({{choice.x - 4, low}, {choice.x + 4, low}}) +
                                    line_path({{choice.x - 4, high}, {choice.x + 4, high}})}});
  }
  draw_marker(markup, series, choice.x, choice.y, 5.5, choice.dominated ? "hollow" : "dot");
}

// A label beside its point, moved down while it would cover an earlier one.
void draw_labels(Markup& markup, const Labels& labels, std::vector<Choice> choices) {
  if (choices.size() > kLabelsUpTo) {
    std::erase_if(choices, [](const Choice& choice) { return choice.dominated; });
  }
  constexpr double kLetter = 6.4;  // mean width at this size
  constexpr double kLine = 14;
  struct Box {
    double left, right, y;
  };
  std::vector<Box> taken;
  for (const Choice& choice : choices) {
    const std::string& text = labels.variants[choice.variant];
    const double width = kLetter * static_cast<double>(text.size());
    const bool to_left = choice.x + 10 + width > kFrame.right + 16;
    Box box{to_left ? choice.x - 10 - width : choice.x + 10,
            to_left ? choice.x - 10 : choice.x + 10 + width, choice.y - 7};
    for (int tries = 0; tries < 12; ++tries) {
      const bool clash = std::any_of(taken.begin(), taken.end(), [&](const Box& other) {
        return box.left < other.right && other.left < box.right &&
               std::abs(box.y - other.y) < kLine;
      });
      if (!clash) break;
      box.y += kLine;
    }
    taken.push_back(box);
    markup.leaf("text",
                {{"class", choice.dominated ? "label faint" : "label"},
                 {"x", to_left ? box.right : box.left},
                 {"y", box.y},
                 {"text-anchor", to_left ? "end" : "start"}},
                text);
  }
}

void write_model_legend(Markup& markup, const std::map<std::string, std::size_t>& series) {
  std::vector<const std::string*> models(series.size());
  for (const auto& [model, index] : series) models[index] = &model;
  const Markup::Element list = markup.element("ul", {{"class", "legend"}});
  for (std::size_t index = 0; index < models.size(); ++index) {
    const Markup::Element item = markup.element("li");
    draw_legend_key(markup, index);
    markup.text(*models[index]);
  }
}

void draw_figure(Markup& markup, const Report& report, const Labels& labels,
                 std::vector<Choice> choices, const std::map<std::string, std::size_t>& series) {
  const CostAxis cost = cost_axis(choices);
  const Axis quality = quality_axis(
      choices, report.variants[choices.front().variant].pass_rate.value ? "Pass rate" : "Score");
  for (Choice& choice : choices) {
    choice.x = cost.has_free && choice.cost <= 0 ? kFrame.left + 18 : cost.axis.scale(choice.cost);
    choice.y = quality.scale(*choice.quality.value);
  }
  const Markup::Element svg =
      markup.element("svg", {{"class", "figure wide"},
                             {"role", "img"},
                             {"viewBox", "0 0 " + coordinate(kWidth) + " " + coordinate(kHeight)},
                             {"aria-labelledby", "cost-figure-title cost-figure-desc"}});
  markup.leaf("title", {{"id", "cost-figure-title"}}, "Quality against cost");
  std::string description = "A point a variant. ";
  for (const Choice& choice : choices) {
    if (!choice.dominated) description += described(report, labels, choice) + ". ";
  }
  markup.leaf("desc", {{"id", "cost-figure-desc"}}, description);
  draw_axes(markup, kFrame, cost.axis, quality);
  if (cost.has_free) {
    const double x = kFrame.left + 18;
    markup.leaf(
        "text",
        {{"class", "tick-label"}, {"x", x}, {"y", kFrame.bottom + 18}, {"text-anchor", "middle"}},
        "free");
    markup.empty("path", {{"class", "break"},
                          {"d", line_path({{x + 18, kFrame.top}, {x + 18, kFrame.bottom}})}});
  }
  draw_frontier(markup, choices);
  for (const Choice& choice : choices) {
    draw_choice(markup, report, labels, choice, quality,
                series.at(report.variants[choice.variant].model));
  }
  draw_labels(markup, labels, choices);
}

}  // namespace

bool has_cost_figure(const Report& report) {
  return !choices_of(report).empty();
}

void write_cost_figure(Markup& markup, const Report& report, const Labels& labels) {
  std::vector<Choice> choices = choices_of(report);
  if (choices.empty()) return;
  const std::map<std::string, std::size_t> series = series_by_model(report);
  const Markup::Element section =
      markup.element("section", {{"id", "cost"}, {"aria-labelledby", "cost-title"}});
  markup.leaf("h2", {{"id", "cost-title"}}, "Quality against cost");
  const Markup::Element figure = markup.element("figure");
  if (series.size() > 1) write_model_legend(markup, series);
  const std::size_t left_out = report.variants.size() - choices.size();
  {
    const Markup::Element scroll = markup.element("div", {{"class", "scroll"},
                                                          {"tabindex", 0},
                                                          {"role", "region"},
                                                          {"aria-label", "Quality against cost"}});
    draw_figure(markup, report, labels, std::move(choices), series);
  }
  std::string caption =
      "Up and to the left is better. The line is the Pareto frontier; hollow points are dominated: "
      "another variant is at least as good and costs no more. Bars are 95% intervals of the "
      "quality, so neighbours on the frontier may not differ.";
  if (left_out > 0) {
    caption += " " + grouped(static_cast<std::int64_t>(left_out)) +
               (left_out == 1 ? " variant has" : " variants have") + " no known cost or no score.";
  }
  markup.leaf("figcaption", {}, caption);
}

}  // namespace assay::html
