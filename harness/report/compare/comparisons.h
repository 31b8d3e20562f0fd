// The comparisons that a report shows: every pair of a comparing gate, and every
// variant against the baselines that --baseline named.
#pragma once

#include <string>
#include <vector>

#include "harness/report/compare/baseline.h"
#include "harness/report/comparison.h"
#include "harness/report/report.h"
#include "harness/suite/suite.h"

namespace assay {

// Each pair once, in the order of the gates, then of `compare_with` (names of
// `baselines`). Wants the results in Report::gates: no word contradicts one.
std::vector<Comparison> comparisons_of(const Report& report, const std::vector<Gate>& gates,
                                       const std::vector<Baseline>& baselines,
                                       const std::vector<std::string>& compare_with);

}  // namespace assay
