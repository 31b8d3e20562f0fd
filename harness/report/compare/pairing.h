// Which variants a comparing gate, or assay compare, sets against which.
#pragma once

#include <cstddef>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "harness/report/compare/arm.h"
#include "harness/report/compare/baseline.h"
#include "harness/report/report.h"
#include "harness/suite/suite.h"

namespace assay {

// Which of a stored baseline's variants a candidate is set against. Each arm is made
// once, on first use.
class Partners {
 public:
  explicit Partners(const Baseline& baseline);
  ~Partners();
  // The baseline's variant of the same model, prompt and axes; else the only one of
  // the same prompt and axes; else the only one. Null: none of these.
  std::shared_ptr<const Arm> of(const VariantSummary& candidate);

 private:
  struct Index;
  std::unique_ptr<Index> index_;
  std::vector<std::shared_ptr<const Arm>> arms_;
  const Baseline& baseline_;
};

// The arms of a report's variants, each made once, on first use.
class Arms {
 public:
  explicit Arms(const Report& report) : report_(report), arms_(report.variants.size()) {}
  std::shared_ptr<const Arm> of(std::size_t variant);
  // Of a baseline that stays where it is.
  Partners& partners_in(const Baseline& baseline);
  const Report& report() const { return report_; }

 private:
  const Report& report_;
  std::vector<std::shared_ptr<const Arm>> arms_;
  std::map<const Baseline*, std::unique_ptr<Partners>> partners_;
};

struct ArmPair {
  std::shared_ptr<const Arm> baseline;  // null: there is none for this candidate
  std::shared_ptr<const Arm> candidate;
};

// Pairs that differ only in what the gate's selectors name: model, prompt or an
// axis that neither names is equal on both sides. With a stored baseline a pair
// for every candidate, by Partners.
std::vector<ArmPair> pairs_of(const Gate& gate, Arms& arms, const std::vector<Baseline>& baselines);

// Two sets of arms, of one run or two. One is set against one. Where a selector
// named them, a pair differs only in what the selectors name, as in gates; else each
// candidate is set against the baseline whose place it took: of the same id, or the
// only one that shares two of model, prompt and axes with it, or the only one.
// Points into the two vectors.
struct Pairing {
  struct Pair {
    const Arm* baseline;
    const Arm* candidate;
  };
  std::vector<Pair> pairs;
  std::vector<const Arm*> alone;  // in no pair
};
Pairing pair_arms(const std::vector<Arm>& baseline, const Selector& named_baseline,
                  const std::vector<Arm>& candidate, const Selector& named_candidate);

}  // namespace assay
