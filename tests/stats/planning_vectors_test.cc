// Reference vectors of plans, means, quantiles and resampling (stat_vectors.h).
#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "harness/stats/distribution.h"
#include "harness/stats/further.h"
#include "harness/stats/mean.h"
#include "harness/stats/power.h"
#include "harness/stats/quantile.h"
#include "harness/stats/resample.h"
#include "tests/stats/rank_coverage.h"
#include "tests/stats/stat_vectors.h"
#include "tests/stats/statistics_of.h"

namespace assay::testing {
namespace {

using Numbers = std::vector<double>;

constexpr double kThreeDecimals = 1e-3;  // where the file prints no more

void check_plans(Fields& all) {
  Fields group = all.fields("power");
  for (const Json& row : group["connor_mcnemar_n(psi,d)"]) {
    expect_value(mcnemar_sample_size(row.at(0), row.at(1), .05, .8), row.at(2), kThreeDecimals);
  }
  for (const Json& row : group["paired_ni_n(psi,margin,a=.05,pow=.8,d=0)"]) {
    // What further_cases() counts from, in whole cases.
    EXPECT_EQ(further_cases(0, row.at(0), 1, row.at(1), .05, .8),
              std::ceil(row.at(2).get<double>()) - 1);
  }
  group.leave_out({"power.prop.test(n=50,.5,.75)", "power.t.test(n=20,d=1)"});
}

void check_miller(Fields& all) {
  Fields group = all.fields("miller");
  const auto spread = [](double draws) {
    return PairedSpread{1.0 / 9, 1.0 / 6, 1.0 / 6, draws, draws};
  };
  const PairedSpread exact{1.0 / 9, 0, 0, 1, 1};
  expect_value(paired_sample_size(exact, .03, .05, .8), group.number("n_969"));
  expect_value(paired_sample_size(spread(1), .03, .05, .8), group.number("n_K1_sigma2_1_6"));
  expect_value(paired_sample_size(spread(10), .03, .05, .8), group.number("n_K10_sigma2_1_6"));
  Fields detectable = group.fields("mde_n198");
  expect_value(minimum_detectable_difference(spread(1), 198, .05, .8), detectable.number("K1"));
  expect_value(minimum_detectable_difference(spread(10), 198, .05, .8), detectable.number("K10"));
  // A rate uniform on (0, 1) and K draws of it: 1/12 between cases, 1/6 a draw.
  Fields totals = group.fields("uniform_x_total_var_by_K");
  for (int draws : {1, 2, 3, 4, 6, 10}) {
    expect_value(variance_of_difference({1.0 / 12, 1.0 / 6, 0, static_cast<double>(draws), 1}),
                 totals.number(std::to_string(draws)), 1e-12);
  }
}

void check_means(Fields& all) {
  Fields group = all.fields("clustered_se");
  const Numbers s = group.list<Numbers>("s");
  const auto g = group.list<std::vector<std::size_t>>("g");
  expect_value(mean(s), group.number("mean"), 1e-12);
  expect_value(standard_error(s), group.number("se_clt"), 1e-12);
  group.leave_out({"se_miller_eq"});
  const std::optional<double> cr1 = clustered_standard_error(s, g);
  expect_value(cr1, group.number("cr1"), 1e-12);
  expect_value(*cr1 * std::sqrt(3.0 / 4), group.number("cr0"), 1e-12);  // without G / (G - 1)

  Fields student = all.fields("t_quantile_975");
  const Numbers df = student.list<Numbers>("df");
  const Numbers q = student.list<Numbers>("q");
  ASSERT_EQ(df.size(), q.size());
  for (std::size_t i = 0; i < df.size(); ++i) expect_value(student_quantile(.975, df[i]), q[i]);
}

void check_quantiles(Fields& all) {
  Fields group = all.fields("quantile_ci_order_stat_95");
  for (const Json& row : group["n_q_l_u_cov"]) {
    const std::optional<QuantileRanks> ranks = quantile_ranks(row.at(0), row.at(1), 0.95);
    ASSERT_TRUE(ranks) << row;
    EXPECT_EQ(ranks->low, row.at(2).get<std::int64_t>());
    EXPECT_EQ(ranks->high, row.at(3).get<std::int64_t>());
    expect_value(coverage_of(*ranks, row.at(0), row.at(1)), row.at(4));
  }
  for (const Json& row : group["none_exists"]) {
    EXPECT_FALSE(quantile_ranks(row.at(0), row.at(1), 0.95)) << row;
  }
  group.leave_out({"wilks_one_sided_95_min_n", "mlperf_loadgen_c99_d0_total_queries_t0..5"});
}

void check_aircondit(Fields& group) {
  Fields row = group.fields("aircondit");
  const Numbers x = row.list<Numbers>("x");
  const std::size_t n = x.size();
  const double n_real = static_cast<double>(n);
  const double acceleration = jackknife_acceleration(jackknife_values(n, mean_of(x)));
  const std::vector<double> replicates = bootstrap(n, mean_of(x), 1'000'000, 1);
  const double tolerance = row.number("tol_mc");
  expect_value(mean(x), row.number("mean"));
  expect_value(acceleration, row.number("accel"));
  // All resamples at once: the deviation with divisor n.
  expect_value(*standard_error(x) * std::sqrt((n_real - 1) / n_real), row.number("se_ideal_boot"));
  expect_bounds(bca_interval(replicates, *mean(x), acceleration, 0.95), row["bca95_mc"], tolerance);
  expect_bounds(percentile_interval(replicates, 0.95), row["perc95_mc"], tolerance);
}

void check_law_school(Fields& group) {
  Fields row = group.fields("law_school");
  const Statistic correlation = correlation_of(kLsat, kGpa);
  expect_value(on_all(kLsat.size(), correlation), row.number("corr"));
  row.leave_out({"jack_se"});
  expect_value(jackknife_acceleration(jackknife_values(kLsat.size(), correlation)),
               row.number("accel"));
  expect_bounds(
      bootstrap_bca(correlation, jackknife_values(kLsat.size(), correlation), 0.95, 100'000, 1),
      row["bca95_mc"], 0.01);
}

void check_enumeration(Fields& group) {
  Fields row = group.fields("enum_1_2_4_8");
  const Numbers values = {1, 2, 4, 8};
  const std::vector<double> replicates = every_resample_mean(values);
  EXPECT_EQ(replicates.size(), row["B"].get<std::size_t>());
  const double acceleration = jackknife_acceleration(jackknife_values(4, mean_of(values)));
  expect_value(acceleration, row.number("accel"));
  const std::optional<BcaLevels> levels = bca_levels(replicates, 3.75, acceleration, 0.95);
  ASSERT_TRUE(levels);
  expect_value(levels->bias, row.number("z0_mid"));
  expect_bounds(Interval{levels->low, levels->high}, row["alpha_lo_hi"]);
  expect_bounds(bca_interval(replicates, 3.75, acceleration, 0.95), row["bca95"]);
  expect_bounds(percentile_interval(replicates, 0.95), row["percentile95"]);
}

}  // namespace

void check_planning_vectors(Fields& all) {
  check_plans(all);
  check_miller(all);
  check_means(all);
  check_quantiles(all);
  Fields resampling = all.fields("bca");
  check_aircondit(resampling);
  check_law_school(resampling);
  check_enumeration(resampling);
}

}  // namespace assay::testing
