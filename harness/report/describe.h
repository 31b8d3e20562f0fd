// Numbers as sentences say them: what was seen, a limit, a change.
#pragma once

#include <optional>
#include <span>
#include <string>

#include "harness/report/report.h"
#include "harness/suite/metric_shape.h"

namespace assay {

// "93.0% [87.1%, 96.9%] at n=100", with more digits where fewer would read as one of
// `limits` or as beyond it. A total comes without an n, it has no interval.
std::string describe(const Estimated& estimate, const MetricShape& metric,
                     std::span<const double> limits = {});
std::string describe(double value, MetricUnit unit, std::span<const double> limits = {});
// A limit itself, every digit of it: "95%".
std::string describe_limit(double limit, MetricUnit unit);
std::string points_text(double margin);  // "5 points"
// A difference of two values: "+1.0 points", "-12 ms".
std::string describe_change(double change, MetricUnit unit, std::span<const double> limits = {});

// About how many cases, in all, would put `threshold` outside the interval if the
// value stayed what it is. `cells_per_case` is what a case is worth to a rate's
// interval (effective n / n). Nothing when no reachable number would.
std::optional<std::int64_t> cases_to_decide(const Estimated& observed, double threshold,
                                            MetricKind kind, double cells_per_case);

}  // namespace assay
