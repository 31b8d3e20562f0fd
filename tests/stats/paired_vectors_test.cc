// Reference vectors of paired comparisons (stat_vectors.h).
#include <algorithm>
#include <functional>
#include <vector>

#include "harness/stats/decision.h"
#include "harness/stats/mean.h"
#include "harness/stats/multiplicity.h"
#include "harness/stats/paired.h"
#include "tests/stats/stat_vectors.h"

namespace assay::testing {
namespace {

using Numbers = std::vector<double>;

PairedCounts counts_of(const Json& table) {
  return {table.at(0), table.at(1), table.at(2), table.at(3)};
}

void check_intervals(Fields& all) {
  Fields group = all.fields("paired_diff_ci_95");
  for (const Json& object : group["cases"]) {
    Fields row(object, "paired_diff_ci_95");
    const PairedCounts counts = counts_of(row["t"]);
    SCOPED_TRACE(object.dump());
    expect_value(counts.difference(), row.number("d"));
    expect_bounds(tango(counts, 0.95), row["tango"]);
    row.leave_out({"bonett_price"});
    if (row.has("newcombe_sq_cc_phi")) row.leave_out({"newcombe_sq_cc_phi"});
  }
}

void check_non_inferiority(Fields& all) {
  Fields row = all.fields("noninferiority_tango");
  const PairedCounts counts = counts_of(row["t"]);
  expect_value(tango_z(counts, -0.10), row.number("z_at_-0.10"));
  expect_value(non_inferiority(counts, 0.10, 0.05)->p_not_inferior, row.number("p_at_-0.10"));
  expect_value(tango_z(counts, -0.05), row.number("z_at_-0.05"));
  expect_value(non_inferiority(counts, 0.05, 0.05)->p_not_inferior, row.number("p_at_-0.05"));
  expect_bounds(tango(counts, 0.90), row["ci90"]);
}

void check_sleep(Fields& all) {
  const Numbers first = {0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0};
  const Numbers second = {1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4};
  Fields row = all.fields("paired_t_sleep");
  Numbers differences(first.size());
  std::transform(first.begin(), first.end(), second.begin(), differences.begin(), std::minus<>());
  expect_bounds(mean_interval(differences, 0.95), row["ci"]);
  row.leave_out({"t", "df", "p", "welch_unpaired_p"});
}

void check_families(Fields& all) {
  Fields group = all.fields("multiplicity");
  const Numbers p = group.list<Numbers>("p");
  const auto expect_all = [&](const Numbers& adjusted, const std::string& key) {
    const Numbers expected = group.list<Numbers>(key);
    ASSERT_EQ(adjusted.size(), expected.size());
    for (std::size_t i = 0; i < expected.size(); ++i) EXPECT_NEAR(adjusted[i], expected[i], 1e-12);
  };
  expect_all(holm(p), "holm");
  group.leave_out({"bh", "by"});
  Fields rejects = group.fields("reject_at_.05");
  rejects.leave_out({"bonferroni", "hochberg", "bh", "by"});
  const auto rejected = [](const Numbers& adjusted) {
    return std::count_if(adjusted.begin(), adjusted.end(), [](double x) { return x <= 0.05; });
  };
  EXPECT_EQ(rejected(holm(p)), rejects.integer("holm"));
}

}  // namespace

void check_paired_vectors(Fields& all) {
  check_intervals(all);
  check_non_inferiority(all);
  check_sleep(all);
  check_families(all);
}

}  // namespace assay::testing
