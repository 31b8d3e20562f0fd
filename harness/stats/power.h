// How many cases an experiment needs, and what one of n cases can detect: for
// plans. `alpha` is two-sided unless said otherwise, `power` is 1 - beta, and both
// lie in (0, 1). Sample sizes are real numbers: round up. Rates, shares and
// differences of rates are fractions; means are in the unit of the values. Every
// function gives nothing where an argument is outside what it asks for (so never
// a NaN) or no number of cases suffices.
#pragma once

#include <optional>

namespace assay {

// What the spread of a paired comparison is made of: per case the variance of
// the difference of true scores, and each variant's variance of one draw with
// the draws that are averaged. Variances are not negative, draws positive.
struct PairedSpread {
  double between_cases = 0;  // omega^2
  double draw_variance_a = 0;
  double draw_variance_b = 0;
  double draws_a = 1;
  double draws_b = 1;
};
// Of one case's difference: between cases plus what averaging leaves of the draws.
std::optional<double> variance_of_difference(const PairedSpread& spread);

// Cases to detect a mean difference of `difference` > 0.
// Source: E. Miller, arXiv 2411.00640 (2024), section 5.
std::optional<double> paired_sample_size(const PairedSpread& spread, double difference,
                                         double alpha, double power);
// The smallest difference that n > 0 cases detect.
std::optional<double> minimum_detectable_difference(const PairedSpread& spread, double n,
                                                    double alpha, double power);

// Cases for McNemar's test: `discordant` is the share of cases on which the two
// variants disagree, `difference` that of their rates, 0 < difference <=
// discordant <= 1.
// Source: R. J. Connor, Biometrics 43 (1987), 207-211.
std::optional<double> mcnemar_sample_size(double discordant, double difference, double alpha,
                                          double power);
// Its inverse: the smallest difference of rates that n > 0 cases detect; never
// more than `discordant`, at which nothing larger can be asked.
std::optional<double> mcnemar_detectable_difference(double discordant, double n, double alpha,
                                                    double power);

// Cases to show that the rate has not fallen by `margin` or more, 0 < margin < 1,
// where it truly changes by `difference` > -margin, |difference| <= discordant;
// `alpha` is one-sided. By the variance that Tango's test has at the margin
// (paired.h), where the share of discordant cases cannot be less than the margin.
// Source: the constrained form of J.-P. Liu et al., Statistics in Medicine 21
// (2002), 231-245.
std::optional<double> tango_sample_size(double discordant, double difference, double margin,
                                        double alpha, double power);
// Its inverse, for n > 0 cases: the chance that the test passes.
std::optional<double> tango_power(double discordant, double difference, double margin, double n,
                                  double alpha);

}  // namespace assay
