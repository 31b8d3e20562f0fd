#include "harness/report/comparisons.h"

#include <algorithm>

#include "harness/report/comparable.h"
#include "harness/report/compare.h"
#include "harness/report/pairing.h"
#include "harness/report/paired_values.h"

namespace assay {
namespace {

class Collection {
 public:
  void add(const ArmPair& pair, const CompareOptions& options) {
    if (pair.baseline == nullptr) return;
    const bool is_known = std::any_of(all_.begin(), all_.end(), [&](const Comparison& each) {
      return each.baseline == pair.baseline->name && each.candidate == pair.candidate->name;
    });
    if (is_known) return;
    Comparison comparison = compare(*pair.baseline, *pair.candidate, options);
    name_differences(*pair.baseline, *pair.candidate,
                     differences_of(*pair.baseline, *pair.candidate), Yardsticks::one, comparison);
    all_.push_back(std::move(comparison));
  }
  std::vector<Comparison> take() { return std::move(all_); }

 private:
  std::vector<Comparison> all_;
};

CompareOptions options_of(const Gate& gate) {
  CompareOptions options;
  if (is_judged(gate.metric)) options.margin = gate.no_worse_than;
  options.cluster = gate.cluster;
  return options;
}

}  // namespace

std::vector<Comparison> comparisons_of(const Report& report, const std::vector<Gate>& gates,
                                       const std::vector<Baseline>& baselines,
                                       const std::vector<std::string>& compare_with) {
  Arms arms(report);
  Collection collection;
  for (const Gate& gate : gates) {
    if (!gate.baseline) continue;
    for (const ArmPair& pair : pairs_of(gate, arms, baselines)) {
      collection.add(pair, options_of(gate));
    }
  }
  for (const Baseline& baseline : baselines) {
    if (std::find(compare_with.begin(), compare_with.end(), baseline.name) == compare_with.end())
      continue;
    for (std::size_t i = 0; i < report.variants.size(); ++i) {
      collection.add({partner_in(baseline, report.variants[i]), arms.of(i)}, {});
    }
  }
  return collection.take();
}

}  // namespace assay
