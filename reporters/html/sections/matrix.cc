// Case by variant: what passed, in how many repeats. This is the part that
// reads without scripting; matrix.js draws the same rows from the island, all
// of them, and opens the replies behind a cell.
#include <algorithm>

#include "reporters/html/number.h"
#include "reporters/html/sections/sections.h"

namespace assay::html {
namespace {

struct CellLook {
  std::string_view css_class;
  std::string_view glyph;
  std::string_view word;
};

// matrix.js has the same rule (lookOf).
CellLook look_of(const CaseVariant& cell) {
  if (cell.all() == 0) return {"none", "\u00b7", "not run"};
  if (cell.scored() == 0) {
    return cell.errors > 0 ? CellLook{"error", "!", "error"}
                           : CellLook{"unscored", "\u25cb", "unscored"};
  }
  if (cell.failed == 0) return {"pass", "\u2713", "pass"};
  if (cell.passed == 0) return {"fail", "\u2717", "fail"};
  return {"mixed", "\u25d0", "mixed"};
}

// Errors are no score: the fraction is of the scored repeats, errors stand apart.
std::string fraction_text(const CaseVariant& cell) {
  const std::int64_t scored = cell.scored();
  std::string text;
  if (scored > 0) text = grouped(cell.passed) + "/" + grouped(scored);
  if (cell.errors > 0) text += (text.empty() ? "" : " ") + ("+" + grouped(cell.errors) + "!");
  return text;
}

void write_cell(Markup& markup, const CaseVariant& cell, bool single) {
  const CellLook look = look_of(cell);
  const Markup::Element data = markup.element("td", {{"class", look.css_class}});
  const Markup::Element box = markup.element("span", {{"class", "cell"}});
  markup.leaf("span", {{"class", "glyph"}, {"aria-hidden", "true"}}, look.glyph);
  markup.leaf("span", {{"class", "unseen"}}, look.word);
  if (!single) markup.leaf("span", {{"class", "fraction"}}, fraction_text(cell));
}

// Variants in the suite's order share their model, then their prompt: equal
// neighbours become one heading.
void write_heading_row(Markup& markup, const std::vector<const Dimension*>& shown,
                       std::size_t level) {
  const Markup::Element row = markup.element("tr");
  const bool is_last = level + 1 == shown.size();
  {
    const Markup::Element corner = is_last
                                       ? markup.element("th", {{"scope", "col"}, {"class", "case"}})
                                       : markup.element("td", {{"class", "case"}});
    markup.leaf("span", {{"class", "dimension"}}, shown[level]->title);
    if (is_last) markup.text("Case");
  }
  const std::size_t count = shown[level]->values.size();
  const auto same_group = [&](std::size_t a, std::size_t b) {
    return std::all_of(shown.begin(), shown.begin() + static_cast<std::ptrdiff_t>(level) + 1,
                       [&](const Dimension* d) { return d->values[a] == d->values[b]; });
  };
  for (std::size_t index = 0; index < count;) {
    std::size_t end = index + 1;
    while (end < count && same_group(index, end)) ++end;
    const Markup::Element cell = markup.element(
        "th", {{"scope", end - index > 1 ? "colgroup" : "col"}, {"colspan", end - index}});
    const std::string& name = shown[level]->values[index];
    markup.leaf("span", {{"class", "name"}, {"title", name}}, name);
    index = end;
  }
}

void write_filters(Markup& markup) {
  // Shown by the script, which also fills in how many cases each leaves.
  const Markup::Element form =
      markup.element("form", {{"id", "filters"}, {"class", "filters"}, {"hidden", ""}});
  {
    const Markup::Element group = markup.element("fieldset");
    markup.leaf("legend", {{"class", "unseen"}}, "Show cases");
    constexpr std::pair<std::string_view, std::string_view> kFilters[] = {
        {"all", "All"},
        {"failures", "Failures"},
        {"errors", "Errors"},
        {"different", "Different between variants"},
        {"flaky", "Flaky across repeats"},
        {"truncated", "Cut at max_tokens"}};
    for (const auto& [value, title] : kFilters) {
      const Markup::Element label = markup.element("label");
      if (value == "all") {
        markup.empty("input",
                     {{"type", "radio"}, {"name", "show"}, {"value", value}, {"checked", ""}});
      } else {
        markup.empty("input", {{"type", "radio"}, {"name", "show"}, {"value", value}});
      }
      const Markup::Element text = markup.element("span");
      markup.text(title);
      markup.leaf("span", {{"class", "count"}, {"data-count", value}}, "");
    }
  }
  {
    const Markup::Element label = markup.element("label", {{"class", "field"}});
    markup.leaf("span", {}, "Search");
    markup.empty("input", {{"type", "search"},
                           {"name", "q"},
                           {"id", "search"},
                           {"placeholder", "case, tag, question, reply"},
                           {"autocomplete", "off"}});
  }
  {
    const Markup::Element label = markup.element("label", {{"class", "field"}});
    markup.leaf("span", {}, "Order");
    const Markup::Element select = markup.element("select", {{"name", "order"}});
    markup.leaf("option", {{"value", "suite"}}, "as in the suite");
    markup.leaf("option", {{"value", "worst"}}, "worst first");
    markup.leaf("option", {{"value", "name"}}, "by name");
  }
}

void write_legend(Markup& markup, bool single) {
  const Markup::Element list = markup.element("ul", {{"class", "legend matrix-legend"}});
  constexpr CellLook kLooks[] = {{"pass", "\u2713", "passed"},
                                 {"mixed", "\u25d0", "passed in some repeats"},
                                 {"fail", "\u2717", "failed"},
                                 {"error", "!", "error, not scored"},
                                 {"unscored", "\u25cb", "no expectation"}};
  for (const CellLook& look : kLooks) {
    if (single && look.css_class == "mixed") continue;
    const Markup::Element item = markup.element("li", {{"class", look.css_class}});
    markup.leaf("span", {{"class", "glyph"}, {"aria-hidden", "true"}}, look.glyph);
    markup.text(look.word);
  }
}

void write_table(Markup& markup, const Report& report, const Labels& labels) {
  const bool single = report.run.repeats <= 1;
  const Markup::Element table =
      markup.element("table", {{"class", "matrix"}, {"id", "matrix-table"}});
  markup.leaf("caption", {{"class", "unseen"}}, "Repeats passed, by case and variant");
  {
    const Markup::Element columns = markup.element("colgroup");
    markup.empty("col", {{"class", "case"}});
    markup.empty("col",
                 {{"class", "cell"}, {"span", std::max<std::size_t>(report.variants.size(), 1)}});
  }
  {
    const Markup::Element head = markup.element("thead");
    const std::vector<const Dimension*> shown = labels.shown();
    for (std::size_t level = 0; level < shown.size(); ++level)
      write_heading_row(markup, shown, level);
  }
  const Markup::Element body = markup.element("tbody");
  const std::size_t rows = std::min(report.cases.size(), kStaticMatrixCases);
  for (std::size_t index = 0; index < rows; ++index) {
    const Markup::Element row = markup.element("tr");
    markup.leaf("th", {{"scope", "row"}, {"class", "case"}}, report.cases[index].id);
    for (const CaseVariant& cell : report.cases[index].variants) write_cell(markup, cell, single);
  }
}

}  // namespace

void write_matrix(Markup& markup, const Report& report, const Labels& labels) {
  if (report.cases.empty() || report.variants.empty()) return;
  const Markup::Element section =
      markup.element("section", {{"id", "matrix"}, {"aria-labelledby", "matrix-title"}});
  markup.leaf("h2", {{"id", "matrix-title"}}, "Cases");
  {
    const Markup::Element lead = markup.element("p", {{"class", "lead"}});
    markup.text(report.run.repeats > 1 ? "How many scored repeats of each case passed, by variant. "
                                       : "Whether each case passed, by variant. ");
    markup.leaf("span", {{"class", "scripted"}, {"hidden", ""}},
                "Choose a cell to read what was asked and answered; arrow keys move, Enter opens.");
    const Markup::Element without = markup.element("noscript");
    markup.text("The replies behind the cells need scripting.");
  }
  write_filters(markup);
  write_legend(markup, report.run.repeats <= 1);
  markup.leaf("p", {{"id", "matrix-status"}, {"class", "status-line"}, {"role", "status"}}, "");
  {
    const Markup::Element scroll = markup.element("div", {{"class", "scroll matrix-scroll"},
                                                          {"id", "matrix-scroll"},
                                                          {"tabindex", 0},
                                                          {"role", "region"},
                                                          {"aria-label", "Cases by variant"}});
    write_table(markup, report, labels);
  }
  if (report.cases.size() > kStaticMatrixCases) {
    const Markup::Element notice = markup.element("noscript");
    markup.leaf("p", {{"class", "lead"}},
                "The first " + std::to_string(kStaticMatrixCases) + " of " +
                    grouped(static_cast<std::int64_t>(report.cases.size())) +
                    " cases; the rest need scripting, or cells.csv.");
  }
}

}  // namespace assay::html
