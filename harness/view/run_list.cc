#include "harness/view/run_list.h"

#include <utility>

#include "harness/report/gate/exit_decision.h"
#include "harness/view/route.h"
#include "reporters/html/markup.h"
#include "reporters/html/number.h"
#include "reporters/html/pack.h"
#include "reporters/html/page/assets.h"

namespace assay {
namespace {

using html::Markup;
using html::RunPhase;

struct StateLook {
  std::string_view css_class;
  std::string_view glyph;
  std::string_view word;
};

// The words of the report's verdict, one a class (exit_decision.h).
constexpr std::pair<ExitClass, StateLook> kOutcomes[] = {
    {ExitClass::ok, {"status good", "\u2713", "passed"}},
    {ExitClass::failed, {"status bad", "\u2717", "failed"}},
    {ExitClass::infrastructure, {"status broken", "!", "errors"}},
    {ExitClass::inconclusive, {"status open", "?", "inconclusive"}},
    {ExitClass::no_cells, {"status broken", "!", "no cells"}},
};

// That a run is complete says nothing of what came of it.
StateLook look_of(const ListedRun& run) {
  if (run.phase == RunPhase::going) return {"status open", "\u25b8", "going"};
  if (run.phase == RunPhase::cut_short) return {"status broken", "!", "cut short"};
  for (const auto& [exit, look] : kOutcomes)
    if (to_string(exit) == run.progress.outcome) return look;
  return {"status open", "\u00b7", "complete"};
}

std::string count(std::uint64_t number) {
  return html::grouped(static_cast<std::int64_t>(number));
}

void write_head(Markup& markup) {
  const Markup::Element head = markup.element("head");
  markup.empty("meta", {{"charset", "utf-8"}});
  markup.empty("meta", {{"name", "viewport"}, {"content", "width=device-width, initial-scale=1"}});
  markup.empty("meta", {{"name", "color-scheme"}, {"content", "light dark"}});
  markup.empty("link", {{"rel", "icon"}, {"href", "data:,"}});  // or browsers ask for one
  markup.leaf("title", {}, "Runs \u00b7 assay");
  markup.trusted("<style>");
  markup.trusted(html::kStyle);
  markup.trusted("</style>");
}

void write_row(Markup& markup, const ListedRun& run) {
  const RunProgress& progress = run.progress;
  const Markup::Element row = markup.element("tr");
  {
    const Markup::Element heading = markup.element("th", {{"scope", "row"}});
    markup.leaf("a", {{"href", path_of_run(progress.id)}},
                progress.suite.empty() ? "Unnamed suite" : progress.suite);
  }
  {
    const Markup::Element id = markup.element("td");
    markup.leaf("code", {}, progress.id);
  }
  markup.leaf("td", {}, progress.started_at);
  markup.leaf("td", {{"class", "number"}},
              count(progress.cells) + " / " + count(progress.planned_cells));
  const StateLook look = look_of(run);
  const Markup::Element state = markup.element("td", {{"class", look.css_class}});
  markup.leaf("span", {{"class", "glyph"}, {"aria-hidden", "true"}}, look.glyph);
  markup.text(" ");
  markup.text(look.word);
}

void write_table(Markup& markup, const std::vector<ListedRun>& runs) {
  const Markup::Element scroll = markup.element(
      "div", {{"class", "scroll"}, {"tabindex", 0}, {"role", "region"}, {"aria-label", "Runs"}});
  const Markup::Element table = markup.element("table", {{"class", "plain runs"}});
  {
    const Markup::Element head = markup.element("thead");
    const Markup::Element row = markup.element("tr");
    for (const std::string_view title : {"Suite", "Run", "Started"}) {
      markup.leaf("th", {{"scope", "col"}}, title);
    }
    markup.leaf("th", {{"scope", "col"}, {"class", "number"}}, "Cells");
    markup.leaf("th", {{"scope", "col"}}, "State");
  }
  const Markup::Element body = markup.element("tbody");
  for (const ListedRun& run : runs) write_row(markup, run);
}

}  // namespace

std::string run_list_page(const std::string& store, const std::vector<ListedRun>& runs) {
  Markup markup;
  markup.trusted("<!doctype html>\n");
  {
    const Markup::Element page = markup.element("html", {{"lang", "en"}});
    write_head(markup);
    const Markup::Element body = markup.element("body");
    const Markup::Element main = markup.element("main");
    markup.leaf("p", {{"class", "eyebrow"}}, store);
    markup.leaf("h1", {}, "Runs");
    const Markup::Element section = markup.element("section");
    if (runs.empty()) {
      markup.leaf("p", {{"class", "lead"}}, "This Store holds no run.");
    } else {
      write_table(markup, runs);
    }
  }
  return markup.bytes() + "\n";
}

std::string run_list_policy() {
  return "default-src 'none'; style-src " + html::csp_hash(html::kStyle) +
         "; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
}

}  // namespace assay
