// The rates of two variants on the same cases, from 0/1 outcomes. The unit is the
// case. For graded scores see decision.h.
#pragma once

#include <cstdint>
#include <optional>

#include "harness/stats/interval.h"

namespace assay {

// How many cases both variants passed, only one, or neither.
struct PairedCounts {
  std::int64_t both = 0;
  std::int64_t only_a = 0;
  std::int64_t only_b = 0;
  std::int64_t neither = 0;

  std::int64_t n() const { return both + only_a + only_b + neither; }
  std::int64_t discordant() const { return only_a + only_b; }
  // Rate of A minus rate of B; nothing when n() is not positive.
  std::optional<double> difference() const;
};

// Score interval of the difference of rates, A minus B. Nothing when n is 0.
// Source: T. Tango, Statistics in Medicine 17 (1998), 891-908.
std::optional<Interval> tango(const PairedCounts& counts, double confidence);

// Tango's score statistic of the hypothesis "A - B = delta", |delta| < 1; 0 when
// nothing speaks against it. Nothing when n is 0.
std::optional<double> tango_z(const PairedCounts& counts, double delta);

}  // namespace assay
