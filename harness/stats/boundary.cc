#include "harness/stats/boundary.h"

#include <algorithm>
#include <cmath>

#include "harness/stats/distribution.h"
#include "harness/stats/root.h"

namespace assay {
namespace {

bool is_positive(double x) { return x > 0 && std::isfinite(x); }

// ln of the mixture's martingale at (sum, v) for the one-sided normal mixture.
double log_half_normal_mixture(double sum, double v, double rho) {
  const double total = v + rho;
  return std::log(4 * rho / total) / 2 + sum * sum / (2 * total) +
         std::log(normal_cdf(sum / std::sqrt(total)));
}

// The same for a gamma mixture of exponential tilts.
double log_gamma_mixture(double sum, double v, double rho, double scale) {
  const double prior = rho / (scale * scale);
  const double shape = (v + rho) / (scale * scale);
  const double reach = (scale * sum + v) / (scale * scale);
  return prior * std::log(prior) - log_gamma(prior) - std::log(gamma_cdf(prior, prior)) +
         log_gamma(shape) + std::log(gamma_cdf(reach + prior, shape)) -
         shape * std::log(reach + prior) + reach;
}

// The sum at which an increasing ln of a martingale reaches 1 / alpha; nothing
// where it cannot be computed.
template <class LogMartingale>
std::optional<double> crossing(const LogMartingale& log_martingale, double v, double alpha) {
  const double threshold = -std::log(alpha);
  const auto excess = [&](double sum) { return log_martingale(sum) - threshold; };
  double high = std::sqrt(v) + 1;
  while (!(excess(high) > 0)) {
    high *= 2;
    if (!std::isfinite(high)) return std::nullopt;
  }
  return find_root(excess, high, 0);
}

}  // namespace

std::optional<double> normal_mixture_rho(double v_opt, double alpha) {
  if (!is_positive(v_opt) || !is_inside_unit(alpha)) return std::nullopt;
  const double level = -2 * std::log(alpha);
  return v_opt / (level + std::log1p(level));
}

std::optional<double> normal_mixture_bound_two_sided(double v, double alpha, double v_opt) {
  const std::optional<double> rho = normal_mixture_rho(v_opt, alpha);
  if (!rho || !is_positive(v)) return std::nullopt;
  return std::sqrt((v + *rho) * (std::log1p(v / *rho) - 2 * std::log(alpha)));
}

std::optional<double> normal_mixture_bound_one_sided(double v, double alpha, double v_opt) {
  // One side of two at twice the level is tightest at the same place.
  const std::optional<double> rho = normal_mixture_rho(v_opt, std::min(2 * alpha, 0.999));
  if (!rho || !is_positive(v) || !is_inside_unit(alpha)) return std::nullopt;
  return crossing([&](double sum) { return log_half_normal_mixture(sum, v, *rho); }, v, alpha);
}

std::optional<double> gamma_exponential_bound(double v, double alpha, double v_opt,
                                              double scale) {
  const std::optional<double> rho = normal_mixture_rho(v_opt, std::min(2 * alpha, 0.999));
  if (!rho || !is_positive(v) || !is_positive(scale) || !is_inside_unit(alpha)) {
    return std::nullopt;
  }
  // The mixture's logarithms cancel: beyond this, fewer than seven digits are left.
  constexpr double kMostShape = 1e8;
  if (!(std::max(*rho, v) / (scale * scale) <= kMostShape)) return std::nullopt;
  return crossing([&](double sum) { return log_gamma_mixture(sum, v, *rho, scale); }, v, alpha);
}

std::optional<double> polynomial_stitching_bound(double v, double alpha, double v_min,
                                                 double scale) {
  if (!is_positive(v) || !is_positive(v_min) || !is_inside_unit(alpha) || !(scale >= 0) ||
      !std::isfinite(scale)) {
    return std::nullopt;
  }
  constexpr double kEta = 2;    // each epoch is twice as long as the one before
  constexpr double kPower = 1.4;  // how the error is spent over the epochs
  const double time = std::max(v, v_min);
  const double ell = kPower * std::log(std::log(kEta * time / v_min)) +
                     std::log(riemann_zeta(kPower) / (alpha * std::pow(std::log(kEta), kPower)));
  const double k1 = (std::pow(kEta, 0.25) + std::pow(kEta, -0.25)) / std::sqrt(2.0);
  const double k2 = (std::sqrt(kEta) + 1) / 2;
  const double linear = k2 * scale * ell;
  return std::sqrt(k1 * k1 * time * ell + linear * linear) + linear;
}

}  // namespace assay
