#include "harness/score/verdict_rule.h"

namespace assay {
namespace {

// So that 0.1 + 0.2 of 0.3 is all of it.
constexpr double kRounding = 1e-9;

struct PartsTally {
  double weights = 0;         // of parts that were judged
  double weighted_sum = 0;    // of their values
  double error_weight = 0;    // of parts in error
  double waiting_weight = 0;  // of parts that wait for a label
  bool any_failed = false;
};

PartsTally tally_parts(const std::vector<ScorePart>& parts) {
  PartsTally tally;
  for (const ScorePart& part : parts) {
    if (part.weight <= 0) continue;
    if (part.verdict == Verdict::error) tally.error_weight += part.weight;
    if (part.waits) tally.waiting_weight += part.weight;
    if (part.verdict == Verdict::error || part.verdict == Verdict::unscored) continue;
    tally.weights += part.weight;
    tally.weighted_sum += part.weight * part.value;
    tally.any_failed |= part.verdict == Verdict::fail;
  }
  return tally;
}

Verdict verdict_of(const PartsTally& tally, const PassRule& rule) {
  const double unknown = tally.error_weight + tally.waiting_weight;
  const double all = tally.weights + unknown;
  if (all <= 0) return Verdict::unscored;
  const Verdict open = tally.error_weight > 0 ? Verdict::error : Verdict::unscored;
  if (!rule.score) {
    if (tally.any_failed) return Verdict::fail;
    return unknown > 0 ? open : Verdict::pass;
  }
  const double lowest = tally.weighted_sum / all;
  const double highest = (tally.weighted_sum + unknown) / all;
  if (lowest >= *rule.score - kRounding) return Verdict::pass;
  if (highest < *rule.score - kRounding) return Verdict::fail;
  return open;
}

}  // namespace

CellScore decide(std::vector<ScorePart> parts, const PassRule& rule) {
  const PartsTally tally = tally_parts(parts);
  CellScore score;
  score.verdict = verdict_of(tally, rule);
  const bool is_scored = score.verdict == Verdict::pass || score.verdict == Verdict::fail;
  if (is_scored && tally.weights > 0) score.value = tally.weighted_sum / tally.weights;
  score.parts = std::move(parts);
  return score;
}

}  // namespace assay
