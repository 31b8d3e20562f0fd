#include "harness/cli/asking/early_stop.h"

#include <algorithm>
#include <string_view>
#include <unordered_map>
#include <utility>

#include "harness/report/compare/pairing.h"
#include "harness/report/manifest/manifest.h"
#include "harness/report/manifest/variant_json.h"
#include "harness/report/metric.h"
#include "harness/report/rates.h"

namespace assay {
namespace {

// The plan's variants as a report without a cell, which is how gates see them.
Report empty_report(const Plan& plan) {
  Report report;
  for (const ManifestVariant& variant : variants_of(plan))
    report.variants.push_back(summary_of(variant));
  return report;
}

std::unordered_map<std::string_view, std::size_t> places_of(const Report& report) {
  std::unordered_map<std::string_view, std::size_t> places;
  for (std::size_t i = 0; i < report.variants.size(); ++i) places[report.variants[i].id] = i;
  return places;
}

bool has_decided(const SequentialComparison& comparison) {
  return comparison.state() == SequentialState::pass || comparison.state() == SequentialState::fail;
}

}  // namespace

std::unique_ptr<EarlyStop> EarlyStop::of(const Plan& plan) {
  const std::vector<Gate>& gates = plan.suite->gates;
  if (gates.empty() || !std::all_of(gates.begin(), gates.end(), is_sequential)) return nullptr;
  if (plan.cases.empty()) return nullptr;
  const Report report = empty_report(plan);
  Arms arms(report);
  std::vector<std::pair<const Gate*, ArmPair>> pairs;
  for (const Gate& gate : gates) {
    const std::vector<ArmPair> of_gate = pairs_of(gate, arms, {});
    if (of_gate.empty()) return nullptr;
    for (const ArmPair& pair : of_gate) pairs.emplace_back(&gate, pair);
  }
  auto made = std::make_unique<EarlyStop>();
  const std::unordered_map<std::string_view, std::size_t> places = places_of(report);
  made->parts_.resize(report.variants.size());
  for (const auto& [gate, pair] : pairs) {
    const std::size_t comparison = made->comparisons_.size();
    made->comparisons_.emplace_back(*find_metric(gate->metric)->share,
                                    sequential_plan(*gate, pairs.size(), plan.cases.size()),
                                    plan.case_order, plan.repeats);
    made->parts_[places.at(pair.baseline->variant.id)].push_back({comparison, Side::baseline});
    made->parts_[places.at(pair.candidate->variant.id)].push_back({comparison, Side::candidate});
  }
  made->open_ = made->comparisons_.size();
  return made;
}

void EarlyStop::add(const CellId& cell, const CellScore& score) {
  // A label that is missing may say either, as an error may.
  const bool waits = waits_for_label(score.verdict, score.parts);
  const Verdict verdict = waits ? Verdict::error : score.verdict;
  for (const Part& part : parts_[cell.variant]) {
    SequentialComparison& comparison = comparisons_[part.comparison];
    const bool had_decided = has_decided(comparison);
    comparison.add(part.side, cell.case_index, verdict, score.value,
                   open_score(score.verdict, score.parts));
    if (!had_decided && has_decided(comparison)) --open_;
  }
}

}  // namespace assay
