#include "harness/report/report.h"

#include <fmt/format.h>

#include <utility>

#include "harness/base/count_text.h"
#include "harness/provider/refused_parameter.h"
#include "harness/report/metric.h"

namespace assay {

std::string_view to_string(GateOutcome outcome) {
  switch (outcome) {
    case GateOutcome::pass:
      return "pass";
    case GateOutcome::fail:
      return "fail";
    case GateOutcome::inconclusive:
      return "inconclusive";
    case GateOutcome::error:
      return "error";
  }
  return "error";
}

void CaseVariant::add(Verdict verdict, std::optional<double> value, const OpenScore& open) {
  VerdictCounts::add(verdict);
  if (!value || (verdict != Verdict::pass && verdict != Verdict::fail)) return;
  // Running means: their divisor is the number of scored repeats so far.
  const auto repeats = static_cast<double>(scored());
  const double before = score.value_or(0);
  score = before + (*value - before) / repeats;
  open_up += (open.up - open_up) / repeats;
  open_down += (open.down - open_down) / repeats;
  if (open.has_error) ++open_errors;
  if (open.waits && !open.has_error) ++open_waiting;
}

GateLimits limits_of(const GateResult& gate) {
  if (gate.at_most_ratio) return {std::nullopt, gate.at_most_ratio};
  if (!gate.no_worse_than) return {gate.at_least, gate.at_most};
  if (is_judged(gate.metric)) return {-*gate.no_worse_than, std::nullopt};
  return {std::nullopt, gate.no_worse_than};
}

std::string subject_of(const GateResult& gate) {
  if (gate.baseline.empty()) return gate.variant;
  return gate.variant + " against " + gate.baseline;
}

Totals totals_of(const Report& report) {
  Totals totals;
  for (const VariantSummary& variant : report.variants) {
    totals += variant;
    totals.cells += variant.cells;
  }
  return totals;
}

std::string counts_text(const Report& report) {
  const Totals totals = totals_of(report);
  std::string text = fmt::format("{} of {} cells", totals.cells, report.run.planned_cells);
  std::string_view before = ": ";
  const auto add = [&](std::int64_t count, std::string_view what) {
    if (count == 0) return;
    text += fmt::format("{}{} {}", before, count, what);
    before = ", ";
  };
  add(totals.passed, "passed");
  add(totals.failed, "failed");
  add(totals.errors, totals.errors == 1 ? "error" : "errors");
  add(totals.unscored, "unscored");
  return text;
}

std::string waiting_text(std::int64_t cells) {
  return counted(cells, "cell") + (cells == 1 ? " waits" : " wait");
}

std::string unknown_text(std::int64_t errors, std::int64_t waiting) {
  if (waiting == 0) return counted(errors, "error");
  const std::string labels =
      counted(waiting, "cell") + (waiting == 1 ? " that waits" : " that wait") + " for a label";
  return errors == 0 ? labels : counted(errors, "error") + " and " + labels;
}

std::string damage_text(const RunSummary& run) {
  if (run.damage.empty()) return "";
  std::string text = "the Store is damaged, and nothing is decided by what is left of this run: ";
  for (const std::string& what : run.damage) text += what + "; ";
  return text + "see 'assay store check'";
}

Ledger spent_of(const Report& report) {
  Ledger sum;
  for (const VariantSummary& variant : report.variants) sum = sum + variant.spent;
  for (const JudgeSummary& judge : report.judges) sum = sum + judge.spent;
  return sum;
}

std::string table_text(const PricesUsed& prices) {
  return prices.source + ", " + prices.date;
}

Params sent_params(const VariantIdentity& variant) {
  Params params = variant.params;
  for (const std::string& name : variant.dropped) params = without(std::move(params), name);
  return params;
}

bool is_model_asked_for(const VariantSummary& variant, std::string_view returned) {
  constexpr std::string_view kSimulatedPrefix = "simulated:";
  if (returned.starts_with(kSimulatedPrefix)) returned.remove_prefix(kSimulatedPrefix.size());
  return returned == variant.model_id;
}

}  // namespace assay
