#include "reporters/html/number.h"
#include "reporters/html/page/served.h"

namespace assay::html {
namespace {

// live.js says the same (wordsOf) while the run goes on.
std::string words_of(const Serving& serving) {
  const std::string count = grouped(static_cast<std::int64_t>(serving.cells)) + " of " +
                            grouped(static_cast<std::int64_t>(serving.planned)) + " cells";
  return serving.phase == RunPhase::going ? "Going: " + count : "Cut short at " + count;
}

}  // namespace

std::string_view to_string(RunPhase phase) {
  switch (phase) {
    case RunPhase::going:
      return "going";
    case RunPhase::cut_short:
      return "cut short";
    case RunPhase::complete:
      break;
  }
  return "complete";
}

void write_live_bar(Markup& markup, const Serving& serving) {
  const Markup::Element bar = markup.element("nav", {{"id", "live"},
                                                     {"class", "live"},
                                                     {"aria-label", "This run"},
                                                     {"data-phase", to_string(serving.phase)},
                                                     {"data-version", serving.version},
                                                     {"data-cells", serving.cells}});
  markup.leaf("a", {{"href", "../../"}}, "All runs");  // from runs/ID/
  if (!serving.labels.empty()) markup.leaf("a", {{"href", serving.labels}}, "Label answers");
  if (serving.phase == RunPhase::complete) return;
  markup.leaf("span", {{"id", "live-words"}}, words_of(serving));
  const Markup::Element progress = markup.element("progress", {{"id", "live-progress"},
                                                               {"aria-label", "Cells done"},
                                                               {"max", serving.planned},
                                                               {"value", serving.cells}});
}

}  // namespace assay::html
