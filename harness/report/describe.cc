#include "harness/report/describe.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <vector>

#include "harness/base/text.h"
#include "harness/report/rates.h"

namespace assay {
namespace {

// Beyond this "ask more cases" is no advice.
constexpr std::int64_t kMostCases = 10'000'000;

bool excludes(double rate, double n, double threshold) {
  const auto interval = rate_interval(rate, n);
  return interval && (interval->low >= threshold || interval->high < threshold);
}

// The smallest n whose interval at the same rate excludes the threshold.
// Widths shrink steadily with n, so doubling and halving finds it.
std::optional<std::int64_t> cases_for_rate(const Estimated& observed, double threshold,
                                           double cells_per_case) {
  const auto decides = [&](std::int64_t n) {
    return excludes(*observed.value, static_cast<double>(n) * cells_per_case, threshold);
  };
  std::int64_t high = std::max<std::int64_t>(1, observed.n);
  while (!decides(high)) {
    if (high > kMostCases) return std::nullopt;
    high *= 2;
  }
  std::int64_t low = observed.n;
  while (high - low > 1) {
    const std::int64_t middle = low + (high - low) / 2;
    (decides(middle) ? high : low) = middle;
  }
  return high;
}

// Means and quantiles: the distance to the bound shrinks with sqrt(n).
std::optional<std::int64_t> cases_for_width(const Estimated& observed, double threshold) {
  const double value = *observed.value;
  const double distance = std::abs(value - threshold);
  if (distance == 0 || !observed.low || !observed.high) return std::nullopt;
  const double width = threshold < value ? value - *observed.low : *observed.high - value;
  const double needed = static_cast<double>(observed.n) * (width / distance) * (width / distance);
  if (!(needed < static_cast<double>(kMostCases))) return std::nullopt;
  return static_cast<std::int64_t>(std::ceil(needed));
}

std::string without_trailing_zeros(std::string text) {
  if (text.find('.') == std::string::npos) return text;
  text.erase(text.find_last_not_of('0') + 1);
  if (text.ends_with('.')) text.pop_back();
  return text;
}

std::vector<double> in_percent(std::span<const double> values) {
  std::vector<double> scaled;
  for (const double value : values) scaled.push_back(assay::in_percent(value));
  return scaled;
}

std::string significant(double value, int digits, int least, std::span<const double> limits) {
  if (value == 0) return format_beside(value, 0, limits);
  const int magnitude = static_cast<int>(std::floor(std::log10(std::abs(value))));
  return format_beside(value, std::clamp(digits - 1 - magnitude, least, 12), limits);
}

}  // namespace

std::string describe(double value, MetricUnit unit, std::span<const double> limits) {
  switch (unit) {
    case MetricUnit::percent:
      return format_beside(assay::in_percent(value), 1, in_percent(limits)) + "%";
    case MetricUnit::ms:
      return format_beside(value, std::abs(value) < 10 ? 1 : 0, limits) + " ms";
    case MetricUnit::usd:
      return (value < 0 ? "-$" : "$") + significant(std::abs(value), 3, 2, limits);
    case MetricUnit::count:
      break;
  }
  return without_trailing_zeros(significant(value, 4, 0, limits));
}

std::string describe(const Estimated& estimate, const MetricShape& metric,
                     std::span<const double> limits) {
  if (!estimate.value) return fmt::format("nothing at n={}", estimate.n);
  std::string text = describe(*estimate.value, metric.unit, limits);
  if (metric.kind == MetricKind::total) return text;
  if (estimate.low && estimate.high) {
    text += fmt::format(" [{}, {}]", describe(*estimate.low, metric.unit, limits),
                        describe(*estimate.high, metric.unit, limits));
  }
  return text + fmt::format(" at n={}", estimate.n);
}

std::string describe_limit(double limit, MetricUnit unit) {
  if (unit != MetricUnit::percent)
    return without_trailing_zeros(describe(limit, unit, {&limit, 1}));
  return without_trailing_zeros(format_beside(assay::in_percent(limit), 6, {})) + "%";
}

std::string points_text(double margin) {
  return without_trailing_zeros(format_fixed(assay::in_percent(margin), 6)) +
         (margin == 0.01 ? " point" : " points");
}

std::string describe_change(double change, MetricUnit unit, std::span<const double> limits) {
  const char* sign = change < 0 ? "" : "+";
  if (unit != MetricUnit::percent) return sign + describe(change, unit, limits);
  return sign + format_beside(assay::in_percent(change), 1, in_percent(limits)) + " points";
}

std::optional<std::int64_t> cases_to_decide(const Estimated& observed, double threshold,
                                            MetricKind kind, double cells_per_case) {
  if (!observed.value || observed.n == 0) return std::nullopt;
  if (kind == MetricKind::rate) return cases_for_rate(observed, threshold, cells_per_case);
  return cases_for_width(observed, threshold);
}

}  // namespace assay
