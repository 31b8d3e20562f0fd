#include "reporters/html/number.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "harness/base/money.h"
#include "harness/base/text.h"

namespace assay::html {
namespace {

// "1234567.89" -> "1,234,567.89"; the sign is kept apart by the caller.
std::string group_thousands(std::string digits) {
  const std::size_t point = std::min(digits.find('.'), digits.size());
  for (std::size_t at = point; at > 3; at -= 3) digits.insert(at - 3, 1, ',');
  return digits;
}

int decimals_for(double value, int digits) {
  if (value == 0) return 0;
  const int magnitude = static_cast<int>(std::floor(std::log10(std::fabs(value))));
  return std::clamp(digits - 1 - magnitude, 0, 12);
}

}  // namespace

Unit unit_of(std::string_view metric) {
  const MetricRow* row = find_metric(metric);
  return row == nullptr ? Unit::count : row->shape.unit;
}

std::string grouped(std::int64_t count) {
  std::string text = std::to_string(count);
  if (text[0] == '-') return std::string(kMinus) + group_thousands(text.substr(1));
  return group_thousands(std::move(text));
}

std::string fixed(double value, int decimals) {
  if (!std::isfinite(value)) return std::string(kAbsent);
  std::string digits = format_fixed(std::fabs(value), decimals);
  const bool is_zero = digits.find_first_not_of("0.") == std::string::npos;
  return (value < 0 && !is_zero ? std::string(kMinus) : "") + group_thousands(std::move(digits));
}

std::string significant(double value, int digits) {
  if (!std::isfinite(value)) return std::string(kAbsent);
  return fixed(value, decimals_for(value, digits));
}

std::string percent(double fraction) {
  return fixed(fraction * 100, 1) + "%";
}

std::string with_unit(double value, Unit unit) {
  switch (unit) {
    case Unit::percent:
      return percent(value);
    case Unit::ms:
      return significant(value, 3) + " ms";
    case Unit::usd:
      if (!std::isfinite(value)) return std::string(kAbsent);
      return (value < 0 ? std::string(kMinus) : "") + usd_text(std::fabs(value));
    case Unit::count:
      return significant(value, 4);
  }
  return std::string(kAbsent);
}

std::string or_absent(const std::optional<std::int64_t>& count) {
  return count ? grouped(*count) : std::string(kAbsent);
}

int money_decimals(std::span<const double> values) {
  double smallest = 0;
  for (const double value : values) {
    if (value > 0 && (smallest == 0 || value < smallest)) smallest = value;
  }
  return std::clamp(decimals_for(smallest, 2), 2, 8);
}

std::string interval_text(double low, double high, Unit unit, int decimals) {
  const double factor = unit == Unit::percent ? 100 : 1;
  // Negative bounds read badly around a dash.
  const std::string_view between = low < 0 ? " to " : kEnDash;
  return fixed(low * factor, decimals) + std::string(between) + fixed(high * factor, decimals);
}

}  // namespace assay::html
