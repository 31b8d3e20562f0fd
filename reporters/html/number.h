// Numbers as a reader wants them, in English and whatever the locale. Absent is
// an em dash, never 0.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "harness/report/metric.h"

namespace assay::html {

inline constexpr std::string_view kAbsent = "\u2014";
inline constexpr std::string_view kMinus = "\u2212";
inline constexpr std::string_view kEnDash = "\u2013";

// What a metric is measured in.
using Unit = MetricUnit;
Unit unit_of(std::string_view metric);

std::string grouped(std::int64_t count);            // 12,480
std::string fixed(double value, int decimals);      // 1,240.5 with a real minus sign
std::string significant(double value, int digits);  // 0.00421, 12.4, 1,240; no exponent
std::string percent(double fraction);               // 92.5%
std::string with_unit(double value, Unit unit);     // 92.5%  1,240 ms  $0.0042
std::string or_absent(const std::optional<std::int64_t>& count);

// Decimals that show two significant digits of the smallest value that is not
// 0, so that a column of money lines up; between 2 and 8.
int money_decimals(std::span<const double> values);

// "84.1–96.8" in the unit of the value above it, without repeating the unit.
std::string interval_text(double low, double high, Unit unit, int decimals);

}  // namespace assay::html
