// Reference vectors of single rates and of independent ones (stat_vectors.h).
#include "harness/stats/mean.h"
#include "harness/stats/passk.h"
#include "harness/stats/proportion.h"
#include "tests/stats/stat_vectors.h"

namespace assay::testing {
namespace {

void check_rate_intervals(Fields& all) {
  Fields group = all.fields("proportion_ci_95");
  for (const Json& object : group["cases"]) {
    Fields row(object, "proportion_ci_95");
    const double k = row.number("k");
    const double n = row.number("n");
    SCOPED_TRACE(::testing::Message() << k << "/" << n);
    expect_bounds(wilson(k, n, 0.95), row["wilson"]);
    expect_bounds(clopper_pearson(k, n, 0.95), row["clopper_pearson"]);
    expect_bounds(jeffreys(k, n, 0.95), row["jeffreys"]);
    expect_bounds(agresti_coull(k, n, 0.95), row["agresti_coull"]);
    expect_bounds(beta_interval(k, n, 0.95), row["beta11_equal_tailed"]);
  }
  Fields corrected = all.fields("wilson_cc_81_263");
  expect_bounds(wilson_cc(81, 263, 0.95), corrected["value"]);
}

void check_differences(Fields& all) {
  Fields group = all.fields("newcombe_indep_diff_56_70_48_80");
  expect_bounds(newcombe_difference(56, 70, 48, 80, 0.95), group["newcombe"]);
  expect_bounds(wald_difference(56, 70, 48, 80, 0.95), group["wald"]);
}

void check_draws(Fields& all) {
  Fields group = all.fields("pass");
  for (const Json& row : group["pass_at_k"]) {
    expect_value(pass_at_k(row.at(0), row.at(1), row.at(2)), row.at(3));
  }
  for (const Json& row : group["pass_hat_k"]) {
    expect_value(pass_hat_k(row.at(0), row.at(1), row.at(2)), row.at(3));
  }
}

}  // namespace

void check_rate_vectors(Fields& all) {
  check_rate_intervals(all);
  check_differences(all);
  check_draws(all);
}

}  // namespace assay::testing
