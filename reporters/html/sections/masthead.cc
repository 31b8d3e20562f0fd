// The first five seconds: what was tested, and whether it may ship.
#include <algorithm>
#include <string>
#include <vector>

#include "harness/report/part.h"
#include "harness/report/summary/warnings.h"
#include "reporters/html/number.h"
#include "reporters/html/sections/answer.h"
#include "reporters/html/sections/sections.h"

namespace assay::html {
namespace {

struct AnswerLook {
  std::string_view css_class;
  std::string_view glyph;
};

AnswerLook look_of(Answer answer) {
  switch (answer) {
    case Answer::yes:
      return {"answer good", "\u2713"};
    case Answer::no:
      return {"answer bad", "\u2717"};
    case Answer::undecided:
      return {"answer open", "?"};
    case Answer::unknown:
      break;
  }
  return {"answer broken", "!"};
}

void write_answer(Markup& markup, const Report& report) {
  const ShipAnswer decision = answer_shipping(report);
  const AnswerLook look = look_of(decision.answer);
  const Markup::Element block =
      markup.element("div", {{"class", look.css_class}, {"id", "verdict"}});
  markup.leaf("span", {{"class", "glyph"}, {"aria-hidden", "true"}}, look.glyph);
  const Markup::Element words = markup.element("p");
  markup.leaf("span", {{"class", "question"}}, "May I ship this?");
  markup.text(" ");
  markup.leaf("strong", {}, decision.headline);
  markup.text(" ");
  markup.leaf("span", {{"class", "why"}}, decision.sentence);
}

void write_fact(Markup& markup, std::string_view value, std::string_view name) {
  const Markup::Element item = markup.element("div");
  markup.leaf("dt", {}, name);
  markup.leaf("dd", {}, value);
}

void write_facts(Markup& markup, const Report& report) {
  const Totals totals = totals_of(report);
  const Markup::Element facts = markup.element("dl", {{"class", "facts"}});
  write_fact(markup, grouped(static_cast<std::int64_t>(report.variants.size())), "variants");
  write_fact(markup, grouped(static_cast<std::int64_t>(report.cases.size())), "cases");
  write_fact(markup, grouped(report.run.repeats), report.run.repeats == 1 ? "repeat" : "repeats");
  write_fact(markup, grouped(totals.cells), "cells");
  write_fact(markup, grouped(totals.passed), "passed");
  write_fact(markup, grouped(totals.failed), "failed");
  write_fact(markup, grouped(totals.errors), totals.errors == 1 ? "error" : "errors");
  if (totals.unscored > 0) write_fact(markup, grouped(totals.unscored), "unscored");
  write_fact(markup, spending_text(spent_of(report)), "spent by this run");
}

void write_notices(Markup& markup, const Report& report) {
  if (report.run.simulated) {
    const Markup::Element notice = markup.element("p", {{"class", "notice simulated"}});
    markup.leaf("strong", {}, "Simulated.");
    markup.text(
        " The replies come from the built-in model server, not from a model: "
        "the numbers show how assay works and say nothing about any product.");
  }
  if (const std::string part = part_text(report); !part.empty()) {
    const Markup::Element notice = markup.element("p", {{"class", "notice part"}});
    markup.leaf("strong", {}, "Not the whole suite.");
    markup.text(" " + part);
  }
  std::vector<std::string> warnings = report.warnings;
  std::erase(warnings, kSimulatedWarning);  // said above
  if (warnings.empty()) return;
  const Markup::Element notice = markup.element("div", {{"class", "notice"}});
  markup.leaf("strong", {}, warnings.size() == 1 ? "Warning" : "Warnings");
  const Markup::Element list = markup.element("ul");
  for (const std::string& warning : warnings) markup.leaf("li", {}, warning);
}

}  // namespace

void write_masthead(Markup& markup, const Report& report, const Labels&) {
  const Markup::Element header = markup.element("header", {{"class", "masthead"}});
  {
    const Markup::Element line = markup.element("p", {{"class", "eyebrow"}});
    markup.text("Evaluation report");
    if (!report.run.started_at.empty()) {
      markup.text(" \u00b7 ");
      markup.leaf("time", {}, report.run.started_at);
    }
  }
  markup.leaf("h1", {}, report.run.suite.empty() ? "Unnamed suite" : report.run.suite);
  if (!report.run.description.empty()) {
    markup.leaf("p", {{"class", "description"}}, report.run.description);
  }
  write_answer(markup, report);
  write_facts(markup, report);
  write_notices(markup, report);
}

}  // namespace assay::html
