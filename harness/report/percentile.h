// Percentiles of latency and time to first token.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "harness/report/rates.h"
#include "harness/report/report.h"

namespace assay {

// Fewer values than this have no quantile q at all: it would be the maximum.
constexpr std::int64_t fewest_for_quantile(double q) {
  return q <= 0.5 ? 1 : static_cast<std::int64_t>(1 / (1 - q) + 0.5);
}
inline constexpr std::int64_t kFewestForP95 = fewest_for_quantile(0.95);

// A sample's quantile with its order-statistic interval; bounds are absent where n
// cannot support them.
Estimated quantile_of(std::span<const double> sorted, double q, double confidence = kConfidence);
Percentiles percentiles_of(std::vector<double> times, double confidence = kConfidence);

// What a report shows of them: nothing of a percentile of which the lateness of the
// machine that asked may be more than kMostLagShare.
Percentiles shown_percentiles(Percentiles measured, const ClientSummary& client);
bool is_mostly_model(double time_ms, const ClientSummary& client);

// The fewest times for which the quantile `q` has an interval.
std::int64_t fewest_for_interval(double q);

}  // namespace assay
