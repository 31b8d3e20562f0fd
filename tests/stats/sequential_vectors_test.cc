// Reference vectors of evidence that may be looked at all the time (stat_vectors.h).
#include <span>
#include <vector>

#include "harness/stats/boundary.h"
#include "harness/stats/sequential.h"
#include "tests/stats/stat_vectors.h"

namespace assay::testing {
namespace {

using Numbers = std::vector<double>;

void check_e_values(Fields& all) {
  Fields group = all.fields("evalue_paired_winloss");
  const Json columns = {"wins", "losses", "E_uniform", "E_onesided_uniform(1/2,1)", "E_KT"};
  EXPECT_EQ(group["cols"], columns);
  for (const Json& row : group["rows"]) {
    expect_ratio(paired_e_value(row.at(0), row.at(1)), row.at(2));
    expect_ratio(paired_e_value_one_sided(row.at(0), row.at(1)), row.at(3));
    expect_ratio(paired_e_value_kt(row.at(0), row.at(1)), row.at(4));
  }
}

void check_rates(Fields& all) {
  Fields uniform = all.fields("cs_bernoulli_beta11");
  for (const Json& row : uniform["rows"]) {
    expect_bounds(bernoulli_confidence_sequence(row.at(0), row.at(1), 0.95),
                  Json{row.at(2), row.at(3)});
  }
  Fields authors = all.fields("cs_confseq_gtest");
  const double tolerance = authors.number("tol");
  for (const Json& row : authors["bernoulli_confidence_interval(s,n,alpha,t_opt)"]) {
    expect_bounds(tuned_bernoulli_confidence_sequence(row.at(0), row.at(1),
                                                      1 - row.at(2).get<double>(), row.at(3)),
                  Json{row.at(4), row.at(5)}, tolerance);
  }
  expect_value(normal_mixture_bound_two_sided(100, .05, 100),
               authors.number("normal_mixture_bound_2s(100,.05,100)"), tolerance);
  expect_value(normal_mixture_rho(100, .05), authors.number("best_rho_2s(100,.05)"), tolerance);
  expect_value(normal_mixture_bound_one_sided(100, .05, 100),
               authors.number("normal_mixture_bound_1s(100,.05,100)"), tolerance);
  expect_value(gamma_exponential_bound(100, .05, 100, 2),
               authors.number("gamma_exponential_bound(100,.05,100,c=2)"), tolerance);
  expect_value(polynomial_stitching_bound(100, .05, 10, 3),
               authors.number("poly_stitching(100,.05,10,3)"), tolerance);
}

void check_bets(Fields& all) {
  Fields group = all.fields("betting_wsr");
  const Numbers x = group.list<Numbers>("x");
  const auto first = [&](std::size_t t) { return std::span<const double>(x).first(t); };
  const Numbers bets = group.list<Numbers>("lambda_predmix_eb_alpha_.025_first6");
  const std::optional<Numbers> ours = plug_in_bets(x, 0.95);  // .025 a side
  ASSERT_TRUE(ours);
  for (std::size_t i = 0; i < bets.size(); ++i) EXPECT_NEAR((*ours)[i], bets[i], kVectorTolerance);

  const Numbers hedged = group.list<Numbers>("K_hedged_m.5_at_1_2_3_5_10_15_20");
  const std::size_t kHedgedAt[] = {1, 2, 3, 5, 10, 15, 20};
  ASSERT_EQ(hedged.size(), std::size(kHedgedAt));
  for (std::size_t i = 0; i < hedged.size(); ++i) {
    expect_value(betting_capital(first(kHedgedAt[i]), 0.5, 0.95), hedged[i]);
  }
  const Numbers constant = group.list<Numbers>("fixed_lambda_.5_K_at_1_2_3_5_10_20");
  const std::size_t kConstantAt[] = {1, 2, 3, 5, 10, 20};
  ASSERT_EQ(constant.size(), std::size(kConstantAt));
  for (std::size_t i = 0; i < constant.size(); ++i) {
    expect_value(constant_bet_capital(first(kConstantAt[i]), 0.5, 0.5), constant[i]);
  }
  const Numbers low = group.list<Numbers>("cs95_at_5_10_15_20_lower");
  const double high = group.number("cs_upper");
  // Their bound is the first grid point kept, ours the one before it.
  const double step = group.number("grid");
  for (std::size_t i = 0; i < low.size(); ++i) {
    expect_bounds(betting_confidence_sequence(first(5 * (i + 1)), 0.95), Json{low[i], high},
                  1.1 * step);
  }
}

}  // namespace

void check_sequential_vectors(Fields& all) {
  check_e_values(all);
  check_rates(all);
  check_bets(all);
}

}  // namespace assay::testing
