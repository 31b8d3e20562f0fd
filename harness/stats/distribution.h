// The distribution functions that the statistics of this folder need; the only
// file that uses Boost.Math. Arguments outside a function's domain give NaN.
#pragma once

#include <cstdint>

namespace assay {

double normal_cdf(double x);
double normal_quantile(double p);                   // 0 < p < 1
double student_cdf(double x, double degrees_of_freedom);
double student_quantile(double p, double degrees_of_freedom);
double chi_square_upper_tail(double x, double degrees_of_freedom);
// The regularised incomplete beta function I_x(a, b) and its inverse in x.
double beta_cdf(double x, double a, double b);
double beta_quantile(double p, double a, double b);
double log_beta(double a, double b);                // ln B(a, b)
// Bin(trials, chance). `successes` < 0 gives 0, >= trials gives 1.
double binomial_cdf(std::int64_t successes, std::int64_t trials, double chance);
double binomial_pmf(std::int64_t successes, std::int64_t trials, double chance);

// Two-sided critical value of the normal: 1.96 for 0.95.
double two_sided_z(double confidence);

}  // namespace assay
