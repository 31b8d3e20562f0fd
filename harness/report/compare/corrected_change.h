// How a pass rate or a score that judges gave changed, as people would see it who labelled some
// of the answers of both sides.
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

// A judge may err more for one side: labels are of both. Scores of marks by marked_mean.h. The
// rest by the cases that have a label on both sides, where there are kFewestLabels of these
// (judged_pairs.h); else, and where a scenario gives errors a verdict, as the difference of two
// corrected rates. Requires are_corrected().
std::optional<NonInferiority> corrected_change(const JudgedArms& arms, const PairedValues& values,
                                               Scenario scenario, double margin, double alpha);

// The metric of each side alone, on these cases. Requires are_corrected().
struct CorrectedLevels {
  std::optional<double> baseline;
  std::optional<double> candidate;
};
CorrectedLevels corrected_levels(const JudgedArms& arms, const PairedValues& values);

// What it rests on, for MetricComparison::test. Requires are_corrected().
std::string correction_test(const JudgedArms& arms);

// What people have to do with it, to follow a reason; "" where no judge decides a case.
std::string judge_text(const JudgedArms& arms);

}  // namespace assay
