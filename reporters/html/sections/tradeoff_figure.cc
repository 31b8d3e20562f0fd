// Quality against what it takes, cost or time: which variants nobody should choose
// because another is both better and takes less.
#include <algorithm>
#include <optional>
#include <utility>

#include "reporters/html/number.h"
#include "reporters/html/sections/data_table.h"
#include "reporters/html/sections/figures.h"
#include "reporters/html/sections/sections.h"

namespace assay::html {
namespace {

std::optional<double> thousandfold(const std::optional<double>& usd) {
  return usd ? std::optional(*usd * kCellsPriced) : std::nullopt;
}

Estimated p50_of(const VariantSummary& variant) {
  return variant.latency_ms.p50;
}

Estimated p95_of(const VariantSummary& variant) {
  return variant.latency_ms.p95;
}

struct TradeoffKind {
  std::string_view metric;
  Estimated (*taken)(const VariantSummary&);
};
constexpr TradeoffKind kKinds[] = {{"cost_usd_per_case", cost_of_thousand},
                                   {"latency_p50_ms", p50_of},
                                   {"latency_p95_ms", p95_of}};

// A point is dominated where another is no worse in both and better in one. Going from
// what takes least, the best of those that take less and of those that take as much say
// so of each.
void mark_dominated(std::vector<TradeoffPoint>& points) {
  std::vector<TradeoffPoint*> order;
  for (TradeoffPoint& point : points) order.push_back(&point);
  std::sort(order.begin(), order.end(), [](const TradeoffPoint* a, const TradeoffPoint* b) {
    return std::pair(*a->taken.value, -*a->quality.value) <
           std::pair(*b->taken.value, -*b->quality.value);
  });
  std::optional<double> best_of_less;
  const TradeoffPoint* first = nullptr;  // of those that take as much, the best
  for (TradeoffPoint* point : order) {
    if (first == nullptr || *first->taken.value < *point->taken.value) {
      if (first != nullptr)
        best_of_less =
            std::max(*first->quality.value, best_of_less.value_or(*first->quality.value));
      first = point;
    }
    point->dominated = *first->quality.value > *point->quality.value ||
                       (best_of_less && *best_of_less >= *point->quality.value);
  }
}

Tradeoff tradeoff_of(const Report& report, const TradeoffKind& kind) {
  Tradeoff tradeoff{.metric = kind.metric, .points = {}};
  for (std::size_t index = 0; index < report.variants.size(); ++index) {
    const Estimated taken = kind.taken(report.variants[index]);
    const Estimated& quality = quality_of(report.variants[index]);
    if (taken.value && quality.value)
      tradeoff.points.push_back({.variant = index, .taken = taken, .quality = quality});
  }
  mark_dominated(tradeoff.points);
  return tradeoff;
}

const TradeoffPoint* point_of(const Tradeoff& tradeoff, std::size_t variant) {
  const auto found = std::lower_bound(
      tradeoff.points.begin(), tradeoff.points.end(), variant,
      [](const TradeoffPoint& point, std::size_t wanted) { return point.variant < wanted; });
  return found == tradeoff.points.end() || found->variant != variant ? nullptr : &*found;
}

std::string column_title(const Tradeoff& tradeoff) {
  if (tradeoff.metric == "cost_usd_per_case") return "Cost of 1,000 cells";
  return tradeoff.metric == "latency_p50_ms" ? "Latency p50" : "Latency p95";
}

// A row a variant, two columns for each of `tradeoffs`.
void write_points(Markup& markup, const Report& report, const Labels& labels,
                  std::string_view about, const std::vector<const Tradeoff*>& tradeoffs) {
  std::vector<DataColumn> columns{{"Variant", false}, {std::string(quality_title(report)), true}};
  for (const Tradeoff* tradeoff : tradeoffs) {
    columns.push_back({column_title(*tradeoff), true});
    columns.push_back({"Standing", false});
  }
  std::vector<DataRow> rows;
  for (const TradeoffPoint& named : tradeoffs.front()->points) {
    DataRow row{
        .texts = {labels.variants[named.variant], estimate_text(named.quality, Unit::percent)}};
    for (const Tradeoff* tradeoff : tradeoffs) {
      const TradeoffPoint* point = point_of(*tradeoff, named.variant);
      row.texts.push_back(point ? estimate_text(point->taken, unit_of(tradeoff->metric))
                                : std::string(kAbsent));
      row.texts.push_back(!point             ? std::string(kAbsent)
                          : point->dominated ? "dominated"
                                             : "on the frontier");
    }
    rows.push_back(std::move(row));
  }
  write_numbers(markup, about, columns, rows);
}

void write_section(Markup& markup, const Report& report, const Labels& labels, std::string_view id,
                   std::string_view title, const std::vector<const Tradeoff*>& tradeoffs) {
  const std::string heading = std::string(id) + "-title";
  const Markup::Element section =
      markup.element("section", {{"id", id}, {"aria-labelledby", heading}});
  markup.leaf("h2", {{"id", heading}}, title);
  const Markup::Element figure = markup.element("figure");
  markup.leaf("div", {{"class", "drawing tradeoff"}, {"data-figure", id}}, "");
  std::string caption =
      "Up and to the left is better. The line is the Pareto frontier; hollow points are "
      "dominated: another variant is at least as good and takes no more. Bars are 95% intervals, "
      "so neighbours on the frontier may not differ.";
  const std::size_t left_out = report.variants.size() - tradeoffs.front()->points.size();
  if (left_out > 0) {
    caption += " " + grouped(static_cast<std::int64_t>(left_out)) +
               (left_out == 1 ? " variant lacks" : " variants lack") + " one of the two numbers.";
  }
  markup.leaf("figcaption", {}, caption);
  write_points(markup, report, labels, title, tradeoffs);
}

}  // namespace

Estimated cost_of_thousand(const VariantSummary& variant) {
  return {.value = thousandfold(variant.cost_usd_per_case),
          .low = thousandfold(variant.cost_per_case.low),
          .high = thousandfold(variant.cost_per_case.high),
          .n = variant.cost_per_case.n};
}

std::vector<Tradeoff> tradeoffs_of(const Report& report) {
  std::vector<Tradeoff> tradeoffs;
  for (const TradeoffKind& kind : kKinds) {
    Tradeoff tradeoff = tradeoff_of(report, kind);
    if (!tradeoff.points.empty()) tradeoffs.push_back(std::move(tradeoff));
  }
  return tradeoffs;
}

void write_tradeoffs(Markup& markup, const Report& report, const Labels& labels,
                     const Figures& figures) {
  std::vector<const Tradeoff*> cost;
  std::vector<const Tradeoff*> latency;
  for (const Tradeoff& tradeoff : figures.tradeoffs) {
    (tradeoff.metric == "cost_usd_per_case" ? cost : latency).push_back(&tradeoff);
  }
  if (!cost.empty()) write_section(markup, report, labels, "cost", "Quality against cost", cost);
  if (!latency.empty())
    write_section(markup, report, labels, "speed", "Quality against latency", latency);
}

}  // namespace assay::html
