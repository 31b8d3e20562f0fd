// The distribution functions that the statistics of this folder need; the only
// file that uses Boost.Math. Arguments outside a function's domain give NaN: the
// functions built on these check theirs first and return nothing instead.
#pragma once

#include <cstdint>

namespace assay {

double normal_cdf(double x);
double normal_quantile(double p);  // 0 < p < 1
double student_cdf(double x, double degrees_of_freedom);
double student_quantile(double p, double degrees_of_freedom);
// The inverse in x of the regularised incomplete beta function I_x(a, b).
double beta_quantile(double p, double a, double b);
// Bin(trials, chance). `successes` < 0 gives 0, >= trials gives 1.
double binomial_cdf(std::int64_t successes, std::int64_t trials, double chance);

// Critical values of the normal, 0 < confidence < 1: two-sided 1.96 for 0.95, and
// one-sided 1.645 for 0.95.
double two_sided_z(double confidence);
double one_sided_z(double confidence);

// A level, a confidence, a power: strictly between 0 and 1 (so not NaN).
inline bool is_inside_unit(double p) {
  return p > 0 && p < 1;
}

}  // namespace assay
