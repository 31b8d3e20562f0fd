// How one metric of a comparison reads to a person.
#pragma once

#include <optional>
#include <string>

#include "harness/report/comparison.h"

namespace assay {

// change_text(); kAbsent without a number.
std::string show_change(const MetricComparison& metric);
// Whether people are shown it: it has data, and is no sum whose ratio is that of the
// mean beside it (output_tokens).
bool is_shown(const MetricComparison& metric);
// A level of one arm in the metric's unit.
std::string show_level(const MetricComparison& metric, const std::optional<double>& level);

}  // namespace assay
