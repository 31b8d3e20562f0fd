#include "reporters/html/page/html.h"

#include <ostream>

#include "reporters/html/data/island.h"
#include "reporters/html/data/pictures_block.h"
#include "reporters/html/labels.h"
#include "reporters/html/markup.h"
#include "reporters/html/number.h"
#include "reporters/html/pack.h"
#include "reporters/html/page/assets.h"
#include "reporters/html/page/served.h"
#include "reporters/html/sections/figures.h"
#include "reporters/html/sections/sections.h"

namespace assay {
namespace {

using namespace html;  // NOLINT: the parts of this page

// Nothing is loaded, nothing is sent, and only the embedded styles and scripts
// count: text that got past the escapes still could not run. A served page may
// ask the server that it came from.
std::string content_policy(bool is_served) {
  return "default-src 'none'; script-src " + csp_hash(kChartLibrary) + " " +
         csp_hash(kDiffLibrary) + " " + csp_hash(kScript) + "; style-src " + csp_hash(kStyle) +
         " " + csp_hash(kChartStyle) + "; img-src data:; base-uri 'none'; form-action 'none'" +
         (is_served ? "; connect-src 'self'" : "");
}

void write_head(Markup& markup, const Report& report, bool is_served) {
  const Markup::Element head = markup.element("head");
  markup.empty("meta", {{"charset", "utf-8"}});
  markup.empty("meta",
               {{"http-equiv", "Content-Security-Policy"}, {"content", content_policy(is_served)}});
  markup.empty("meta", {{"name", "viewport"}, {"content", "width=device-width, initial-scale=1"}});
  markup.empty("meta", {{"name", "color-scheme"}, {"content", "light dark"}});
  markup.empty("meta", {{"name", "referrer"}, {"content", "no-referrer"}});
  markup.empty("meta", {{"name", "generator"}, {"content", "assay " + report.run.assay_version}});
  markup.empty("link", {{"rel", "icon"}, {"href", "data:,"}});  // or browsers ask for one
  markup.leaf("title", {}, report.run.suite + " \u00b7 assay");
  markup.trusted("<style>");
  markup.trusted(kStyle);
  markup.trusted("</style>");
}

void write_contents(Markup& markup, const Report& report, const Figures& figures) {
  const Markup::Element nav =
      markup.element("nav", {{"class", "contents"}, {"aria-label", "Contents"}});
  const auto link = [&](bool present, std::string_view target, std::string_view title) {
    if (present) markup.leaf("a", {{"href", target}}, title);
  };
  link(!report.gates.empty(), "#gates", "Gates");
  link(has_worst_cases(report), "#worst", "Failures");
  link(true, "#comparison", "Comparison");
  link(!report.comparisons.empty(), "#changes", "Changes");
  link(!report.judges.empty(), "#judges", "Judges");
  link(figures.has_cost(), "#cost", "Cost");
  link(figures.has_latency_tradeoff(), "#speed", "Speed");
  link(!figures.responses.empty(), "#response", "Settings");
  link(!figures.latency.empty(), "#latency", "Latency");
  link(has_flips(report), "#flips", "Flips");
  link(!report.cases.empty() && !report.variants.empty(), "#matrix", "Cases");
  link(true, "#provenance", "Provenance");
}

// The libraries only where something on the page uses them: they are half a
// megabyte.
void write_scripts(Markup& markup, const Report& report, const Figures& figures) {
  const auto script = [&](std::string_view opening, std::string_view bytes) {
    markup.trusted(opening);
    markup.trusted(bytes);
    markup.trusted("</script>\n");
  };
  if (!figures.empty()) script("<script>", kChartLibrary);
  if (!report.cells.empty()) script("<script>", kDiffLibrary);
  script("<script type=\"module\">", kScript);
}

void write_left_out(Markup& markup, const Selection& selection) {
  const auto counted = [](std::size_t count) { return grouped(static_cast<std::int64_t>(count)); };
  if (selection.unbodied > 0) {
    markup.leaf("p", {{"class", "notice"}, {"id", "left-out"}},
                "The texts of " + counted(selection.unbodied) +
                    " cells are left out to keep this page small enough to open: first where every "
                    "variant does the same, failures last. cells.csv has all of them.");
  }
  if (selection.unlisted > 0) {
    markup.leaf("p", {{"class", "notice"}},
                counted(selection.unlisted) +
                    " cells are counted in the tables and figures but cannot be opened here. "
                    "cells.csv has all of them.");
  }
}

void write_main(Markup& markup, const Report& report, const Labels& labels, const Figures& figures,
                const Island& island) {
  const Markup::Element main = markup.element("main");
  write_masthead(markup, report, labels);
  write_contents(markup, report, figures);
  write_gates(markup, report, labels);
  write_worst_cases(markup, report, labels);
  write_comparison(markup, report, labels);
  write_changes(markup, report);
  write_judges(markup, report);
  write_tradeoffs(markup, report, labels, figures);
  write_response_figures(markup, report, figures);
  write_latency_figure(markup, report, figures.latency);
  write_flips(markup, report, labels);
  write_left_out(markup, island.selection);
  write_matrix(markup, report, labels);
  write_provenance(markup, report, labels);
}

// `serving`: nullptr for a file.
std::string page_of(const Report& report, const Labels& labels, const Island& island,
                    const Serving* serving) {
  const Figures figures = make_figures(report, labels);
  Markup markup;
  {
    markup.trusted("<!doctype html>\n");
    const Markup::Element page = markup.element("html", {{"lang", "en"}});
    write_head(markup, report, serving != nullptr);
    const Markup::Element body =
        serving ? markup.element("body", {{"data-texts", serving->texts}}) : markup.element("body");
    if (serving) write_live_bar(markup, *serving);
    write_main(markup, report, labels, figures, island);
    markup.trusted(island.markup);
    markup.trusted(pictures_block(report));
    if (!figures.empty()) markup.trusted(figures_block(report, labels, figures));
    write_scripts(markup, report, figures);
  }
  return markup.bytes() + "\n";
}

}  // namespace

void write_html(const Report& report, std::ostream& out) {
  const Labels labels = make_labels(report);
  const std::size_t pictures = pictures_block(report).size();
  out << page_of(report, labels, make_island(report, labels, kLargestIsland - pictures), nullptr);
}

std::string html::served_page(const Report& report, const Serving& serving, Texts& texts) {
  const Labels labels = make_labels(report);
  return page_of(report, labels, make_served_island(report, labels, texts), &serving);
}

std::string html::served_policy() {
  return content_policy(true) + "; frame-ancestors 'none'";  // which only a header can say
}

}  // namespace assay
