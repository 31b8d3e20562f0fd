// The sentence beside a gate's outcome: what was seen, what it means, and what
// would decide it.
#pragma once

#include <optional>
#include <string>

#include "harness/report/metric.h"
#include "harness/report/report.h"

namespace assay {

// "0.93 [0.87, 0.97] at n=100", in the metric's own precision.
std::string describe(const Estimated& estimate, MetricKind kind);
std::string describe(double value, MetricKind kind);

// About how many cases, in all, would put `threshold` outside the interval if the
// value stayed what it is. `cells_per_case` is what a case is worth to a rate's
// interval (effective n / n). Nothing when no reachable number would.
std::optional<std::int64_t> cases_to_decide(const Estimated& observed, double threshold,
                                            MetricKind kind, double cells_per_case);

}  // namespace assay
