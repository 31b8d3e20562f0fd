// Reference vectors of plans, means, quantiles, resampling and judges
// (stat_vectors.h).
#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "harness/stats/agreement.h"
#include "harness/stats/distribution.h"
#include "harness/stats/mean.h"
#include "harness/stats/power.h"
#include "harness/stats/quantile.h"
#include "harness/stats/resample.h"
#include "tests/stats/statistics_of.h"
#include "tests/stats/stat_vectors.h"

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
    expect_value(non_inferiority_sample_size(row.at(0), 0, row.at(1), .05, .8), row.at(2),
                 kThreeDecimals);
  }
  expect_value(two_rates_power(.5, .75, 50, .05), group.number("power.prop.test(n=50,.5,.75)"));
  expect_value(two_means_power(1, 1, 20, .05), group.number("power.t.test(n=20,d=1)"));

  Fields independent = all.fields("noninferiority_n_indep");
  const std::optional<double> n = non_inferiority_sample_size_independent(
      independent.number("pA"), independent.number("pB"), -independent.number("margin"),
      independent.number("alpha"), independent.number("power"));
  expect_value(n, independent.number("n_exact"));
  EXPECT_EQ(std::ceil(*n), independent.number("n"));
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
  expect_value(miller_clustered_standard_error(s, g), group.number("se_miller_eq"), 1e-12);
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
    expect_value(ranks->coverage, row.at(4));
  }
  for (const Json& row : group["none_exists"]) {
    EXPECT_FALSE(quantile_ranks(row.at(0), row.at(1), 0.95)) << row;
  }
  for (const auto& [q, n] : group["wilks_one_sided_95_min_n"].items()) {
    EXPECT_EQ(wilks_sample_size(std::stod(q), 0.95), n.get<std::int64_t>()) << q;
  }
  for (const auto& [q, sizes] : group["mlperf_loadgen_c99_d0_total_queries_t0..5"].items()) {
    for (std::size_t over = 0; over < sizes.size(); ++over) {
      EXPECT_EQ(percentile_sample_size(std::stod(q), .99, static_cast<std::int64_t>(over)),
                sizes.at(over).get<std::int64_t>())
          << q << " " << over;
    }
  }
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
  expect_bounds(bca_interval(replicates, *mean(x), acceleration, 0.95), row["bca95_mc"],
                tolerance);
  expect_bounds(percentile_interval(replicates, 0.95), row["perc95_mc"], tolerance);
}

void check_law_school(Fields& group) {
  Fields row = group.fields("law_school");
  const Statistic correlation = correlation_of(kLsat, kGpa);
  expect_value(on_all(kLsat.size(), correlation), row.number("corr"));
  expect_value(jackknife_standard_error(jackknife_values(kLsat.size(), correlation)),
               row.number("jack_se"));
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

void check_judges(Fields& all) {
  Fields group = all.fields("judge");
  Fields gladen = group.fields("rogan_gladen");
  const double p = gladen.number("p");
  const double n = gladen.number("n");
  const std::optional<CorrectedRate> corrected =
      rogan_gladen(p, n, gladen.number("sens"), gladen.number("m1"), gladen.number("spec"),
                   gladen.number("m0"));
  ASSERT_TRUE(corrected);
  expect_value(corrected->rate, gladen.number("theta"));
  expect_value(corrected->standard_error, gladen.number("se"));
  // A perfect judge leaves the rate's own error.
  expect_value(rogan_gladen(p, n, 1, 100, 1, 100)->standard_error, gladen.number("naive_se"));
  expect_value(cohen_kappa({{20, 5}, {10, 15}}), group.number("kappa_[[20,5],[10,15]]"));
  Fields alpha = group.fields("krippendorff_4x12");
  const auto expect_alpha = [&](Level level, const char* name) {
    expect_value(krippendorff_alpha(krippendorffs_ratings(), level), alpha.number(name));
  };
  expect_alpha(Level::nominal, "nominal");
  expect_alpha(Level::ordinal, "ordinal");
  expect_alpha(Level::interval, "interval");
  expect_alpha(Level::ratio, "ratio");
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
  check_judges(all);
}

}  // namespace assay::testing
