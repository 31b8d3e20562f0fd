// `derived_metrics`: arithmetic over the means of a variant's own metrics.
#pragma once

#include <cstddef>

#include "harness/report/report.h"

namespace assay {

// At the means of one variant. No value where a metric has none, or where the arithmetic is
// undefined (a division by 0).
//
// The interval, at kConfidence, is a percentile bootstrap of whole cases, so that metrics of
// one case stay together (docs/statistics.md, "Derived metrics"). None where it would be
// false: fewer than kFewestForDerived cases of a metric, fewer than kFewestDiffering of them
// that differ from the others, or a resample in which the arithmetic is undefined.
// `n` is the number of cases of the metric that has the fewest.
Estimated derived_of(const Report& report, const DerivedMetric& metric, std::size_t variant);

inline constexpr std::size_t kFewestForDerived = 100;

}  // namespace assay
