// How one metric changed from baseline to candidate on the same cases.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "harness/report/compare/paired_values.h"
#include "harness/stats/decision.h"
#include "harness/stats/interval.h"

namespace assay {

// Judged metrics (MetricShape::is_judged): candidate minus baseline with the decision about a
// margin >= 0, by decision.h. 0/1 outcomes by Tango's score test, repeats and
// scores by t and the empirical likelihood, clusters by CR1 errors. Nothing where
// there are too few cases or clusters.
std::optional<NonInferiority> judged_change(const PairedValues& values, double margin,
                                            double alpha);

// Two-sided p of "no difference", by the very test that judged_change() takes its
// interval from: below 1 - confidence exactly where that interval excludes 0.
struct EqualityTest {
  double p = 1;
  std::string_view name;
};
std::optional<EqualityTest> equality_test(const PairedValues& values);

// Measured ones: candidate over baseline, or minus it, of percentiles or means.
enum class ChangeForm { ratio, difference };
struct MeasuredChange {
  double value = 0;
  Interval interval;
};
// Two-sided; bounds of times are as far out as if the lateness of a machine that
// asked had been in the times of its side alone. Nothing where n does not support it:
// fewer than two cases, a p95 of too few, a baseline of 0; or times that may be
// nothing but lateness.
std::optional<MeasuredChange> measured_change(const PairedValues& values, const MetricShape& metric,
                                              ChangeForm form, double confidence,
                                              std::uint64_t seed);

// Mean, sum or percentile of one side, as the change compares them.
std::optional<double> level_of(std::vector<double> values, const MetricShape& metric);

}  // namespace assay
