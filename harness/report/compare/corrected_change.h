// How a pass rate that judges gave changed, as people would see it who labelled some of the
// answers of both sides.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "harness/report/compare/arm.h"
#include "harness/report/compare/paired_values.h"
#include "harness/report/metric.h"
#include "harness/report/report.h"
#include "harness/stats/decision.h"

namespace assay {

// Two arms and one metric; all of it outlives this.
struct JudgedArms {
  const Arm& baseline;
  const Arm& candidate;
  const std::vector<CommonCase>& common;
  const MetricRow& metric;
  bool by_verdicts_alone = false;  // labels cannot be used: a sequential gate, clusters

  // Whether people have said enough of both sides' answers.
  bool are_corrected() const;
};

// A judge may err more for one side: labels are of both. By the cases that have one on both
// sides, where there are kFewestLabels of these (judged_pairs.h); else, and where a scenario
// gives errors a verdict, as the difference of two corrected rates. Requires are_corrected().
std::optional<NonInferiority> corrected_change(const JudgedArms& arms, const PairedValues& values,
                                               Scenario scenario, double margin, double alpha);

// The pass rate of each side alone, on these cases.
std::optional<double> corrected_level(const std::vector<double>& rates,
                                      const VariantLabels& labels);

// What people have to do with it, to follow a reason; "" where no judge decides a case.
std::string judge_text(const JudgedArms& arms);

}  // namespace assay
