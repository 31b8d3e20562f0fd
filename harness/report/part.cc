#include "harness/report/part.h"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "harness/base/count_text.h"
#include "harness/base/text.h"

namespace assay {

std::optional<RunPart> part_of(const Report& report) {
  const RunSummary& run = report.run;
  std::vector<std::string> how = run.selection;
  if (run.stopped_early) how.emplace_back("stopped early");
  if (!run.complete) how.emplace_back("incomplete");
  if (how.empty()) return std::nullopt;
  RunPart part{totals_of(report).cells, run.suite_cells, join(how, ", ")};
  if (!part.of && run.selection.empty()) part.of = run.planned_cells;
  // Flags that leave nothing out make no part, unless they ask other cells.
  const bool asks_others = std::any_of(
      how.begin(), how.end(), [](const std::string& each) { return each.starts_with("--set "); });
  const bool is_whole = part.of && static_cast<std::uint64_t>(part.cells) == *part.of;
  if (is_whole && !asks_others) return std::nullopt;
  return part;
}

std::string part_text(const Report& report) {
  const std::optional<RunPart> part = part_of(report);
  if (!part) return {};
  const std::string of = part->of ? " of " + with_separators(*part->of) : "";
  return fmt::format("part: {}{} cells ({})",
                     with_separators(static_cast<std::uint64_t>(part->cells)), of, part->how);
}

}  // namespace assay
