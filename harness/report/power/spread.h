// How much two variants differ from case to case and from draw to draw: what a
// plan's sample sizes rest on. Assumed, or measured in an earlier run.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

#include "harness/report/report.h"
#include "harness/stats/power.h"

namespace assay {

// Of pass rates. A draw is one repeat of one case.
struct Spread {
  std::string baseline;  // variant ids; empty where it is assumed
  std::string candidate;
  // Per case; the draws are those that were measured, 1 where assumed.
  PairedSpread paired;
  // Whether cases are told from draws. With one repeat they are not: everything
  // is in `between_cases`, and what more repeats would do is not known.
  bool is_split = true;
  // No case differed: `between_cases` is the largest share of cases that may yet
  // (one-sided 95 %), since nothing was seen that could vary.
  bool is_bound = false;
  // The share of a rate's variance that lies between cases, the same for each of
  // its repeats: 1 when repeats always agree.
  double correlation = 1;
  std::optional<double> discordant;  // share of cases on which the two differ
  std::int64_t cases = 0;            // measured; 0: assumed
};

// Both variants' rates of a case are uniform on (0, 1) and correlate by 1/3: the
// true differences have a variance of 1/9, a draw has 1/6, and a third of a rate's
// variance lies between cases. Cautious: suites whose cases are mostly passed by
// both vary less.
// Source: E. Miller, arXiv 2411.00640 (2024), section 5, the worked example.
Spread assumed_spread();

// Of the cases that both variants have verdicts for, errors left out. Nothing for
// fewer than two such cases.
std::optional<Spread> measured_spread(const Report& report, std::size_t baseline,
                                      std::size_t candidate);

// The variance of one case's difference with so many repeats of each variant.
// Nothing where the spread is not split and `repeats` is not what was measured.
std::optional<double> variance_at(const Spread& spread, int repeats);

}  // namespace assay
