// Boundaries that a sum stays under at all times at once: the tools behind
// confidence sequences of means.
//
// A sum S_t of observations minus their mean, with `v` its accumulated variance
// (n times the variance of one, or a bound of it), exceeds bound(v) at any time
// t with chance at most alpha; two-sided, its absolute value does. A mean of n
// values is then known to bound(v) / n, however often one looks. Units: v is the
// square of the sum's unit, `scale` and the bound have the sum's unit.
//
// Every function gives nothing unless v > 0, 0 < alpha < 1 and its tuning
// parameters are positive and finite.
//
// Source: S. R. Howard, A. Ramdas, J. McAuliffe, J. Sekhon, "Time-uniform,
// nonparametric, nonasymptotic confidence sequences", Annals of Statistics 49
// (2021), 1055-1080; the sections are named below.
#pragma once

#include <optional>

namespace assay {

// The width of the normal mixture that makes the two-sided boundary tightest at
// v_opt (section 3.5).
std::optional<double> normal_mixture_rho(double v_opt, double alpha);

// Sums of sub-Gaussian values (bounded ones are: variance at most range^2 / 4),
// tightest near v_opt (section 3.2).
std::optional<double> normal_mixture_bound_two_sided(double v, double alpha, double v_opt);
std::optional<double> normal_mixture_bound_one_sided(double v, double alpha, double v_opt);

// One-sided, for sums of sub-exponential values of this scale: values bounded by
// `scale` above their mean, with v their empirical variance (section 3.2). Nothing
// also where v is more than 1e8 scale^2: there it is the normal mixture.
std::optional<double> gamma_exponential_bound(double v, double alpha, double v_opt,
                                              double scale);

// One-sided, for sums of sub-gamma values of this scale: grows as the law of the
// iterated logarithm asks, from v_min on (section 3.1; eta = 2, s = 1.4). Also
// takes scale 0, which is sub-Gaussian.
std::optional<double> polynomial_stitching_bound(double v, double alpha, double v_min,
                                                 double scale);

}  // namespace assay
