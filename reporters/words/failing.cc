#include "reporters/words/failing.h"

#include <algorithm>
#include <tuple>
#include <utility>

namespace assay {
namespace {

std::pair<std::size_t, std::size_t> place(const ReportCell& cell) {
  return {cell.id.case_index, cell.id.variant};
}

}  // namespace

std::vector<FailingCase> failing_cases(const Report& report) {
  std::vector<FailingCase> failing;
  for (std::size_t i = 0; i < report.cases.size(); ++i) {
    const std::vector<CaseVariant>& row = report.cases[i].variants;
    for (std::size_t v = 0; v < row.size(); ++v) {
      if (row[v].failed + row[v].errors > 0) failing.push_back({i, v, row[v]});
    }
  }
  std::stable_sort(failing.begin(), failing.end(), [](const FailingCase& a, const FailingCase& b) {
    return std::tuple(a.counts.pass_rate().value_or(1), -a.counts.failed) <
           std::tuple(b.counts.pass_rate().value_or(1), -b.counts.failed);
  });
  return failing;
}

std::span<const ReportCell> cells_of(const Report& report, std::size_t case_index,
                                     std::size_t variant) {
  const auto first = std::lower_bound(
      report.cells.begin(), report.cells.end(), std::pair(case_index, variant),
      [](const ReportCell& cell, const auto& wanted) { return place(cell) < wanted; });
  auto last = first;
  while (last != report.cells.end() && place(*last) == std::pair(case_index, variant)) ++last;
  return {first, last};
}

std::string reason_of(const ReportCell& cell) {
  if (!cell.error.empty()) return cell.error;
  std::string reasons;
  for (const ScorePart& part : cell.parts) {
    if (part.verdict != cell.verdict || part.verdict == Verdict::pass) continue;
    if (!reasons.empty()) reasons += "; ";
    reasons += part.reason.empty() ? part.name : part.name + ": " + part.reason;
  }
  return reasons;
}

std::string first_reason(const Report& report, const FailingCase& failing) {
  const std::span<const ReportCell> cells = cells_of(report, failing.case_index, failing.variant);
  for (Verdict wanted : {Verdict::fail, Verdict::error}) {
    for (const ReportCell& cell : cells) {
      if (cell.verdict == wanted) return reason_of(cell);
    }
  }
  return {};
}

}  // namespace assay
