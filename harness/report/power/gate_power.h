// What a gate on a rate can tell with a plan's cases, before a call: at which true
// rate it passes, and at which it fails, with a given chance.
#pragma once

#include <cstdint>
#include <optional>

namespace assay {

struct RatePower {
  double independent = 0;           // cells that a rate's interval rests on
  std::optional<double> passes_at;  // the true rate nearest the limit with the chance
  std::optional<double> fails_at;   // absent: no rate has it, there are too few cases
};

enum class Limit { at_least, at_most };

// The gate as report/gate/gate.cc decides it, on rate_interval(), over all outcomes of a
// binomial: exact for one repeat. Repeats of a case correlate by `correlation` and
// count as cases * repeats / design effect (L. Kish, "Survey Sampling", 1965), with
// the correction of korn_graubard_n(), rounded down. What they are worth is then
// estimated from the data too, which costs power where there are few cases: up to
// 1,000 of them are played through, in 1,000 seeded experiments. 0 <= limit <= 1,
// 0 < power < 1; no rate for fewer than one case.
RatePower rate_power(Limit kind, double limit, std::int64_t cases, int repeats, double correlation,
                     double power);

}  // namespace assay
