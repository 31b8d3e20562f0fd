#include "harness/report/gate_reason.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdint>

#include "harness/base/text.h"

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

}  // namespace

std::string describe(double value, MetricKind kind) {
  switch (kind) {
    case MetricKind::quantile:
      return fmt::format("{} ms", format_fixed(value, 0));
    case MetricKind::rate:
      return format_fixed(value, 3);
    case MetricKind::mean:
    case MetricKind::total:
      break;
  }
  return fmt::format("{:.4g}", value);
}

std::string describe(const Estimated& estimate, MetricKind kind) {
  if (!estimate.value) return fmt::format("nothing at n={}", estimate.n);
  std::string text = describe(*estimate.value, kind);
  if (kind == MetricKind::total) return text;
  if (estimate.low && estimate.high) {
    text += fmt::format(" [{}, {}]", describe(*estimate.low, kind), describe(*estimate.high, kind));
  }
  return text + fmt::format(" at n={}", estimate.n);
}

std::optional<std::int64_t> cases_to_decide(const Estimated& observed, double threshold,
                                            MetricKind kind, double cells_per_case) {
  if (!observed.value || observed.n == 0) return std::nullopt;
  if (kind == MetricKind::rate) return cases_for_rate(observed, threshold, cells_per_case);
  return cases_for_width(observed, threshold);
}

}  // namespace assay
