// Percentiles of latency and time to first token, from a report's cells.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "harness/report/rates.h"
#include "harness/report/report.h"

namespace assay {

// Fewer times than this have no p95 at all: the value would be the maximum.
inline constexpr std::int64_t kFewestForP95 = 20;

enum class Timed { latency, ttft, token_gap };

// Milliseconds of one variant's cells, in the report's order; replies of earlier
// runs (cached) are left out, their times belong to another day.
std::vector<double> times_of(const Report& report, std::size_t variant, Timed timed);

// Sample quantiles with order-statistic intervals; bounds are absent where n
// cannot support them.
Percentiles percentiles_of(std::vector<double> times, double confidence = kConfidence);

// What a report shows of them: nothing of a percentile of which the lateness of the
// machine that asked may be more than kMostLagShare.
Percentiles shown_percentiles(Percentiles measured, const ClientSummary& client);
bool is_mostly_model(double time_ms, const ClientSummary& client);

// The fewest times for which the quantile `q` has an interval.
std::int64_t fewest_for_interval(double q);

}  // namespace assay
