#include "harness/report/compare/sequential_gate.h"

#include <algorithm>
#include <utility>

#include "harness/report/rates.h"

namespace assay {
namespace {

std::optional<double> value_of(const CaseVariant& counts, const Share& share, std::int64_t repeats,
                               As as) {
  return share.of_case(share.imputed({counts}, Imputed::errors, as, repeats)[0]);
}

double mean_of(const std::vector<double>& values) {
  double sum = 0;
  for (double value : values) sum += value;
  return sum / static_cast<double>(values.size());
}

}  // namespace

bool is_sequential(const Gate& gate) {
  return gate.stop_early && gate.baseline && gate.baseline->stored.empty() && gate.cluster.empty();
}

SequentialPlan sequential_plan(const Gate& gate, std::size_t comparisons, std::size_t cases) {
  SequentialPlan plan;
  plan.margin = gate.no_worse_than.value_or(0);
  plan.alpha = kAlpha;
  plan.alpha_fail = kAlpha / static_cast<double>(std::max<std::size_t>(1, comparisons));
  plan.maximum = static_cast<std::int64_t>(std::max<std::size_t>(1, cases));
  return plan;
}

std::optional<CaseDifference> case_difference(const CaseVariant& baseline,
                                              const CaseVariant& candidate, const Share& share,
                                              std::int64_t repeats) {
  const auto candidate_worst = value_of(candidate, share, repeats, As::worst);
  const auto baseline_best = value_of(baseline, share, repeats, As::best);
  const auto candidate_best = value_of(candidate, share, repeats, As::best);
  const auto baseline_worst = value_of(baseline, share, repeats, As::worst);
  if (!candidate_worst || !baseline_best || !candidate_best || !baseline_worst) {
    return std::nullopt;
  }
  return CaseDifference{*candidate_worst - *baseline_best, *candidate_best - *baseline_worst};
}

SequentialComparison::SequentialComparison(const Share& share, const SequentialPlan& plan,
                                           std::vector<std::uint32_t> order, std::int64_t repeats)
    : share_(&share),
      plan_(plan),
      order_(std::move(order)),
      repeats_(repeats),
      baseline_(order_.size()),
      candidate_(order_.size()),
      test_(plan) {}

void SequentialComparison::add(Side side, std::uint32_t case_index, Verdict verdict,
                               std::optional<double> score, const OpenScore& open) {
  (side == Side::baseline ? baseline_ : candidate_)[case_index].add(verdict, score, open);
  advance();
}

void SequentialComparison::add(std::vector<CaseVariant> baseline,
                               std::vector<CaseVariant> candidate) {
  baseline_ = std::move(baseline);
  candidate_ = std::move(candidate);
  advance();
}

// Bets on every case that is finished, up to the first of the order that is not.
void SequentialComparison::advance() {
  for (; next_ < order_.size() && state() == SequentialState::undecided; ++next_) {
    const CaseVariant& baseline = baseline_[order_[next_]];
    const CaseVariant& candidate = candidate_[order_[next_]];
    if (baseline.all() < repeats_ || candidate.all() < repeats_) return;
    const auto difference = case_difference(baseline, candidate, *share_, repeats_);
    if (!difference) continue;  // nothing was expected of it
    test_.add(difference->lowest, difference->highest);
    lowest_.push_back(difference->lowest);
    highest_.push_back(difference->highest);
  }
}

std::optional<NonInferiority> SequentialComparison::decision() const {
  if (lowest_.empty()) return std::nullopt;
  const double confidence = 1 - 2 * plan_.alpha;
  NonInferiority result;
  result.difference = (mean_of(lowest_) + mean_of(highest_)) / 2;
  result.interval = {paired_confidence_sequence(lowest_, confidence)->low,
                     paired_confidence_sequence(highest_, confidence)->high};
  const PairedEvidence evidence = test_.evidence();
  result.p_not_inferior = std::min(1.0, 1 / evidence.not_inferior);
  result.p_inferior = std::min(1.0, 1 / evidence.inferior);
  result.cases = test_.cases();
  result.units = result.cases;
  for (std::size_t i = 0; i < lowest_.size(); ++i)
    result.discordant += lowest_[i] != 0 || highest_[i] != 0 ? 1 : 0;
  if (state() == SequentialState::pass) result.decision = Decision::pass;
  if (state() == SequentialState::fail) result.decision = Decision::fail;
  return result;
}

}  // namespace assay
