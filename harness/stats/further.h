// What would settle it: how many more cases, or repeats of them, an inconclusive
// comparison needs, if things stay as they look. The formulas of power.h, inverted
// at the observed spread.
//
// All counts are further ones, rounded up; 0 when what there is should do. `alpha`
// is one-sided as in decision.h, `power` the chance that it will then be decided;
// both in (0, 1). An observed difference is a guess of the true one: near the
// margin the numbers grow without bound, and a second look at a larger sample
// costs what sequential_paired.h says.
#pragma once

#include <cstdint>
#include <optional>

#include "harness/stats/decision.h"
#include "harness/stats/power.h"

namespace assay {

// Cases until the interval lies on the side of -margin on which the difference
// lies now, which is a pass above and a fail below. `spread` is the variance of
// one case's difference. Nothing for a difference at the margin, 0 cases,
// 0 <= margin < 1 not given, a negative spread, or more cases than kMostCases.
inline constexpr std::int64_t kMostCases = 1'000'000'000;
std::optional<std::int64_t> further_cases(double difference, double spread, std::int64_t cases,
                                          double margin, double alpha, double power);
// The same of a decision that was made: its own difference and, from the width of
// its interval, its spread, clusters included (further cases in clusters of the
// same size). 0 where it is decided.
std::optional<std::int64_t> further_cases(const NonInferiority& decision, double margin,
                                          double alpha, double power);

// Further draws (repeats) a case and variant on the same n cases, each variant the
// same number of draws. Nothing also where no number of draws suffices: only cases
// tell more about other cases.
std::optional<std::int64_t> further_draws(const PairedSpread& spread, double difference,
                                          std::int64_t cases, double margin, double alpha,
                                          double power);

}  // namespace assay
