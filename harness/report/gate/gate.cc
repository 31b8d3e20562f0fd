#include "harness/report/gate/gate.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "harness/report/gate/gate_decision.h"
#include "harness/report/gate/pair_evidence.h"
#include "harness/report/gate/variant_evidence.h"

namespace assay {
namespace {

bool fails_every_way(const GateEvidence& evidence) {
  const auto is_fail = [](GateOutcome outcome) { return outcome == GateOutcome::fail; };
  return is_fail(evidence.seen) && is_fail(evidence.without_lag.value_or(GateOutcome::fail)) &&
         (!evidence.errors || (is_fail(evidence.errors->best) && is_fail(evidence.errors->worst)));
}

// Many gates, or one on many variants: the chance that any fails falsely stays at
// kAlpha. Holm's steps, on intervals: what fails at kAlpha / m is taken out, the
// others are asked again at kAlpha / (m - taken out).
void correct_failures(std::vector<GateEvidence>& evidence) {
  std::vector<GateEvidence*> open;
  std::size_t family = 0;
  for (GateEvidence& each : evidence) {
    if (!each.failure_at) continue;
    ++family;
    if (fails_every_way(each)) open.push_back(&each);
  }
  if (family < 2) return;
  for (std::size_t taken = 0, before = open.size() + 1; open.size() < before;) {
    before = open.size();
    const double confidence = 1 - 2 * kAlpha / static_cast<double>(family - taken);
    std::erase_if(open, [&](GateEvidence* each) {
      const GateEvidence::Failure failure = each->failure_at(confidence);
      if (failure.holds) each->fails_regardless = each->fails_regardless && failure.regardless;
      return failure.holds;
    });
    taken += before - open.size();
  }
  for (GateEvidence* each : open) {
    each->by_chance = fmt::format(
        "{} if this gate were the only one, but of {} gates one may look so by chance (Holm's "
        "correction leaves it open): more cases would decide",
        each->would_fail, family);
  }
}

}  // namespace

std::vector<GateResult> decide_gates(const Report& report, const std::vector<Gate>& gates,
                                     const std::vector<Baseline>& baselines) {
  std::vector<GateEvidence> evidence = variant_evidence(report, gates);
  std::ranges::move(pair_evidence(report, gates, baselines), std::back_inserter(evidence));
  std::ranges::stable_sort(evidence, {}, &GateEvidence::gate);
  correct_failures(evidence);
  std::vector<GateResult> results;
  for (const GateEvidence& each : evidence) results.push_back(decide_gate(each, report.run));
  return results;
}

}  // namespace assay
