#include "harness/stats/distribution.h"

#include <boost/math/distributions/beta.hpp>
#include <boost/math/distributions/binomial.hpp>
#include <boost/math/distributions/normal.hpp>
#include <boost/math/distributions/students_t.hpp>
#include <cmath>
#include <limits>

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
using Binomial = bm::binomial_distribution<double, Policy>;
using Beta = bm::beta_distribution<double, Policy>;

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

bool is_probability(double p) {
  return p >= 0 && p <= 1;
}  // false for NaN

}  // namespace

double normal_cdf(double x) {
  return std::isnan(x) ? kNan : bm::cdf(Normal(), x);
}

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

double beta_quantile(double p, double a, double b) {
  if (!is_probability(p) || !(a > 0) || !(b > 0)) return kNan;
  return bm::quantile(Beta(a, b), p);
}

double binomial_cdf(std::int64_t successes, std::int64_t trials, double chance) {
  if (trials < 0 || !is_probability(chance)) return kNan;
  if (successes < 0) return 0;
  if (successes >= trials) return 1;
  return bm::cdf(Binomial(static_cast<double>(trials), chance), static_cast<double>(successes));
}

double two_sided_z(double confidence) {
  return normal_quantile(1 - (1 - confidence) / 2);
}

double one_sided_z(double confidence) {
  return normal_quantile(confidence);
}

}  // namespace assay
