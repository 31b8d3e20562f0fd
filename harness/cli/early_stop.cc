#include "harness/cli/early_stop.h"

#include <algorithm>
#include <utility>

#include "harness/report/manifest.h"
#include "harness/report/pairing.h"
#include "harness/report/rates.h"
#include "harness/report/summarise.h"

namespace assay {
namespace {

// The plan's variants as a report without a cell, which is how gates see them.
std::optional<Report> empty_report(const Plan& plan) {
  Result<Manifest> manifest = read_manifest(manifest_of(plan));
  if (!manifest) return std::nullopt;
  Report report;
  report.variants = std::move(manifest->variants);
  return report;
}

std::size_t index_of(const Report& report, const Arm& arm) {
  const auto found =
      std::find_if(report.variants.begin(), report.variants.end(),
                   [&](const VariantSummary& variant) { return variant.id == arm.variant.id; });
  return static_cast<std::size_t>(found - report.variants.begin());
}

}  // namespace

std::unique_ptr<EarlyStop> EarlyStop::of(const Plan& plan) {
  const std::vector<Gate>& gates = plan.suite->gates;
  if (gates.empty() || !std::all_of(gates.begin(), gates.end(), is_sequential)) return nullptr;
  const std::optional<Report> report = empty_report(plan);
  if (!report || plan.cases.empty()) return nullptr;
  Arms arms(*report);
  std::vector<std::pair<const Gate*, ArmPair>> pairs;
  for (const Gate& gate : gates) {
    const std::vector<ArmPair> of_gate = pairs_of(gate, arms, {});
    if (of_gate.empty()) return nullptr;
    for (const ArmPair& pair : of_gate) pairs.emplace_back(&gate, pair);
  }
  auto made = std::make_unique<EarlyStop>();
  for (const auto& [gate, pair] : pairs) {
    made->pairs_.push_back(
        {index_of(*report, *pair.baseline), index_of(*report, *pair.candidate),
         SequentialComparison(gate->metric,
                              sequential_plan(*gate, pairs.size(), plan.cases.size()),
                              plan.case_order, plan.repeats)});
  }
  return made;
}

void EarlyStop::add(const Cell& cell, const CellScore& score) {
  using Side = SequentialComparison::Side;
  for (Pair& pair : pairs_) {
    if (cell.variant == pair.baseline)
      pair.comparison.add(Side::baseline, cell.case_index, score.verdict, score.value);
    if (cell.variant == pair.candidate)
      pair.comparison.add(Side::candidate, cell.case_index, score.verdict, score.value);
  }
}

bool EarlyStop::is_decided() const {
  return std::all_of(pairs_.begin(), pairs_.end(), [](const Pair& pair) {
    return pair.comparison.state() == SequentialState::pass ||
           pair.comparison.state() == SequentialState::fail;
  });
}

}  // namespace assay
