// Two arms on the same cases -> how every metric changed, in numbers and words.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "harness/report/compare/arm.h"
#include "harness/report/compare/paired_values.h"
#include "harness/report/comparison.h"
#include "harness/stats/decision.h"

namespace assay {

struct CompareOptions {
  // How much worse a rate or score may be and still count as no worse; absent:
  // nothing is called that.
  std::optional<double> margin;
  std::string cluster;  // a case variable, or ""
};

// Every metric of both arms, the flips, and notes on what else differs. Whether
// the arms may be compared at all: comparable.h.
Comparison compare(const Arm& baseline, const Arm& candidate, const CompareOptions& options);

// One metric of it: `inconclusive` where errors could turn the standing
// (docs/design.md, "An error is not a wrong answer").
MetricComparison compare_metric(const Arm& baseline, const Arm& candidate,
                                const std::vector<CommonCase>& common, const MetricRow& metric,
                                const CompareOptions& options);

// A case's pass rates in both arms, where they differ: lost cases first.
std::vector<Flip> flips_of(const Arm& baseline, const Arm& candidate,
                           const std::vector<CommonCase>& common);

// What would settle an open decision about `margin`.
Further further_of(const Arm& baseline, const Arm& candidate, const PairedValues& values,
                   const NonInferiority& decision, double margin);

// "about 140 more cases ($0.31), or 3 more repeats ($0.42)"; "" for nothing.
std::string further_text(const Further& further);

}  // namespace assay
