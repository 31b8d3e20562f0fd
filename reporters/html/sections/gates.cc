// Gates with their reasons: the interval against the limit, drawn and in words.
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "reporters/html/number.h"
#include "reporters/html/sections/sections.h"
#include "reporters/words/display.h"

namespace assay::html {
namespace {

constexpr double kGaugeWidth = 150;

struct OutcomeLook {
  std::string_view css_class;
  std::string_view glyph;
  std::string_view word;
};

OutcomeLook look_of(GateOutcome outcome) {
  switch (outcome) {
    case GateOutcome::pass:
      return {"status good", "\u2713", "pass"};
    case GateOutcome::fail:
      return {"status bad", "\u2717", "fail"};
    case GateOutcome::inconclusive:
      return {"status open", "?", "inconclusive"};
    case GateOutcome::error:
      break;
  }
  return {"status broken", "!", "error"};
}

std::string limit_text(const GateResult& gate) {
  const GateLimits limits = limits_of(gate);
  std::string text;
  if (limits.at_least) text += "\u2265 " + show_limit(gate, *limits.at_least);
  if (limits.at_least && limits.at_most) text += ", ";
  if (limits.at_most) text += "\u2264 " + show_limit(gate, *limits.at_most);
  return text.empty() ? std::string(kAbsent) : text;
}

void write_observed(Markup& markup, const GateResult& gate) {
  const Markup::Element cell = markup.element("td", {{"class", "number"}});
  if (!gate.observed.value) {
    markup.text(kAbsent);
    return;
  }
  markup.leaf("span", {{"class", "value"}}, show_in_gate(gate, *gate.observed.value));
  if (gate.observed.low && gate.observed.high) {
    markup.leaf(
        "span", {{"class", "interval"}},
        show_in_gate(gate, *gate.observed.low) + " to " + show_in_gate(gate, *gate.observed.high));
  }
}

// From values to the gauge's width, with a margin at both ends.
auto axis_over(const std::vector<double>& values) {
  const auto [low, high] = std::minmax_element(values.begin(), values.end());
  const double width = *high - *low;
  const double margin = width > 0 ? width * 0.2 : std::max(std::fabs(*high) * 0.5, 0.5);
  return [from = *low - margin, span = width + 2 * margin](double value) {
    return (value - from) / span * kGaugeWidth;
  };
}

// The interval on its own small axis, the limit as a tall tick, the forbidden
// side shaded.
void write_gauge(Markup& markup, const GateResult& gate) {
  const Markup::Element cell = markup.element("td", {{"class", "gauge"}});
  if (!gate.observed.value) return;
  const GateLimits limits = limits_of(gate);
  std::vector<double> seen{*gate.observed.value};
  for (const std::optional<double>& value :
       {gate.observed.low, gate.observed.high, limits.at_least, limits.at_most}) {
    if (value) seen.push_back(*value);
  }
  const auto scale = axis_over(seen);
  const Markup::Element svg = markup.element(
      "svg", {{"viewBox", "0 0 150 22"}, {"width", 150}, {"height", 22}, {"aria-hidden", "true"}});
  const auto shade = [&](double from, double to) {
    markup.empty(
        "rect",
        {{"class", "forbidden"}, {"x", from}, {"y", 3}, {"width", to - from}, {"height", 16}});
  };
  if (limits.at_least) shade(0, scale(*limits.at_least));
  if (limits.at_most) shade(scale(*limits.at_most), kGaugeWidth);
  for (const std::optional<double>& limit : {limits.at_least, limits.at_most}) {
    if (!limit) continue;
    markup.empty("path",
                 {{"class", "limit"}, {"d", line_path({{scale(*limit), 1}, {scale(*limit), 21}})}});
  }
  const std::string_view status = look_of(gate.outcome).css_class;
  if (gate.observed.low && gate.observed.high) {
    markup.empty(
        "path",
        {{"class", std::string("whisker ") + std::string(status)},
         {"d", line_path({{scale(*gate.observed.low), 11}, {scale(*gate.observed.high), 11}})}});
  }
  markup.empty("circle", {{"class", std::string("point ") + std::string(status)},
                          {"cx", scale(*gate.observed.value)},
                          {"cy", 11},
                          {"r", 4}});
}

// What readers call the variants that gates are about.
class Subjects {
 public:
  Subjects(const Report& report, const Labels& labels) {
    for (std::size_t index = 0; index < report.variants.size(); ++index)
      labels_.emplace(report.variants[index].id, labels.variants[index]);
  }
  std::string of(const GateResult& gate) const {
    return gate.baseline.empty() ? label_of(gate.variant)
                                 : label_of(gate.variant) + " against " + label_of(gate.baseline);
  }

 private:
  std::string label_of(const std::string& id) const {
    if (id.empty()) return "whole run";
    const auto found = labels_.find(id);
    return found == labels_.end() ? id : std::string(found->second);
  }

  std::unordered_map<std::string_view, std::string_view> labels_;  // by id
};

void write_gate(Markup& markup, const Subjects& subjects, const GateResult& gate) {
  const OutcomeLook look = look_of(gate.outcome);
  const Markup::Element row = markup.element("tr");
  {
    const Markup::Element cell = markup.element("td", {{"class", look.css_class}});
    markup.leaf("span", {{"class", "glyph"}, {"aria-hidden", "true"}}, look.glyph);
    markup.text(" ");
    markup.text(look.word);
  }
  {
    const Markup::Element cell = markup.element("th", {{"scope", "row"}});
    markup.text(gate.name.empty() ? gate.metric : gate.name);
    markup.leaf("span", {{"class", "sub"}}, subjects.of(gate));
  }
  write_observed(markup, gate);
  markup.leaf("td", {{"class", "number limit-text"}}, limit_text(gate));
  write_gauge(markup, gate);
  markup.leaf("td", {{"class", "number n"}},
              gate.observed.n > 0 ? grouped(gate.observed.n) : std::string(kAbsent));
  markup.leaf("td", {{"class", "reason"}}, gate.reason);
}

// What needs a person comes first; within an outcome the suite's order.
int urgency(const GateResult& gate) {
  switch (gate.outcome) {
    case GateOutcome::fail:
      return 0;
    case GateOutcome::error:
      return 1;
    case GateOutcome::inconclusive:
      return 2;
    case GateOutcome::pass:
      break;
  }
  return 3;
}

void write_table(Markup& markup, const Subjects& subjects, std::string_view caption,
                 std::span<const GateResult* const> gates) {
  const Markup::Element scroll = markup.element(
      "div", {{"class", "scroll"}, {"tabindex", 0}, {"role", "region"}, {"aria-label", caption}});
  const Markup::Element table = markup.element("table", {{"class", "gates"}});
  {
    const Markup::Element head = markup.element("thead");
    const Markup::Element row = markup.element("tr");
    markup.leaf("th", {{"scope", "col"}}, "Outcome");
    markup.leaf("th", {{"scope", "col"}}, "Gate");
    markup.leaf("th", {{"scope", "col"}, {"class", "number"}}, "Observed, 95% interval");
    markup.leaf("th", {{"scope", "col"}, {"class", "number"}}, "Limit");
    {
      const Markup::Element cell = markup.element("th", {{"scope", "col"}, {"class", "gauge"}});
      markup.leaf("span", {{"class", "unseen"}}, "Interval against the limit");
    }
    markup.leaf("th", {{"scope", "col"}, {"class", "number"}}, "n");
    markup.leaf("th", {{"scope", "col"}}, "Reason");
  }
  const Markup::Element body = markup.element("tbody");
  for (const GateResult* gate : gates) write_gate(markup, subjects, *gate);
}

// More gates that passed than this are folded away: they say nothing new.
constexpr std::size_t kMostPassesShown = 6;

}  // namespace

void write_gates(Markup& markup, const Report& report, const Labels& labels) {
  if (report.gates.empty()) return;
  std::vector<const GateResult*> gates;
  for (const GateResult& gate : report.gates) gates.push_back(&gate);
  std::stable_sort(gates.begin(), gates.end(), [](const GateResult* a, const GateResult* b) {
    return urgency(*a) < urgency(*b);
  });
  const auto first_pass = std::find_if(gates.begin(), gates.end(), [](const GateResult* gate) {
    return gate->outcome == GateOutcome::pass;
  });
  const std::span<const GateResult* const> passed(first_pass, gates.end());
  const bool folds = passed.size() > kMostPassesShown;

  const Markup::Element section =
      markup.element("section", {{"id", "gates"}, {"aria-labelledby", "gates-title"}});
  markup.leaf("h2", {{"id", "gates-title"}}, "Gates");
  const Subjects subjects(report, labels);
  if (!folds) {
    write_table(markup, subjects, "Gates", gates);
    return;
  }
  const std::span<const GateResult* const> open(gates.begin(), first_pass);
  if (!open.empty()) write_table(markup, subjects, "Gates that did not pass", open);
  const Markup::Element details = markup.element("details");
  markup.leaf("summary", {}, grouped(static_cast<std::int64_t>(passed.size())) + " gates passed");
  write_table(markup, subjects, "Gates that passed", passed);
}

}  // namespace assay::html
