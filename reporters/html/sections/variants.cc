// The table of variants: a row a variant, every estimate with its interval and n.
#include <algorithm>
#include <functional>
#include <vector>

#include "harness/base/text.h"
#include "harness/report/own_metric.h"
#include "reporters/html/number.h"
#include "reporters/html/sections/sections.h"
#include "reporters/words/own.h"

namespace assay::html {
namespace {

// A column of numbers. `name` is the metric's, for sorting and deep links.
struct MetricColumn {
  std::string name;
  std::string title;
  std::string unit_text;
  Unit unit;
  int decimals;
  double factor;  // shown = value * factor (USD a cell -> USD a thousand)
  bool is_extra;  // put away until the reader chooses it
  std::function<Estimated(const VariantSummary&)> of;
  // Cells that are in no number of it; null: of a column that has no such cells.
  std::function<std::int64_t(const VariantSummary&)> left_out = {};
};

Estimated bare(const std::optional<double>& value) {
  return {.value = value, .low = std::nullopt, .high = std::nullopt, .n = 0};
}

int cost_decimals(const Report& report) {
  std::vector<double> costs;
  for (const VariantSummary& variant : report.variants) {
    if (variant.cost_usd_per_case) costs.push_back(*variant.cost_usd_per_case * kCellsPriced);
  }
  return money_decimals(costs);
}

int total_decimals(const Report& report) {
  std::vector<double> totals;
  for (const VariantSummary& variant : report.variants) {
    if (variant.cost) totals.push_back(to_usd_double(*variant.cost));
  }
  return money_decimals(totals);
}

Estimated cost_per_case(const VariantSummary& variant) {
  Estimated cost = variant.cost_per_case;
  cost.value = variant.cost_usd_per_case;
  cost.n = 0;  // that of the pass rate
  return cost;
}

std::vector<MetricColumn> all_columns(const Report& report) {
  const auto total = [](const VariantSummary& variant) {
    return variant.cost ? std::optional(to_usd_double(*variant.cost)) : std::nullopt;
  };
  return {
      {"pass_rate", "Pass rate", "%", Unit::percent, 1, 1, false,
       [](const VariantSummary& variant) { return variant.pass_rate; }},
      {"score", "Score", "%", Unit::percent, 1, 1, false,
       [](const VariantSummary& variant) { return variant.score; }},
      {"latency_p50_ms", "Latency p50", "ms", Unit::ms, 0, 1, false,
       [](const VariantSummary& variant) { return variant.latency_ms.p50; }},
      {"latency_p95_ms", "Latency p95", "ms", Unit::ms, 0, 1, false,
       [](const VariantSummary& variant) { return variant.latency_ms.p95; }},
      {"ttft_p50_ms", "First token p50", "ms", Unit::ms, 0, 1, false,
       [](const VariantSummary& variant) { return variant.ttft_ms.p50; }},
      {"ttft_p95_ms", "First token p95", "ms", Unit::ms, 0, 1, true,
       [](const VariantSummary& variant) { return variant.ttft_ms.p95; }},
      {"cost_usd_per_case", "Cost", "$ per 1,000 cells", Unit::usd, cost_decimals(report),
       kCellsPriced, false, cost_per_case},
      {"cost_usd", "Total", "$", Unit::usd, total_decimals(report), 1, true,
       [total](const VariantSummary& variant) { return bare(total(variant)); }},
  };
}

// What repeats come to, put away until the reader chooses it.
std::vector<MetricColumn> reduced_columns(const Report& report) {
  constexpr std::pair<std::string_view, std::string_view> kTitles[] = {
      {"pass_all", "All repeats pass"},
      {"pass_any", "Any repeat passes"},
      {"pass_majority", "Most repeats pass"}};
  std::vector<MetricColumn> columns;
  for (const auto& [name, title] : kTitles) {
    columns.push_back(
        {std::string(name), std::string(title), "%", Unit::percent, 1, 1, true,
         [name = name](const VariantSummary& variant) { return reduced_of(variant, name); }});
  }
  if (report.run.repeats < 2) columns.clear();
  return columns;
}

// Of the suite's own metrics, then of those that are derived.
std::vector<MetricColumn> own_columns(const Report& report) {
  std::vector<MetricColumn> columns;
  for (std::size_t i = 0; i < report.own_metrics.size(); ++i) {
    columns.push_back(
        {own_metric(report.own_metrics[i]), report.own_metrics[i], "%", Unit::percent, 1, 1, false,
         [i](const VariantSummary& variant) {
           return i < variant.own.size() ? variant.own[i].of : Estimated();
         },
         [i](const VariantSummary& variant) {
           return i < variant.own.size() ? variant.own[i].missing + variant.own[i].waiting : 0;
         }});
  }
  for (std::size_t i = 0; i < report.derived_metrics.size(); ++i) {
    columns.push_back({own_metric(report.derived_metrics[i].name), report.derived_metrics[i].name,
                       "derived", Unit::count, 3, 1, false, [i](const VariantSummary& variant) {
                         return i < variant.derived.size() ? variant.derived[i].of : Estimated();
                       }});
  }
  return columns;
}

// Where every score is 0 or 1 its mean is the pass rate again.
bool repeats_pass_rate(const Report& report, const MetricColumn& column) {
  return column.name == "score" &&
         std::all_of(report.variants.begin(), report.variants.end(),
                     [](const VariantSummary& v) { return v.score.value == v.pass_rate.value; });
}

// A column nobody has a value for says nothing; the pass rate always stays.
std::vector<MetricColumn> shown_columns(const Report& report) {
  std::vector<MetricColumn> columns = all_columns(report);
  const std::vector<MetricColumn> own = own_columns(report);
  columns.insert(columns.begin() + 2, own.begin(), own.end());  // beside the score
  const std::vector<MetricColumn> reduced = reduced_columns(report);
  columns.insert(columns.begin() + 1, reduced.begin(), reduced.end());
  std::erase_if(columns, [&](const MetricColumn& column) {
    if (column.name == "pass_rate") return false;
    return repeats_pass_rate(report, column) ||
           std::none_of(report.variants.begin(), report.variants.end(),
                        [&](const VariantSummary& v) { return column.of(v).value.has_value(); });
  });
  return columns;
}

// Pass rate on [0, 1]: a bar to the value, the interval drawn over its end.
void write_spark(Markup& markup, const Estimated& rate) {
  constexpr double kWidth = 96;
  const Markup::Element svg = markup.element("svg", {{"class", "spark"},
                                                     {"viewBox", "0 0 96 14"},
                                                     {"width", 96},
                                                     {"height", 14},
                                                     {"aria-hidden", "true"}});
  markup.empty("rect", {{"class", "track"}, {"x", 0}, {"y", 4}, {"width", kWidth}, {"height", 6}});
  if (!rate.value) return;
  markup.empty(
      "rect",
      {{"class", "bar"}, {"x", 0}, {"y", 4}, {"width", *rate.value * kWidth}, {"height", 6}});
  if (!rate.low || !rate.high) return;
  const double low = *rate.low * kWidth;
  const double high = *rate.high * kWidth;
  markup.empty("path", {{"class", "whisker"},
                        {"d", line_path({{low, 7}, {high, 7}}) + line_path({{low, 3}, {low, 11}}) +
                                  line_path({{high, 3}, {high, 11}})}});
}

void write_interval(Markup& markup, const MetricColumn& column, const Estimated& estimate) {
  const bool has_interval = estimate.low && estimate.high;
  if (!has_interval && estimate.n <= 0) return;
  std::string text;
  if (has_interval) {
    text = interval_text(*estimate.low * column.factor, *estimate.high * column.factor, column.unit,
                         column.decimals);
  }
  if (estimate.n > 0) text += (text.empty() ? "(" : " (") + grouped(estimate.n) + ")";
  markup.leaf("span", {{"class", "interval"}}, text);
}

void write_absent(Markup& markup) {
  markup.leaf("span", {{"aria-hidden", "true"}}, kAbsent);
  markup.leaf("span", {{"class", "unseen"}}, "not measured");
}

void write_left_out(Markup& markup, std::int64_t cells) {
  if (cells > 0) markup.leaf("span", {{"class", "interval"}}, grouped(cells) + " missing");
}

void write_number(Markup& markup, const MetricColumn& column, const VariantSummary& variant) {
  const Estimated estimate = column.of(variant);
  const Markup::Element cell =
      markup.element("td", {{"class", "number"},
                            {"data-metric", column.name},
                            {"data-v", estimate.value ? format_number(*estimate.value) : ""}});
  const std::int64_t left_out = column.left_out ? column.left_out(variant) : 0;
  if (!estimate.value) {
    write_absent(markup);
    write_left_out(markup, left_out);
    return;
  }
  if (column.name == "pass_rate") write_spark(markup, estimate);
  const double shown = *estimate.value * column.factor * (column.unit == Unit::percent ? 100 : 1);
  markup.leaf("span", {{"class", "value"}}, fixed(shown, column.decimals));
  write_interval(markup, column, estimate);
  write_left_out(markup, left_out);
}

void write_count(Markup& markup, std::string_view name, std::int64_t count) {
  markup.leaf("td",
              {{"class", count == 0 ? "number zero" : "number"},
               {"data-metric", name},
               {"data-v", std::to_string(count)}},
              grouped(count));
}

struct Heading {
  std::string_view key;
  std::string_view title;
  std::string_view unit;
  bool is_number;
  bool is_extra;
};

void write_heading(Markup& markup, const Heading& heading) {
  const Markup::Element cell =
      markup.element("th", {{"scope", "col"},
                            {"data-key", heading.key},
                            {"data-title", heading.title},
                            {"data-shown", heading.is_extra ? "on-request" : "at-first"},
                            {"class", heading.is_number ? "number" : "words"}});
  markup.text(heading.title);
  if (!heading.unit.empty()) markup.leaf("span", {{"class", "unit"}}, heading.unit);
}

struct CountColumn {
  std::string_view name;
  std::string_view title;
  std::int64_t VariantSummary::*count;
  bool is_extra;
};

// What no variant has says nothing, but for errors: that there are none is news.
std::vector<CountColumn> count_columns(const Report& report) {
  std::vector<CountColumn> columns{
      {"errors", "Errors", &VariantSummary::errors, false},
      {"failed", "Failed", &VariantSummary::failed, true},
      {"cells", "Cells", &VariantSummary::cells, true},
      {"unscored", "Unscored", &VariantSummary::unscored, false},
      {"cached", "Cached", &VariantSummary::cached, true},
      {"flaky_cases", "Flaky cases", &VariantSummary::flaky_cases, false}};
  std::erase_if(columns, [&](const CountColumn& column) {
    return column.count != &VariantSummary::errors &&
           std::all_of(report.variants.begin(), report.variants.end(),
                       [&](const VariantSummary& variant) { return variant.*column.count == 0; });
  });
  return columns;
}

void write_head(Markup& markup, const Labels& labels, const std::vector<MetricColumn>& columns,
                const std::vector<CountColumn>& counts) {
  const Markup::Element head = markup.element("thead");
  const Markup::Element row = markup.element("tr");
  for (const Dimension* dimension : labels.shown()) {
    write_heading(markup, {dimension->title, dimension->title, "", false, false});
  }
  for (const MetricColumn& column : columns) {
    write_heading(markup, {column.name, column.title, column.unit_text, true, column.is_extra});
  }
  for (const CountColumn& column : counts) {
    write_heading(markup, {column.name, column.title, "", true, column.is_extra});
  }
}

void write_row(Markup& markup, const Labels& labels, const std::vector<MetricColumn>& columns,
               const std::vector<CountColumn>& counts, const VariantSummary& variant,
               std::size_t index) {
  const Markup::Element row =
      markup.element("tr", {{"data-variant", variant.id}, {"data-index", index}});
  bool first = true;
  for (const Dimension* dimension : labels.shown()) {
    const std::string& value = dimension->values[index];
    if (first) {
      markup.leaf("th", {{"scope", "row"}, {"data-v", value}}, value);
    } else {
      markup.leaf("td", {{"class", "words"}, {"data-v", value}}, value);
    }
    first = false;
  }
  for (const MetricColumn& column : columns) write_number(markup, column, variant);
  for (const CountColumn& column : counts) write_count(markup, column.name, variant.*column.count);
}

}  // namespace

void write_comparison(Markup& markup, const Report& report, const Labels& labels) {
  const Markup::Element section =
      markup.element("section", {{"id", "comparison"}, {"aria-labelledby", "comparison-title"}});
  markup.leaf("h2", {{"id", "comparison-title"}}, "Comparison");
  if (report.variants.empty()) {
    markup.leaf("p", {}, "No variant was run.");
    return;
  }
  {
    const std::string shared = labels.shared();
    std::string lead =
        "Below each estimate stand its 95% interval and, in parentheses, the number "
        "of cases or replies it rests on. Errors are never scores.";
    if (!shared.empty()) lead += " The same everywhere: " + shared + ".";
    markup.leaf("p", {{"class", "lead"}}, lead);
  }
  const std::vector<MetricColumn> columns = shown_columns(report);
  const std::vector<CountColumn> counts = count_columns(report);
  const Markup::Element scroll = markup.element("div", {{"class", "scroll"},
                                                        {"tabindex", 0},
                                                        {"role", "region"},
                                                        {"aria-label", "Comparison of variants"}});
  const Markup::Element table =
      markup.element("table", {{"class", "comparison"}, {"id", "comparison-table"}});
  write_head(markup, labels, columns, counts);
  const Markup::Element body = markup.element("tbody");
  for (std::size_t index = 0; index < report.variants.size(); ++index) {
    write_row(markup, labels, columns, counts, report.variants[index], index);
  }
}

}  // namespace assay::html
