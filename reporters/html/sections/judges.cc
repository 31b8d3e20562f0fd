// Who marked the answers, what that cost, and how far people agree.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <span>
#include <string>
#include <string_view>

#include "harness/base/text.h"
#include "reporters/html/number.h"
#include "reporters/html/sections/sections.h"
#include "reporters/words/display.h"
#include "reporters/words/judge.h"

namespace assay::html {
namespace {

using std::string_view_literals::operator""sv;

constexpr std::string_view kCalls = "Calls";
constexpr std::string_view kNoVerdict = "No verdict";
constexpr std::string_view kCost = "Cost";
constexpr std::string_view kBothOrders = "Both orders";
constexpr std::string_view kLabels = "Labels";
constexpr std::string_view kSensitivity = "Sensitivity";
constexpr std::string_view kSpecificity = "Specificity";
constexpr std::string_view kKappa = "Kappa";
constexpr std::string_view kAskedAgain = "Asked again";
constexpr std::string_view kAsJudged = "As judged";
constexpr std::string_view kCorrected = "Corrected";

// On a phone there is no room for a heading: each number says what it is.
void write_number(Markup& markup, std::string_view heading, std::string_view text) {
  markup.leaf("td", {{"class", "number"}, {"data-label", heading}}, text);
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
  write_number(markup, kCalls, grouped(judge.calls));
  write_number(markup, kNoVerdict, grouped(judge.errors));
  write_number(markup, kCost, judge.cost ? usd_text(*judge.cost) : std::string(kAbsent));
  if (shown.pairs)
    markup.leaf("td", {{"class", "words"}, {"data-label", kBothOrders}},
                compares(judge) ? pairs_text(judge) : std::string(kAbsent));
  write_number(markup, kLabels, judge.gold ? grouped(judge.gold->count) : std::string(kAbsent));
  write_number(markup, kSensitivity, gold_text(judge.gold, &JudgeSummary::Gold::sensitivity));
  write_number(markup, kSpecificity, gold_text(judge.gold, &JudgeSummary::Gold::specificity));
  write_number(markup, kKappa, kappa_text(judge.gold));
  if (shown.canaries)
    write_number(markup, kAskedAgain,
                 judge.canaries ? canaries_text(*judge.canaries) : std::string(kAbsent));
}

void write_headings(Markup& markup, std::span<const std::string_view> words,
                    std::span<const std::string_view> numbers) {
  for (const std::string_view heading : words)
    markup.leaf("th", {{"scope", "col"}, {"class", "words"}}, heading);
  for (const std::string_view heading : numbers)
    markup.leaf("th", {{"scope", "col"}, {"class", "number"}}, heading);
}

void write_table_of_judges(Markup& markup, const Report& report) {
  const Columns shown{std::any_of(report.judges.begin(), report.judges.end(), compares),
                      std::any_of(report.judges.begin(), report.judges.end(), is_watched)};
  const Markup::Element scroll = markup.element(
      "div", {{"class", "scroll"}, {"tabindex", 0}, {"role", "region"}, {"aria-label", "Judges"}});
  const Markup::Element table = markup.element("table", {{"class", "plain judges"}});
  {
    const Markup::Element head = markup.element("thead");
    const Markup::Element row = markup.element("tr");
    write_headings(markup, std::array{"Judge"sv, "Model"sv}, std::array{kCalls, kNoVerdict, kCost});
    if (shown.pairs) write_headings(markup, std::array{kBothOrders}, {});
    write_headings(markup, {}, std::array{kLabels, kSensitivity, kSpecificity, kKappa});
    if (shown.canaries) write_headings(markup, {}, std::array{kAskedAgain});
  }
  const Markup::Element body = markup.element("tbody");
  for (const JudgeSummary& judge : report.judges) write_judge(markup, judge, shown);
}

// What labels do to the variants' pass rates.
void write_rates(Markup& markup, const Report& report) {
  const auto is_labelled = [](const VariantSummary& variant) { return variant.labels.count > 0; };
  if (std::none_of(report.variants.begin(), report.variants.end(), is_labelled)) return;
  markup.leaf("h3", {{"class", "table-title"}},
              "Pass rates as judged, and as people would give them");
  const Markup::Element scroll =
      markup.element("div", {{"class", "scroll"},
                             {"tabindex", 0},
                             {"role", "region"},
                             {"aria-label", "Pass rates as judged and corrected"}});
  const Markup::Element table = markup.element("table", {{"class", "plain judges"}});
  {
    const Markup::Element head = markup.element("thead");
    const Markup::Element row = markup.element("tr");
    write_headings(markup, std::array{"Variant"sv}, std::array{kLabels, kAsJudged, kCorrected});
  }
  const Markup::Element body = markup.element("tbody");
  for (const VariantSummary& variant : report.variants) {
    const Markup::Element row = markup.element("tr");
    markup.leaf("th", {{"scope", "row"}}, variant.id);
    write_number(markup, kLabels, grouped(variant.labels.count));
    write_number(markup, kAsJudged, show_rate(variant.pass_rate_judged));
    write_number(markup, kCorrected,
                 variant.labels.correct() ? show_rate(variant.pass_rate)
                                          : fmt::format("needs {} labels", kFewestLabels));
  }
}

}  // namespace

void write_judges(Markup& markup, const Report& report) {
  if (report.judges.empty()) return;
  const Markup::Element section = markup.element("section", {{"id", "judges"}});
  markup.leaf("h2", {}, "Judges");
  write_table_of_judges(markup, report);
  write_rates(markup, report);
}

}  // namespace assay::html
