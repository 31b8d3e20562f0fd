// Who marked the answers, what that cost, and how far people agree.
#include <algorithm>

#include "harness/base/text.h"
#include "reporters/html/number.h"
#include "reporters/html/sections/sections.h"
#include "reporters/words/display.h"
#include "reporters/words/judge.h"

namespace assay::html {
namespace {

void write_number(Markup& markup, std::string_view text) {
  markup.leaf("td", {{"class", "number"}}, text);
}

std::string gold_text(const std::optional<JudgeSummary::Gold>& gold,
                      Estimated JudgeSummary::Gold::*which) {
  return gold ? show_rate((*gold).*which) : std::string(kAbsent);
}

std::string kappa_text(const std::optional<JudgeSummary::Gold>& gold) {
  return gold && gold->kappa.value ? format_fixed(*gold->kappa.value, 2) : std::string(kAbsent);
}

bool is_watched(const JudgeSummary& judge) {
  return judge.canaries.has_value();
}

bool compares(const JudgeSummary& judge) {
  return judge.pairs.has_value();
}

// Which columns there are beside those that every judge has.
struct Columns {
  bool pairs = false;
  bool canaries = false;
};

void write_judge(Markup& markup, const JudgeSummary& judge, const Columns& shown) {
  const Markup::Element row = markup.element("tr");
  markup.leaf("th", {{"scope", "row"}}, judge.name);
  {
    const Markup::Element asked = markup.element("td", {{"class", "words"}});
    markup.leaf("code", {}, judge.model_id);
    markup.leaf("span", {{"class", "sub"}}, judge.provider);
  }
  write_number(markup, grouped(judge.calls));
  write_number(markup, grouped(judge.errors));
  write_number(markup, judge.cost ? usd_text(*judge.cost) : std::string(kAbsent));
  if (shown.pairs)
    markup.leaf("td", {{"class", "words"}},
                compares(judge) ? pairs_text(judge) : std::string(kAbsent));
  write_number(markup, judge.gold ? grouped(judge.gold->count) : std::string(kAbsent));
  write_number(markup, gold_text(judge.gold, &JudgeSummary::Gold::sensitivity));
  write_number(markup, gold_text(judge.gold, &JudgeSummary::Gold::specificity));
  write_number(markup, kappa_text(judge.gold));
  if (shown.canaries)
    write_number(markup, judge.canaries ? canaries_text(*judge.canaries) : std::string(kAbsent));
}

}  // namespace

void write_judges(Markup& markup, const Report& report) {
  if (report.judges.empty()) return;
  const Columns shown{std::any_of(report.judges.begin(), report.judges.end(), compares),
                      std::any_of(report.judges.begin(), report.judges.end(), is_watched)};
  const Markup::Element section = markup.element("section", {{"id", "judges"}});
  markup.leaf("h2", {}, "Judges");
  const Markup::Element scroll = markup.element(
      "div", {{"class", "scroll"}, {"tabindex", 0}, {"role", "region"}, {"aria-label", "Judges"}});
  const Markup::Element table = markup.element("table", {{"class", "plain"}});
  {
    const Markup::Element head = markup.element("thead");
    const Markup::Element row = markup.element("tr");
    markup.leaf("th", {{"scope", "col"}}, "Judge");
    markup.leaf("th", {{"scope", "col"}, {"class", "words"}}, "Model");
    for (const char* heading : {"Calls", "No verdict", "Cost"})
      markup.leaf("th", {{"scope", "col"}, {"class", "number"}}, heading);
    if (shown.pairs) markup.leaf("th", {{"scope", "col"}, {"class", "words"}}, "Both orders");
    for (const char* heading : {"Labels", "Sensitivity", "Specificity", "Kappa"})
      markup.leaf("th", {{"scope", "col"}, {"class", "number"}}, heading);
    if (shown.canaries) markup.leaf("th", {{"scope", "col"}, {"class", "number"}}, "Asked again");
  }
  const Markup::Element body = markup.element("tbody");
  for (const JudgeSummary& judge : report.judges) write_judge(markup, judge, shown);
}

}  // namespace assay::html
