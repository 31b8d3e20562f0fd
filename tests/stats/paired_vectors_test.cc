// Reference vectors of paired comparisons (stat_vectors.h).
#include <algorithm>
#include <functional>
#include <numeric>
#include <vector>

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

void check_mcnemar(Fields& all) {
  Fields group = all.fields("mcnemar");
  for (const Json& object : group["cases"]) {
    Fields row(object, "mcnemar");
    const McNemar test = mcnemar(row.integer("b"), row.integer("c"));
    SCOPED_TRACE(object.dump());
    expect_ratio(test.exact, row.number("exact2"));
    expect_ratio(test.mid_p, row.number("midp2"));
    expect_ratio(test.chi_square, row.number("chi2"));
    expect_ratio(test.asymptotic, row.number("p"));
    expect_ratio(test.chi_square_corrected, row.number("chi2_cc"));
    expect_ratio(test.asymptotic_corrected, row.number("p_cc"));
    expect_ratio(test.exact_b_better, row.number("exact1_c_ge"));
  }
}

void check_intervals(Fields& all) {
  Fields group = all.fields("paired_diff_ci_95");
  for (const Json& object : group["cases"]) {
    Fields row(object, "paired_diff_ci_95");
    const PairedCounts counts = counts_of(row["t"]);
    SCOPED_TRACE(object.dump());
    expect_value(counts.difference(), row.number("d"));
    expect_bounds(tango(counts, 0.95), row["tango"]);
    expect_bounds(bonett_price(counts, 0.95), row["bonett_price"]);
    if (row.has("newcombe_sq_cc_phi")) {
      expect_bounds(newcombe_paired(counts, 0.95), row["newcombe_sq_cc_phi"]);
    }
  }
}

void check_non_inferiority(Fields& all) {
  Fields row = all.fields("noninferiority_tango");
  const PairedCounts counts = counts_of(row["t"]);
  expect_value(tango_z(counts, -0.10), row.number("z_at_-0.10"));
  expect_value(non_inferiority_p(counts, 0.10), row.number("p_at_-0.10"));
  expect_value(tango_z(counts, -0.05), row.number("z_at_-0.05"));
  expect_value(non_inferiority_p(counts, 0.05), row.number("p_at_-0.05"));
  expect_bounds(tango(counts, 0.90), row["ci90"]);
}

void check_sleep(Fields& all) {
  const Numbers first = {0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0};
  const Numbers second = {1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4};
  Fields row = all.fields("paired_t_sleep");
  const std::optional<PairedMean> test = paired_mean(first, second, 0.95);
  ASSERT_TRUE(test);
  expect_value(test->t, row.number("t"));
  expect_value(test->degrees_of_freedom, row.number("df"));
  expect_value(test->p, row.number("p"));
  expect_bounds(test->interval, row["ci"]);
  const std::optional<WelchTest> unpaired = welch(first, second, 0.95);
  ASSERT_TRUE(unpaired);
  expect_value(unpaired->p_two_sided, row.number("welch_unpaired_p"));
}

void check_signed_ranks(Fields& all) {
  Fields group = all.fields("wilcoxon");
  const Numbers darwin = group.list<Numbers>("darwin_d");
  const std::optional<SignedRank> test = wilcoxon_signed_rank(darwin);
  ASSERT_TRUE(test);
  const double n = static_cast<double>(darwin.size());
  expect_value(n * (n + 1) / 2 - test->positive_ranks, group.number("W"));  // the smaller sum
  expect_value(test->p_two_sided, group.number("p2_exact"), 1e-12);
  expect_value(test->p_greater, group.number("p1_exact"), 1e-12);
  expect_value(wilcoxon_normal_p(darwin, Continuity::uncorrected), group.number("p2_normal"));
  expect_value(wilcoxon_normal_p(darwin, Continuity::corrected), group.number("p2_normal_cc"));

  Fields depression = group.fields("depression");
  Numbers differences = depression.list<Numbers>("x");
  const Numbers y = depression.list<Numbers>("y");
  std::transform(differences.begin(), differences.end(), y.begin(), differences.begin(),
                 std::minus<>());
  const std::optional<SignedRank> ranks = wilcoxon_signed_rank(differences);
  const std::optional<SignedRankCentre> centre = hodges_lehmann(differences, 0.95);
  ASSERT_TRUE(ranks && centre);
  expect_value(ranks->positive_ranks, depression.number("V"));
  expect_value(ranks->p_greater, depression.number("p1"));
  expect_value(ranks->p_two_sided, depression.number("p2"));
  expect_value(centre->centre, depression.number("HL"));
  expect_bounds(centre->interval, depression["ci95"]);

  Fields flips = all.fields("sign_flip_permutation");
  EXPECT_EQ(flips["d"], "darwin_d");
  const std::optional<Permutation> permutation = sign_flip(darwin, 1);
  ASSERT_TRUE(permutation && permutation->exact);
  expect_value(std::accumulate(darwin.begin(), darwin.end(), 0.0), flips.number("sum"));
  expect_value(permutation->p_greater, flips.number("count_ge") / flips.number("total"), 1e-15);
  expect_value(permutation->p_greater, flips.number("p1"), 1e-12);
  expect_value(permutation->p_two_sided, flips.number("p2"), 1e-12);
}

void check_families(Fields& all) {
  Fields group = all.fields("multiplicity");
  const Numbers p = group.list<Numbers>("p");
  const auto expect_all = [&](const Numbers& adjusted, const std::string& key) {
    const Numbers expected = group.list<Numbers>(key);
    ASSERT_EQ(adjusted.size(), expected.size());
    for (std::size_t i = 0; i < expected.size(); ++i) EXPECT_NEAR(adjusted[i], expected[i], 1e-12);
  };
  expect_all(benjamini_hochberg(p), "bh");
  expect_all(holm(p), "holm");
  expect_all(benjamini_yekutieli(p), "by");
  Fields rejects = group.fields("reject_at_.05");
  const auto rejected = [](const Numbers& adjusted) {
    return std::count_if(adjusted.begin(), adjusted.end(), [](double x) { return x <= 0.05; });
  };
  EXPECT_EQ(rejected(bonferroni(p)), rejects.integer("bonferroni"));
  EXPECT_EQ(rejected(holm(p)), rejects.integer("holm"));
  EXPECT_EQ(rejected(hochberg(p)), rejects.integer("hochberg"));
  EXPECT_EQ(rejected(benjamini_hochberg(p)), rejects.integer("bh"));
  EXPECT_EQ(rejected(benjamini_yekutieli(p)), rejects.integer("by"));
}

}  // namespace

void check_paired_vectors(Fields& all) {
  check_mcnemar(all);
  check_intervals(all);
  check_non_inferiority(all);
  check_sleep(all);
  check_signed_ranks(all);
  check_families(all);
}

}  // namespace assay::testing
