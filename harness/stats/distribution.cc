#include "harness/stats/distribution.h"

#include <boost/math/distributions/beta.hpp>
#include <boost/math/distributions/binomial.hpp>
#include <boost/math/distributions/chi_squared.hpp>
#include <boost/math/distributions/non_central_t.hpp>
#include <boost/math/distributions/normal.hpp>
#include <boost/math/distributions/students_t.hpp>
#include <boost/math/special_functions/gamma.hpp>
#include <boost/math/special_functions/owens_t.hpp>
#include <boost/math/special_functions/zeta.hpp>
#include <cmath>
#include <limits>
#include <numbers>

namespace assay {
namespace {

namespace bm = boost::math;
namespace policies = boost::math::policies;

// NaN instead of exceptions; doubles stay doubles, so that results do not
// depend on the machine's long double.
using Policy = policies::policy<
    policies::domain_error<policies::ignore_error>, policies::pole_error<policies::ignore_error>,
    policies::overflow_error<policies::ignore_error>,
    policies::evaluation_error<policies::ignore_error>, policies::promote_double<false>>;

using Normal = bm::normal_distribution<double, Policy>;
using Student = bm::students_t_distribution<double, Policy>;
using NonCentralStudent = bm::non_central_t_distribution<double, Policy>;
using ChiSquared = bm::chi_squared_distribution<double, Policy>;
using Binomial = bm::binomial_distribution<double, Policy>;
using Beta = bm::beta_distribution<double, Policy>;

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

bool is_probability(double p) { return p >= 0 && p <= 1; }  // false for NaN

// Owen's T of one coordinate: the slope is (other - correlation * own) / own,
// scaled. Infinite slopes (own = 0) are a quarter of the plane.
double owens_t_of(double own, double other, double correlation, double scale) {
  if (own == 0) return std::copysign(0.25, other);
  return bm::owens_t(own, (other / own - correlation) / scale, Policy());
}

}  // namespace

double normal_cdf(double x) { return std::isnan(x) ? kNan : bm::cdf(Normal(), x); }

double normal_quantile(double p) {
  return p > 0 && p < 1 ? bm::quantile(Normal(), p) : kNan;
}

double student_cdf(double x, double degrees_of_freedom) {
  if (std::isnan(x) || !(degrees_of_freedom > 0)) return kNan;
  return bm::cdf(Student(degrees_of_freedom), x);
}

double student_quantile(double p, double degrees_of_freedom) {
  if (!(p > 0 && p < 1) || !(degrees_of_freedom > 0)) return kNan;
  return bm::quantile(Student(degrees_of_freedom), p);
}

double non_central_student_cdf(double x, double degrees_of_freedom, double non_centrality) {
  if (!std::isfinite(x) || !(degrees_of_freedom > 0) || !std::isfinite(non_centrality)) return kNan;
  return bm::cdf(NonCentralStudent(degrees_of_freedom, non_centrality), x);
}

double bivariate_normal_cdf(double x, double y, double correlation) {
  if (!std::isfinite(x) || !std::isfinite(y) || !(std::abs(correlation) < 1)) return kNan;
  if (x == 0 && y == 0) return 0.25 + std::asin(correlation) / (2 * std::numbers::pi);
  const double scale = std::sqrt((1 - correlation) * (1 + correlation));
  const bool same_side = x * y > 0 || (x * y == 0 && x + y >= 0);
  return (normal_cdf(x) + normal_cdf(y) - (same_side ? 0 : 1)) / 2 -
         owens_t_of(x, y, correlation, scale) - owens_t_of(y, x, correlation, scale);
}

double chi_square_upper_tail(double x, double degrees_of_freedom) {
  if (!(x >= 0) || !(degrees_of_freedom > 0)) return kNan;
  return bm::cdf(bm::complement(ChiSquared(degrees_of_freedom), x));
}

double beta_cdf(double x, double a, double b) {
  if (!is_probability(x) || !(a > 0) || !(b > 0)) return kNan;
  return bm::cdf(Beta(a, b), x);
}

double beta_quantile(double p, double a, double b) {
  if (!is_probability(p) || !(a > 0) || !(b > 0)) return kNan;
  return bm::quantile(Beta(a, b), p);
}

double log_beta(double a, double b) {
  if (!(a > 0) || !(b > 0)) return kNan;
  return bm::lgamma(a, Policy()) + bm::lgamma(b, Policy()) - bm::lgamma(a + b, Policy());
}

double log_gamma(double x) { return x > 0 ? bm::lgamma(x, Policy()) : kNan; }

double gamma_cdf(double x, double shape) {
  if (!(x >= 0) || !(shape > 0)) return kNan;
  return bm::gamma_p(shape, x, Policy());
}

double riemann_zeta(double s) { return s > 1 ? bm::zeta(s, Policy()) : kNan; }

double binomial_cdf(std::int64_t successes, std::int64_t trials, double chance) {
  if (trials < 0 || !is_probability(chance)) return kNan;
  if (successes < 0) return 0;
  if (successes >= trials) return 1;
  return bm::cdf(Binomial(static_cast<double>(trials), chance), static_cast<double>(successes));
}

double binomial_pmf(std::int64_t successes, std::int64_t trials, double chance) {
  if (trials < 0 || !is_probability(chance)) return kNan;
  if (successes < 0 || successes > trials) return 0;
  return bm::pdf(Binomial(static_cast<double>(trials), chance), static_cast<double>(successes));
}

double two_sided_z(double confidence) { return normal_quantile(1 - (1 - confidence) / 2); }

double one_sided_z(double confidence) { return normal_quantile(confidence); }

}  // namespace assay
