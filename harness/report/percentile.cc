#include "harness/report/percentile.h"

#include <algorithm>
#include <optional>

#include "harness/stats/quantile.h"

namespace assay {

Estimated quantile_of(std::span<const double> sorted, double q, double confidence) {
  Estimated estimate;
  estimate.n = static_cast<std::int64_t>(sorted.size());
  if (estimate.n < fewest_for_quantile(q)) return estimate;
  estimate.value = sample_quantile(sorted, q);
  if (const auto interval = quantile_interval(sorted, q, confidence)) {
    estimate.low = interval->low;
    estimate.high = interval->high;
  }
  return estimate;
}

Percentiles percentiles_of(std::vector<double> times, double confidence) {
  std::sort(times.begin(), times.end());
  return {quantile_of(times, 0.5, confidence), quantile_of(times, 0.95, confidence)};
}

bool is_mostly_model(double time_ms, const ClientSummary& client) {
  return !client.saturated || client.loop_lag_p99_ms.value_or(0) <= kMostLagShare * time_ms;
}

Percentiles shown_percentiles(Percentiles measured, const ClientSummary& client) {
  for (Estimated* each : {&measured.p50, &measured.p95}) {
    if (each->value && !is_mostly_model(*each->value, client)) *each = {};
  }
  return measured;
}

std::int64_t fewest_for_interval(double q) {
  std::int64_t n = 1;
  while (!quantile_ranks(n, q, kConfidence)) ++n;
  return n;
}

}  // namespace assay
