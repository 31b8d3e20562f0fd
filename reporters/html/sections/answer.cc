#include "reporters/html/sections/answer.h"

#include <algorithm>

#include "harness/report/gate/exit_decision.h"
#include "reporters/html/number.h"

namespace assay::html {
namespace {

// "all 3 gates passed" -> "All 3 gates passed."
std::string as_sentence(std::string text) {
  if (!text.empty() && text[0] >= 'a' && text[0] <= 'z') {
    text[0] = static_cast<char>(text[0] - 'a' + 'A');
  }
  return text + ".";
}

bool is_anything_scored(const Report& report) {
  return std::any_of(report.variants.begin(), report.variants.end(),
                     [](const VariantSummary& variant) { return variant.scored() > 0; });
}

std::string unfinished(const Report& report) {
  std::int64_t cells = 0;
  for (const VariantSummary& variant : report.variants) cells += variant.cells;
  return "This report has " + grouped(cells) + " of " +
         grouped(static_cast<std::int64_t>(report.run.planned_cells)) + " planned cells.";
}

}  // namespace

ShipAnswer answer_shipping(const Report& report) {
  const ExitDecision decision = decide_exit(report);
  const bool failed_regardless = decision.exit == ExitClass::failed && decision.regardless;
  if (!report.run.complete && !failed_regardless) {
    return {Answer::unknown, "Not finished.", unfinished(report)};
  }
  std::string sentence = as_sentence(decision.reason);
  switch (decision.exit) {
    case ExitClass::ok:
      if (report.gates.empty() && !is_anything_scored(report)) {
        return {Answer::undecided, "Not judged.", std::move(sentence)};
      }
      return {Answer::yes, "Yes.", std::move(sentence)};
    case ExitClass::failed:
      return {Answer::no, "No.", std::move(sentence)};
    case ExitClass::inconclusive:
      return {Answer::undecided, "Not decided.", std::move(sentence)};
    case ExitClass::infrastructure:
    case ExitClass::no_cells:
      break;
  }
  return {Answer::unknown, "Cannot say.", std::move(sentence)};
}

}  // namespace assay::html
