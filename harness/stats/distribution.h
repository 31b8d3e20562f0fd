// The distribution functions that the statistics of this folder need; the only
// file that uses Boost.Math. Arguments outside a function's domain give NaN: the
// functions built on these check theirs first and return nothing instead.
#pragma once

#include <cstdint>

namespace assay {

double normal_cdf(double x);
double normal_quantile(double p);                   // 0 < p < 1
double student_cdf(double x, double degrees_of_freedom);
double student_quantile(double p, double degrees_of_freedom);
// P(T <= x) of the non-central t: the t statistic when the mean lies
// `non_centrality` standard errors away.
double non_central_student_cdf(double x, double degrees_of_freedom, double non_centrality);
// P(X <= x, Y <= y) of standard normals with this correlation, |correlation| < 1.
// Source: D. B. Owen, Annals of Mathematical Statistics 27 (1956), 1075-1090.
double bivariate_normal_cdf(double x, double y, double correlation);
double chi_square_upper_tail(double x, double degrees_of_freedom);
// The regularised incomplete beta function I_x(a, b) and its inverse in x.
double beta_cdf(double x, double a, double b);
double beta_quantile(double p, double a, double b);
double log_beta(double a, double b);                // ln B(a, b)
double log_gamma(double x);                         // ln Gamma(x), x > 0
double gamma_cdf(double x, double shape);           // the regularised P(shape, x)
double riemann_zeta(double s);                      // s > 1
// Bin(trials, chance). `successes` < 0 gives 0, >= trials gives 1.
double binomial_cdf(std::int64_t successes, std::int64_t trials, double chance);
double binomial_pmf(std::int64_t successes, std::int64_t trials, double chance);

// Critical values of the normal, 0 < confidence < 1: two-sided 1.96 for 0.95, and
// one-sided 1.645 for 0.95.
double two_sided_z(double confidence);
double one_sided_z(double confidence);

// A level, a confidence, a power: strictly between 0 and 1 (so not NaN).
inline bool is_inside_unit(double p) { return p > 0 && p < 1; }

}  // namespace assay
