// Flips of the likeliest pair, as a table that reads without scripting; flips.js
// puts a list in its place that opens to the replies.
#include "reporters/html/data/flips.h"

#include <algorithm>

#include "reporters/html/number.h"
#include "reporters/html/sections/sections.h"

namespace assay::html {
namespace {

constexpr std::size_t kStaticFlips = 50;

std::string counted(std::size_t count) {
  return grouped(static_cast<std::int64_t>(count));
}

// flips.js has the same words (summaryOf).
std::string summary_of(const Flips& flips) {
  std::string text = counted(flips.fell) + (flips.fell == 1 ? " case" : " cases") + " worse, " +
                     counted(flips.rose) + " better, " + counted(flips.same) + " the same";
  if (flips.unscored > 0)
    text += "; " + counted(flips.unscored) + " without a verdict of one of the two";
  return text + ".";
}

std::string comparison_sentence(const Report& report, VariantPair pair) {
  const ComparedPairs pairs(report);
  for (const Comparison& comparison : report.comparisons) {
    const std::optional<VariantPair> of = pairs.of(comparison);
    if (of && of->from == pair.from && of->to == pair.to) return pass_rate_sentence(comparison);
  }
  return {};
}

void write_form(Markup& markup) {
  const Markup::Element form =
      markup.element("form", {{"id", "flips-form"}, {"class", "filters"}, {"hidden", ""}});
  const auto select = [&](std::string_view title, std::string_view name) {
    const Markup::Element label = markup.element("label", {{"class", "field"}});
    markup.leaf("span", {}, title);
    markup.leaf("select", {{"name", name}}, "");
  };
  select("From", "a");
  select("to", "b");
  markup.leaf("button", {{"type", "button"}, {"name", "swap"}}, "Swap");
  const Markup::Element group = markup.element("fieldset");
  markup.leaf("legend", {{"class", "unseen"}}, "How the two replies are shown");
  const auto choice = [&](std::string_view value, std::string_view title) {
    const Markup::Element label = markup.element("label");
    markup.empty("input", {{"type", "radio"}, {"name", "diff"}, {"value", value}});
    markup.leaf("span", {}, title);
  };
  choice("inline", "In one text");
  choice("side", "Side by side");
}

std::string fraction_of(const CaseVariant& cell) {
  return grouped(cell.passed) + "/" + grouped(cell.scored());
}

void write_row(Markup& markup, const Report& report, VariantPair pair, const CaseFlip& flip) {
  const CaseSummary& summary = report.cases[flip.case_index];
  const bool fell = flip.change < 0;
  const Markup::Element row = markup.element("tr");
  markup.leaf("th", {{"scope", "row"}}, summary.id);
  markup.leaf("td", {{"class", "number"}}, fraction_of(summary.variants[pair.from]));
  markup.leaf("td", {{"class", "number"}}, fraction_of(summary.variants[pair.to]));
  const Markup::Element cell =
      markup.element("td", {{"class", fell ? "status bad" : "status good"}});
  markup.leaf("span", {{"class", "glyph"}, {"aria-hidden", "true"}}, fell ? "\u2193" : "\u2191");
  markup.text(fell ? " worse" : " better");
}

void write_table(Markup& markup, const Report& report, const Labels& labels, VariantPair pair,
                 const Flips& flips) {
  if (flips.cases.empty()) return;
  const std::size_t shown = std::min(flips.cases.size(), kStaticFlips);
  {
    const Markup::Element scroll = markup.element(
        "div", {{"class", "scroll"}, {"tabindex", 0}, {"role", "region"}, {"aria-label", "Flips"}});
    const Markup::Element table = markup.element("table", {{"class", "plain"}});
    {
      const Markup::Element head = markup.element("thead");
      const Markup::Element row = markup.element("tr");
      markup.leaf("th", {{"scope", "col"}}, "Case");
      markup.leaf("th", {{"scope", "col"}, {"class", "number"}}, labels.variants[pair.from]);
      markup.leaf("th", {{"scope", "col"}, {"class", "number"}}, labels.variants[pair.to]);
      markup.leaf("th", {{"scope", "col"}}, "Change");
    }
    const Markup::Element body = markup.element("tbody");
    for (std::size_t i = 0; i < shown; ++i) write_row(markup, report, pair, flips.cases[i]);
  }
  if (shown == flips.cases.size()) return;
  markup.leaf(
      "p", {{"class", "faint"}},
      "and " + counted(flips.cases.size() - shown) + " more, which need scripting, or cells.csv.");
}

}  // namespace

bool has_flips(const Report& report) {
  return likely_pair(report).has_value() && !report.cases.empty();
}

void write_flips(Markup& markup, const Report& report, const Labels& labels) {
  if (!has_flips(report)) return;
  const VariantPair pair = *likely_pair(report);
  const Flips flips = flips_between(report, pair);
  const Markup::Element section =
      markup.element("section", {{"id", "flips"}, {"aria-labelledby", "flips-title"}});
  markup.leaf("h2", {{"id", "flips-title"}}, "Flips");
  {
    const Markup::Element lead = markup.element("p", {{"class", "lead"}});
    markup.text(
        "Cases that pass more or less often in one variant than in another: first those "
        "that got worse. ");
    markup.leaf("span", {{"class", "scripted"}, {"hidden", ""}},
                "Open one to read both replies with their differences marked.");
  }
  write_form(markup);
  const std::string compared = comparison_sentence(report, pair);
  markup.leaf("p", {{"id", "flips-summary"}, {"role", "status"}},
              summary_of(flips) + (compared.empty() ? "" : " " + compared));
  const Markup::Element list = markup.element("div", {{"id", "flips-list"}});
  write_table(markup, report, labels, pair, flips);
}

}  // namespace assay::html
