#include "harness/report/gate/exit_decision.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <optional>

#include "harness/base/count_text.h"
#include "harness/base/mark.h"
#include "harness/base/text.h"

namespace assay {
namespace {

std::int64_t count(const Report& report, GateOutcome outcome) {
  return std::count_if(report.gates.begin(), report.gates.end(),
                       [outcome](const GateResult& gate) { return gate.outcome == outcome; });
}

// Why the errors alone make the run worthless; nothing if they don't.
std::optional<std::string> too_many_errors(const Report& report, const Totals& totals) {
  if (totals.errors == 0) return std::nullopt;
  if (totals.errors == totals.cells) {
    ASSAY_MARK("exit.all_errors");
    return fmt::format("all {} failed with an error", counted(totals.cells, "cell"));
  }
  const double rate = static_cast<double>(totals.errors) / static_cast<double>(totals.cells);
  if (!report.run.max_error_rate || rate <= *report.run.max_error_rate) return std::nullopt;
  return fmt::format("{} in {} ({} %) exceed max_error_rate {} %", counted(totals.errors, "error"),
                     counted(totals.cells, "cell"), format_fixed(100 * rate, 1),
                     format_number(100 * *report.run.max_error_rate));
}

ExitDecision by_gates(const Report& report) {
  const std::int64_t all = static_cast<std::int64_t>(report.gates.size());
  if (const std::int64_t failed = count(report, GateOutcome::fail); failed > 0) {
    return {ExitClass::failed, false, fmt::format("{} of {} failed", failed, counted(all, "gate"))};
  }
  const std::int64_t open =
      count(report, GateOutcome::inconclusive) + count(report, GateOutcome::error);
  if (open > 0) {
    return {ExitClass::inconclusive, false,
            fmt::format("{} of {} could not be decided", open, counted(all, "gate"))};
  }
  return {ExitClass::ok, false,
          all == 1 ? "the gate passed" : fmt::format("all {} gates passed", all)};
}

ExitDecision by_cells(const Report& report, const Totals& totals) {
  const auto missing = static_cast<std::int64_t>(report.run.planned_cells) - totals.cells;
  if (totals.failed > 0) {
    return {ExitClass::failed, true,
            fmt::format("{} of {} failed", totals.failed, counted(totals.cells, "cell"))};
  }
  if (totals.errors > 0) {
    return {
        ExitClass::inconclusive, false,
        fmt::format("no cell failed, but {} could not be judged", counted(totals.errors, "cell"))};
  }
  if (totals.waiting > 0) {
    return {ExitClass::inconclusive, false,
            fmt::format("no cell failed, but {} for a label: assay label",
                        waiting_text(totals.waiting))};
  }
  if (missing > 0) {
    return {ExitClass::inconclusive, false,
            fmt::format("no cell failed, but {} still to be asked",
                        missing == 1 ? "1 cell is" : fmt::format("{} cells are", missing))};
  }
  if (totals.passed == 0) {
    return {ExitClass::ok, false, "no expectations: nothing was scored"};
  }
  return {ExitClass::ok, false,
          fmt::format("all {} passed{}", counted(totals.passed, "scored cell"),
                      totals.unscored > 0 ? fmt::format(", {} unscored", totals.unscored) : "")};
}

}  // namespace

std::string_view to_string(ExitClass exit) {
  switch (exit) {
    case ExitClass::ok:
      return "ok";
    case ExitClass::failed:
      return "failed";
    case ExitClass::infrastructure:
      return "infrastructure";
    case ExitClass::inconclusive:
      return "inconclusive";
    case ExitClass::no_cells:
      return "no_cells";
  }
  return "inconclusive";
}

ExitDecision decide_exit(const Report& report) {
  const Totals totals = totals_of(report);
  if (!report.run.damage.empty()) {
    return {ExitClass::infrastructure, true, "the run's rows in the Store are damaged"};
  }
  if (report.run.planned_cells == 0 && totals.cells == 0) {
    ASSAY_MARK("exit.no_cells");
    return {ExitClass::no_cells, false, "no cells were selected"};
  }
  ExitDecision decision = report.gates.empty() ? by_cells(report, totals) : by_gates(report);
  if (decision.exit == ExitClass::failed) {
    decision.regardless = decision.regardless ||
                          std::any_of(report.gates.begin(), report.gates.end(),
                                      [](const GateResult& gate) { return gate.fails_regardless; });
    if (decision.regardless) return decision;
  }
  if (const auto errors = too_many_errors(report, totals)) {
    return {ExitClass::infrastructure, false, *errors};
  }
  return decision;
}

}  // namespace assay
