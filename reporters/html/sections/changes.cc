// How variants changed against baselines and each other: every comparison of the
// report, also those with what is no variant of this run (--baseline, stored:NAME).
#include <algorithm>
#include <string>

#include "harness/base/text.h"
#include "reporters/html/number.h"
#include "reporters/html/sections/sections.h"
#include "reporters/words/change.h"
#include "reporters/words/display.h"

namespace assay::html {
namespace {

constexpr std::size_t kMostShown = 24;   // comparisons; report.json has all
constexpr std::size_t kFlipsShown = 10;  // of each

std::string_view class_of(Standing standing) {
  switch (standing) {
    case Standing::better:
    case Standing::no_worse:
      return "status good";
    case Standing::worse:
      return "status bad";
    case Standing::no_difference:
    case Standing::inconclusive:
      break;
  }
  return "status open";
}

void write_row(Markup& markup, const MetricComparison& metric) {
  const Markup::Element row = markup.element("tr");
  markup.leaf("th", {{"scope", "row"}}, metric.metric);
  for (const std::string& number :
       {show_level(metric, metric.baseline), show_level(metric, metric.candidate),
        show_change(metric), show_p(metric.p), grouped(metric.n), grouped(metric.discordant)}) {
    markup.leaf("td", {{"class", "number"}}, number);
  }
  markup.leaf("td", {{"class", class_of(metric.standing)}}, to_string(metric.standing));
  markup.leaf("td", {{"class", "reason"}}, metric.reason);
}

void write_metrics(Markup& markup, const Comparison& comparison, std::string_view title) {
  const Markup::Element scroll = markup.element(
      "div", {{"class", "scroll"}, {"tabindex", 0}, {"role", "region"}, {"aria-label", title}});
  const Markup::Element table = markup.element("table", {{"class", "plain"}});
  {
    const Markup::Element head = markup.element("thead");
    const Markup::Element row = markup.element("tr");
    markup.leaf("th", {{"scope", "col"}}, "Metric");
    for (const std::string_view heading :
         {"Baseline", "Candidate", "Change, 95% interval", "p", "n", "Differ"}) {
      markup.leaf("th", {{"scope", "col"}, {"class", "number"}}, heading);
    }
    markup.leaf("th", {{"scope", "col"}}, "Verdict");
    markup.leaf("th", {{"scope", "col"}}, "Reason");
  }
  const Markup::Element body = markup.element("tbody");
  for (const MetricComparison& metric : comparison.metrics)
    if (is_shown(metric)) write_row(markup, metric);
}

// Which cases; a pair of this run's variants opens among the flips below.
void write_flips_of(Markup& markup, const Comparison& comparison) {
  if (comparison.flips.empty()) return;
  std::string text = grouped(comparison.lost) + (comparison.lost == 1 ? " case" : " cases") +
                     " lost, " + grouped(comparison.won) + " won: ";
  const std::size_t shown = std::min(kFlipsShown, comparison.flips.size());
  for (std::size_t i = 0; i < shown; ++i) {
    const Flip& flip = comparison.flips[i];
    text += (i == 0 ? "" : ", ") + excerpt(flip.case_id, 60) + " (" +
            format_fixed(flip.baseline, 2) + " \u2192 " + format_fixed(flip.candidate, 2) + ")";
  }
  if (shown < comparison.flips.size()) text += ", \u2026";
  markup.leaf("p", {}, text);
}

}  // namespace

void write_changes(Markup& markup, const Report& report) {
  if (report.comparisons.empty()) return;
  const Markup::Element section =
      markup.element("section", {{"id", "changes"}, {"aria-labelledby", "changes-title"}});
  markup.leaf("h2", {{"id", "changes-title"}}, "Changes");
  markup.leaf("p", {{"class", "lead"}},
              "Pairs that a gate or --baseline compares, on the cases that both have. Interval, p "
              "and verdict of a row are of one test.");
  const std::size_t shown = std::min(kMostShown, report.comparisons.size());
  for (std::size_t i = 0; i < shown; ++i) {
    const Comparison& comparison = report.comparisons[i];
    const std::string title = comparison.candidate + " against " + comparison.baseline;
    markup.leaf("h3", {{"class", "table-title"}}, title);
    write_metrics(markup, comparison, title);
    write_flips_of(markup, comparison);
    for (const Difference& difference : comparison.differences) {
      if (is_chosen(difference.kind)) {
        markup.leaf("p", {{"class", "sub"}}, "Differs: " + difference.text);
      }
    }
    for (const std::string& note : comparison.notes) markup.leaf("p", {{"class", "sub"}}, note);
  }
  if (shown == report.comparisons.size()) return;
  markup.leaf("p", {{"class", "sub"}},
              grouped(static_cast<std::int64_t>(report.comparisons.size() - shown)) +
                  " more are in report.json.");
}

}  // namespace assay::html
