// What a comparison of two variants on the same cases can tell, before a call:
// the formulas of stats/power.h at a spread. docs/statistics.md, "Planning".
//
// To detect a difference: a two-sided test at kDetectAlpha finds it with the power
// asked for. To exclude it: variants that are truly equal pass the gate
// `no_worse_than: difference` (one-sided, kAlpha) with that power. With one repeat
// that gate is Tango's test, and the variance is the share of cases that differ.
#pragma once

#include <cstdint>
#include <optional>

#include "harness/report/power/spread.h"
#include "harness/report/rates.h"

namespace assay {

inline constexpr double kDetectAlpha = 1 - kConfidence;  // two-sided
inline constexpr double kUsualPower = 0.8;               // where none is asked for

// Rounded up; absent where no number of cases suffices or variance_at() is.
struct CasesNeeded {
  int repeats = 1;
  std::optional<std::int64_t> to_detect;
  std::optional<std::int64_t> to_exclude;
};
// 0 < difference < 1, 0 < power < 1, repeats > 0.
CasesNeeded cases_needed(const Spread& spread, int repeats, double difference, double power);

// What so many cases can do; absent as above, and for no cases.
struct Reach {
  std::optional<double> detects;   // the smallest difference
  std::optional<double> excludes;  // the smallest margin
};
Reach reach_of(const Spread& spread, std::int64_t cases, int repeats, double power);

// The chance that an equal candidate passes the gate `no_worse_than: margin` on so
// many cases.
std::optional<double> chance_to_pass(const Spread& spread, std::int64_t cases, int repeats,
                                     double margin);

// The same with stop_early, whose looks cost power: by 1,000 seeded experiments with
// cases that are won and lost as often as the spread says (fewer beyond 20,000
// cases; nothing beyond a million). Three standard errors are 5 points.
std::optional<double> chance_to_pass_early(const Spread& spread, std::int64_t cases, int repeats,
                                           double margin);

// The true difference at which a candidate passes that gate with the power asked
// for, and the one at which it fails; normal approximation at the same spread.
struct Turning {
  std::optional<double> passes_at;
  std::optional<double> fails_at;
};
Turning turning_of(const Spread& spread, std::int64_t cases, int repeats, double margin,
                   double power);

}  // namespace assay
