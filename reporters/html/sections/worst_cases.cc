// The first half minute: which cases went wrong most, and why.
#include <algorithm>
#include <string>
#include <vector>

#include "harness/base/text.h"
#include "harness/report/rates.h"
#include "reporters/html/number.h"
#include "reporters/html/sections/sections.h"
#include "reporters/words/failing.h"

namespace assay::html {
namespace {

constexpr std::size_t kMostShown = 8;
constexpr std::size_t kReasonLength = 200;  // code points; the case page has all

// The address at which this page opens the cell (script.js).
std::string address_of(const Report& report, const FailingCase& failing) {
  return "#case=" + percent_encoded(report.cases[failing.case_index].id) +
         "&variant=" + percent_encoded(report.variants[failing.variant].id);
}

std::string counts_of(const CaseVariant& counts) {
  const std::int64_t scored = counts.scored();
  std::string text;
  if (scored > 0) text = grouped(counts.passed) + " of " + grouped(scored);
  if (is_flaky(counts)) text += ", flaky";
  if (counts.errors == 0) return text;
  if (!text.empty()) text += ", ";
  return text + grouped(counts.errors) + (counts.errors == 1 ? " error" : " errors");
}

void write_row(Markup& markup, const Report& report, const Labels& labels,
               const FailingCase& failing) {
  const Markup::Element row = markup.element("tr");
  {
    const Markup::Element cell = markup.element("th", {{"scope", "row"}});
    markup.leaf("a", {{"href", address_of(report, failing)}}, report.cases[failing.case_index].id);
  }
  if (report.variants.size() > 1)
    markup.leaf("td", {{"class", "words"}}, labels.variants[failing.variant]);
  markup.leaf("td", {{"class", "number"}}, counts_of(failing.counts));
  markup.leaf("td", {{"class", "reason"}}, excerpt(first_reason(report, failing), kReasonLength));
}

void write_table(Markup& markup, const Report& report, const Labels& labels,
                 const std::vector<FailingCase>& failing) {
  const Markup::Element scroll = markup.element("div", {{"class", "scroll"},
                                                        {"tabindex", 0},
                                                        {"role", "region"},
                                                        {"aria-labelledby", "worst-title"}});
  const Markup::Element table = markup.element("table", {{"class", "plain worst"}});
  {
    const Markup::Element head = markup.element("thead");
    const Markup::Element row = markup.element("tr");
    markup.leaf("th", {{"scope", "col"}}, "Case");
    if (report.variants.size() > 1) markup.leaf("th", {{"scope", "col"}}, "Variant");
    markup.leaf("th", {{"scope", "col"}, {"class", "number"}}, "Passed");
    markup.leaf("th", {{"scope", "col"}}, "Why the first one did not");
  }
  const Markup::Element body = markup.element("tbody");
  const std::size_t shown = std::min(kMostShown, failing.size());
  for (std::size_t i = 0; i < shown; ++i) write_row(markup, report, labels, failing[i]);
}

}  // namespace

bool has_worst_cases(const Report& report) {
  return std::any_of(
      report.variants.begin(), report.variants.end(),
      [](const VariantSummary& variant) { return variant.failed + variant.errors > 0; });
}

void write_worst_cases(Markup& markup, const Report& report, const Labels& labels) {
  const std::vector<FailingCase> failing = failing_cases(report);
  if (failing.empty()) return;
  const Markup::Element section =
      markup.element("section", {{"id", "worst"}, {"aria-labelledby", "worst-title"}});
  markup.leaf("h2", {{"id", "worst-title"}}, "What went wrong");
  write_table(markup, report, labels, failing);
  if (failing.size() <= kMostShown) return;
  const Markup::Element more = markup.element("p", {{"class", "sub"}});
  markup.leaf("a", {{"href", "#show=failures&order=worst"}},
              "All " + grouped(static_cast<std::int64_t>(failing.size())));
  markup.text(report.variants.size() > 1 ? " cases and variants with a failure or an error."
                                         : " cases with a failure or an error.");
}

}  // namespace assay::html
