#include "harness/report/compare/comparisons.h"

#include <algorithm>
#include <map>
#include <set>
#include <string_view>
#include <tuple>
#include <utility>

#include "harness/report/compare/comparable.h"
#include "harness/report/compare/compare.h"
#include "harness/report/compare/pairing.h"
#include "harness/report/compare/sequential_gate.h"
#include "harness/report/metric.h"

namespace assay {
namespace {

CompareOptions options_of(const Gate& gate) {
  CompareOptions options;
  if (is_judged(gate.metric)) options.margin = gate.no_worse_than;
  options.cluster = gate.cluster;
  return options;
}

Standing standing_of(const GateResult& gate) {
  if (gate.outcome == GateOutcome::inconclusive) return Standing::inconclusive;
  if (gate.outcome == GateOutcome::fail) return Standing::worse;
  return gate.observed.low.value_or(0) > 0 ? Standing::better : Standing::no_worse;
}

// A gate that looked after every case has an interval of its own, which is the one
// to show: a look at the end knows nothing of the looks before.
void take_sequential(const GateResult& gate, MetricComparison& metric) {
  metric.change = gate.observed.value;
  metric.low = gate.observed.low;
  metric.high = gate.observed.high;
  metric.n = gate.observed.n;
  metric.p.reset();
  metric.test = "";
  metric.detectable.reset();
  metric.further = {};
  metric.reason = gate.reason;
}

// The word beside a pair's numbers is the answer of the gate about them, which also
// knows of the other gates (Holm) and of early looks.
void agree(const Gate& gate, const GateResult& result, MetricComparison& metric) {
  const bool judged = is_judged(gate.metric);
  if (is_sequential(gate)) take_sequential(result, metric);
  // A limit on a ratio or a time leaves open how it stands to "equal", unless it is worse.
  if (!judged && (metric.standing != Standing::worse || result.outcome == GateOutcome::fail))
    return;
  const Standing standing = standing_of(result);
  if (standing == metric.standing) return;
  metric.standing = judged || result.outcome != GateOutcome::pass ? standing : Standing::no_worse;
  metric.reason = result.reason;
}

// Results by gate and pair; of several, the first.
class GateResults {
 public:
  explicit GateResults(const std::vector<GateResult>& results) {
    for (const GateResult& each : results)
      results_.emplace(Key(each.name, each.metric, each.variant, each.baseline), &each);
  }
  const GateResult* of(const Gate& gate, const ArmPair& pair) const {
    const auto found =
        results_.find(Key(gate.name, gate.metric, pair.candidate->name, pair.baseline->name));
    return found == results_.end() ? nullptr : found->second;
  }

 private:
  using Key = std::tuple<std::string_view, std::string_view, std::string_view, std::string_view>;
  std::map<Key, const GateResult*> results_;
};

class Collection {
 public:
  void add(const ArmPair& pair, const CompareOptions& options) {
    if (pair.baseline == nullptr || !place(pair).second) return;
    Comparison comparison = compare(*pair.baseline, *pair.candidate, options);
    name_differences(*pair.baseline, *pair.candidate,
                     differences_of(*pair.baseline, *pair.candidate), Yardsticks::one, comparison);
    all_.push_back(std::move(comparison));
  }
  // The pair under a gate: what the gate is about is compared as the gate does.
  void add(const ArmPair& pair, const Gate& gate, const GateResults& results) {
    if (pair.baseline == nullptr) return;
    const CompareOptions options = options_of(gate);
    add(pair, options);
    const GateResult* result = results.of(gate, pair);
    // What makes the gate an error has been named.
    if (result == nullptr || result->outcome == GateOutcome::error) return;
    for (MetricComparison& metric : all_[place(pair).first].metrics) {
      if (metric.metric != gate.metric) continue;
      if (!decided_.insert({pair.baseline->name, pair.candidate->name, gate.metric}).second) return;
      metric = compare_metric(*pair.baseline, *pair.candidate,
                              common_cases(*pair.baseline, *pair.candidate),
                              *find_metric(gate.metric), options);
      agree(gate, *result, metric);
    }
  }
  std::vector<Comparison> take() { return std::move(all_); }

 private:
  // Where in all_ the pair is or will be, and whether it is new.
  std::pair<std::size_t, bool> place(const ArmPair& pair) {
    const auto [found, is_new] =
        places_.emplace(std::pair(pair.baseline->name, pair.candidate->name), all_.size());
    return {found->second, is_new};
  }

  std::vector<Comparison> all_;
  std::map<std::pair<std::string, std::string>, std::size_t> places_;
  std::set<std::tuple<std::string, std::string, std::string>> decided_;  // by which gate first
};

}  // namespace

std::vector<Comparison> comparisons_of(const Report& report, const std::vector<Gate>& gates,
                                       const std::vector<Baseline>& baselines,
                                       const std::vector<std::string>& compare_with) {
  Arms arms(report);
  const GateResults results(report.gates);
  Collection collection;
  for (const Gate& gate : gates) {
    if (!gate.baseline) continue;
    for (const ArmPair& pair : pairs_of(gate, arms, baselines)) {
      collection.add(pair, gate, results);
    }
  }
  for (const Baseline& baseline : baselines) {
    if (std::find(compare_with.begin(), compare_with.end(), baseline.name) == compare_with.end())
      continue;
    for (std::size_t i = 0; i < report.variants.size(); ++i) {
      collection.add({arms.partners_in(baseline).of(report.variants[i]), arms.of(i)}, {});
    }
  }
  return collection.take();
}

}  // namespace assay
