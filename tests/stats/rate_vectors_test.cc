// Reference vectors of single rates (stat_vectors.h).
#include "harness/stats/proportion.h"
#include "tests/stats/stat_vectors.h"

namespace assay::testing {

void check_rate_vectors(Fields& all) {
  Fields group = all.fields("proportion_ci_95");
  for (const Json& object : group["cases"]) {
    Fields row(object, "proportion_ci_95");
    const double k = row.number("k");
    const double n = row.number("n");
    SCOPED_TRACE(::testing::Message() << k << "/" << n);
    expect_bounds(wilson(k, n, 0.95), row["wilson"]);
    expect_bounds(clopper_pearson(k, n, 0.95), row["clopper_pearson"]);
    row.leave_out({"jeffreys", "agresti_coull", "beta11_equal_tailed"});
  }
}

}  // namespace assay::testing
