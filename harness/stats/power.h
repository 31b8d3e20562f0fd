// How many cases an experiment needs, and what one of n cases can detect: for
// plans. `alpha` is two-sided unless said otherwise, `power` is 1 - beta. Sample
// sizes are real numbers: round up.
#pragma once

namespace assay {

// What the spread of a paired comparison is made of: per case the variance of
// the difference of true scores, and each variant's variance of one draw with
// the draws that are averaged.
struct PairedSpread {
  double between_cases = 0;  // omega^2
  double draw_variance_a = 0;
  double draw_variance_b = 0;
  double draws_a = 1;
  double draws_b = 1;
};

// Cases to detect a mean difference of `difference` > 0.
// Source: E. Miller, arXiv 2411.00640 (2024), section 5.
double paired_sample_size(const PairedSpread& spread, double difference, double alpha,
                          double power);
// The smallest difference that n cases detect.
double minimum_detectable_difference(const PairedSpread& spread, double n, double alpha,
                                     double power);

// Cases for McNemar's test: `discordant` is the share of cases on which the two
// variants disagree, `difference` that of their rates, 0 < difference <=
// discordant.
// Source: R. J. Connor, Biometrics 43 (1987), 207-211.
double mcnemar_sample_size(double discordant, double difference, double alpha, double power);
// Its inverse: the smallest difference of rates that n cases detect; never more
// than `discordant`, at which nothing larger can be asked.
double mcnemar_detectable_difference(double discordant, double n, double alpha, double power);

// Cases to show that the rate has not fallen by `margin` > 0 or more, where it
// truly changes by `difference` > -margin; `alpha` is one-sided.
// Source: the normal approximation of J.-P. Liu et al., Statistics in Medicine
// 21 (2002), 231-245.
double non_inferiority_sample_size(double discordant, double difference, double margin,
                                   double alpha, double power);
// The same for independent arms, cases an arm.
// Source: S.-C. Chow, J. Shao, H. Wang, "Sample Size Calculations in Clinical
// Research", 2nd ed. (2008), 4.2.
double non_inferiority_sample_size_independent(double rate_a, double rate_b, double margin,
                                               double alpha, double power);

}  // namespace assay
