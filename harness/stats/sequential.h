// Evidence that may be looked at after every case: errors stay bounded however
// often one peeks and whenever one stops (J. Ville, 1939).
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "harness/stats/interval.h"

namespace assay {

// e-values of "A and B win discordant cases equally often" after `wins` of A and
// `losses`, mixed over a uniform prior of the chance of a win. Stop and reject
// at level alpha as soon as it reaches 1 / alpha. 1 without a discordant case;
// requires wins, losses >= 0.
// Source: A. Ramdas, P. Grunwald, V. Vovk, G. Shafer, Statistical Science 38
// (2023), 576-601.
double paired_e_value(std::int64_t wins, std::int64_t losses);
// The same with Jeffreys' prior Beta(1/2, 1/2), which favours one-sided results.
// Source: R. E. Krichevsky and V. K. Trofimov, IEEE Transactions on Information
// Theory 27 (1981), 199-207.
double paired_e_value_kt(std::int64_t wins, std::int64_t losses);
// The same against "A wins no more often": prior uniform on (1/2, 1).
double paired_e_value_one_sided(std::int64_t wins, std::int64_t losses);

// Confidence sequence of a rate: valid after every case at once. The values p at
// which the uniform mixture's e-value stays below 1 / alpha. Nothing for n = 0.
// Source: H. Robbins, Annals of Mathematical Statistics 41 (1970), 1397-1409.
std::optional<Interval> bernoulli_confidence_sequence(std::int64_t successes, std::int64_t n,
                                                      double confidence);
// The same, tightest near `n_opt` > 0 cases: a beta mixture centred at each rate.
// Source: S. R. Howard et al., Annals of Statistics 49 (2021), 1055-1080, section
// 3.2, tuned as in 3.5.
std::optional<Interval> tuned_bernoulli_confidence_sequence(std::int64_t successes,
                                                            std::int64_t n, double confidence,
                                                            double n_opt);

// Confidence sequence of the mean of values in [0, 1], hedged betting with
// predictable plug-in bets; the interval after the last value, to `kBettingGrid`
// outwards. Nothing for no values or one outside [0, 1].
// Source: I. Waudby-Smith and A. Ramdas, J. Royal Statistical Society B 86
// (2024), 1-27, section 4.
inline constexpr int kBettingGrid = 1000;
std::optional<Interval> betting_confidence_sequence(std::span<const double> values,
                                                    double confidence);
// The hedged capital against the mean `mean`, 0 < mean < 1: it grows if wrong. 1
// for no values; nothing for a value or mean out of range.
std::optional<double> betting_capital(std::span<const double> values, double mean,
                                      double confidence);
// The bet on each value, known before it: the predictable plug-in of their
// section 3.2, before it is cut to what cannot lose everything. Nothing as above.
std::optional<std::vector<double>> plug_in_bets(std::span<const double> values,
                                                double confidence);
// The capital of one constant bet that the mean is above `mean`, starting at 1:
// the product of 1 + bet (x - mean). 0 <= bet <= 1 / mean; nothing as above.
std::optional<double> constant_bet_capital(std::span<const double> values, double mean,
                                           double bet);

}  // namespace assay
