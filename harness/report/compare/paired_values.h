// What two arms measured on the same cases, as the numbers that tests take.
//
// The unit is the case: repeats are averaged within it. Errors are in none of the
// numbers, unless a Scenario gives them a verdict (docs/design.md, "An error is
// not a wrong answer").
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "harness/report/compare/arm.h"
#include "harness/report/metric.h"
#include "harness/stats/paired.h"

namespace assay {

// What became of the samples without a verdict, for the candidate's good or bad:
// `best` makes its errors good and the baseline's bad.
enum class Scenario { observed, best, worst, best_and_missing };

struct PairedValues {
  std::vector<double> candidate;  // of each case with a value on both sides
  std::vector<double> baseline;
  std::vector<std::size_t> places;      // of each such case among the common ones
  std::vector<std::size_t> cluster_of;  // empty: every case is its own
  // Of times: how much of each side the machine that asked may be, in ms.
  double candidate_lag = 0;
  double baseline_lag = 0;

  std::size_t size() const { return candidate.size(); }
  std::size_t clusters() const;  // how many there are; 0: every case is its own
  // candidate - baseline, case by case.
  std::vector<double> differences() const;
  // Nothing unless every value is 0 or 1; A is the candidate.
  std::optional<PairedCounts> counts() const;
};

// Requires a metric that compares; `cluster` is a variable or "".
PairedValues paired_values(const Arm& baseline, const Arm& candidate,
                           const std::vector<CommonCase>& common, const MetricRow& metric,
                           Scenario scenario, const std::string& cluster);

// The variance within cases of one draw of an arm, for judged metrics; nothing
// without repeats.
std::optional<double> draw_variance(const Arm& arm);

}  // namespace assay
