// Evidence that may be looked at after every case: errors stay bounded however
// often one peeks and whenever one stops (J. Ville, 1939).
#pragma once

#include <cstdint>
#include <optional>
#include <span>

#include "harness/stats/interval.h"

namespace assay {

// e-values of "A and B win discordant cases equally often" after `wins` of A and
// `losses`, mixed over a uniform prior of the chance of a win. Stop and reject
// at level alpha as soon as it reaches 1 / alpha.
// Source: A. Ramdas, P. Grunwald, V. Vovk, G. Shafer, Statistical Science 38
// (2023), 576-601.
double paired_e_value(std::int64_t wins, std::int64_t losses);
// The same against "A wins no more often": prior uniform on (1/2, 1).
double paired_e_value_one_sided(std::int64_t wins, std::int64_t losses);

// Confidence sequence of a rate: valid after every case at once. The values p at
// which the uniform mixture's e-value stays below 1 / alpha. Nothing for n = 0.
// Source: H. Robbins, Annals of Mathematical Statistics 41 (1970), 1397-1409.
std::optional<Interval> bernoulli_confidence_sequence(std::int64_t successes, std::int64_t n,
                                                      double confidence);

// Confidence sequence of the mean of values in [0, 1], hedged betting with
// predictable plug-in bets; the interval after the last value, to `kBettingGrid`
// outwards. Nothing for no values or one outside [0, 1].
// Source: I. Waudby-Smith and A. Ramdas, J. Royal Statistical Society B 86
// (2024), 1-27, section 4.
inline constexpr int kBettingGrid = 1000;
std::optional<Interval> betting_confidence_sequence(std::span<const double> values,
                                                    double confidence);
// The hedged capital against the mean `mean`, 0 < mean < 1: it grows if wrong.
double betting_capital(std::span<const double> values, double mean, double confidence);

}  // namespace assay
