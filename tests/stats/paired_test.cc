#include "harness/stats/paired.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "tests/stats/expect_interval.h"

namespace assay::testing {
namespace {

// Darwin's maize, differences in eighths of an inch (Fisher 1935).
const std::vector<double> kDarwin = {6, 8, 14, 16, 23, 24, 28, 29, 41, -48, 49, 56, 60, -67, 75};

TEST(PairedMeanTest, RsSleepData) {
  const std::vector<double> a = {0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0};
  const std::vector<double> b = {1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4};
  const std::optional<PairedMean> result = paired_mean(a, b, 0.95);
  ASSERT_TRUE(result);
  EXPECT_NEAR(*result->t, -4.062127683382, 1e-9);
  EXPECT_EQ(result->degrees_of_freedom, 9);
  EXPECT_NEAR(result->p, 0.00283289019738, 1e-9);
  expect_interval(result->interval, -2.45988576325, -0.70011423675);
}

TEST(PairedMeanTest, EqualDifferencesDoNotDivideByZero) {
  const std::vector<double> a = {1, 2, 3};
  const std::vector<double> b = {0, 1, 2};
  EXPECT_EQ(paired_mean(a, a, 0.95)->p, 1);
  EXPECT_EQ(paired_mean(a, b, 0.95)->p, 0);
  EXPECT_FALSE(paired_mean(a, b, 0.95)->t) << "not infinite, absent";
  EXPECT_FALSE(paired_mean(a, std::vector<double>{1, 2}, 0.95));
  EXPECT_FALSE(paired_mean(std::vector<double>{1}, std::vector<double>{1}, 0.95));
}

TEST(ClusteredPairedMeanTest, IsTheTTestOfClustersOfOne) {
  const std::vector<std::size_t> alone = {9, 8, 7, 6, 5, 4, 3, 2, 1, 0, 10, 11, 12, 13, 14};
  const std::vector<double> zeros(kDarwin.size(), 0.0);
  const PairedMean plain = *paired_mean(kDarwin, zeros, 0.95);
  const PairedMean clustered = *clustered_paired_mean(kDarwin, zeros, alone, 0.95);
  EXPECT_NEAR(clustered.standard_error, plain.standard_error, 1e-12);
  EXPECT_EQ(clustered.degrees_of_freedom, 14);
  expect_interval(clustered.interval, plain.interval.low, plain.interval.high, 1e-9);
  EXPECT_NEAR(clustered.p, plain.p, 1e-12);
}

TEST(ClusteredPairedMeanTest, HasTheErrorOfRAndStatsmodels) {
  // The values of mean_test.cc as differences from 0: CR1 .161386..., 4 clusters.
  const std::vector<double> a = {1, 1, 0, 1, 0, 0, 0, 0, 1, 1, 1};
  const std::vector<double> b(a.size(), 0.0);
  const std::vector<std::size_t> clusters = {0, 0, 0, 1, 1, 2, 2, 2, 2, 3, 3};
  const PairedMean result = *clustered_paired_mean(a, b, clusters, 0.95);
  EXPECT_NEAR(result.standard_error, 0.161386429927017, 1e-12);
  EXPECT_EQ(result.degrees_of_freedom, 3);
  EXPECT_NEAR(*result.t, 0.545454545454545 / 0.161386429927017, 1e-9);
  EXPECT_FALSE(clustered_paired_mean(a, b, std::vector<std::size_t>(a.size(), 1), 0.95));
  EXPECT_FALSE(clustered_paired_mean(a, b, std::vector<std::size_t>{1, 2}, 0.95));
}

TEST(ClusteredPairedMeanTest, CopiesOfACaseAddNothing) {
  std::vector<double> twice;
  std::vector<std::size_t> clusters;
  for (std::size_t i = 0; i < kDarwin.size(); ++i) {
    twice.insert(twice.end(), 2, kDarwin[i]);
    clusters.insert(clusters.end(), 2, i);
  }
  const std::vector<double> zeros(twice.size(), 0.0);
  const Interval once =
      paired_mean(kDarwin, std::vector<double>(kDarwin.size(), 0.0), 0.95)->interval;
  expect_interval(clustered_paired_mean(twice, zeros, clusters, 0.95)->interval, once.low,
                  once.high, 1e-9);
}

TEST(McNemarTest, PublishedTables) {
  struct Row { int b; int c; double exact; double mid_p; double chi; double p; double chi_cc; double p_cc; };
  const Row kRows[] = {
      // Fagerland et al. 2013 print .070, .039, .034, .077.
      {1, 7, 0.0703125, 0.0390625, 4.5, 0.033894853525, 3.125, 0.077099871744},
      // statsmodels' tests, from R.
      {121, 59, 4.4344492637551645e-06, 3.2666467957745733e-06, 21.355555555555554,
       3.815135865112594e-06, 20.67222222222222, 5.450094825427117e-06},
      {70, 59, 0.3786876626931187, 0.33468775873692747, 0.937984496124031, 0.33279671725145926,
       0.7751937984496124, 0.37861508946133904},
  };
  for (const Row& row : kRows) {
    const McNemar test = mcnemar(row.b, row.c);
    EXPECT_NEAR(test.exact, row.exact, 1e-9);
    EXPECT_NEAR(test.mid_p, row.mid_p, 1e-9);
    EXPECT_NEAR(test.chi_square, row.chi, 1e-9);
    EXPECT_NEAR(test.asymptotic, row.p, 1e-9);
    EXPECT_NEAR(test.chi_square_corrected, row.chi_cc, 1e-9);
    EXPECT_NEAR(test.asymptotic_corrected, row.p_cc, 1e-9);
  }
  EXPECT_NEAR(mcnemar(10, 10).mid_p, 0.9119015, 1e-7);
  EXPECT_NEAR(mcnemar(10, 10).chi_square_corrected, 0.05, 1e-12);  // as statsmodels, not R
  EXPECT_NEAR(mcnemar(0, 5).exact, 0.0625, 1e-12);
  EXPECT_NEAR(mcnemar(0, 5).mid_p, 0.03125, 1e-12);
  // arXiv 2602.10144: nine losses to one win.
  EXPECT_NEAR(mcnemar(1, 9).exact_b_better, 0.0107421875, 1e-12);
  EXPECT_NEAR(mcnemar(1, 9).mid_p_b_better, 0.0107421875 - 10.0 / 1024 / 2, 1e-12);
  EXPECT_EQ(mcnemar(0, 0).mid_p, 1) << "no discordant case, no evidence";
}

TEST(PairedRatesTest, PublishedIntervals) {
  struct Row { PairedCounts counts; Interval tango; Interval newcombe; Interval bonett_price; };
  const Row kRows[] = {
      // Fagerland et al. 2014 print -.517, -.026 (Tango) and -.507, -.026 (Newcombe).
      {{1, 1, 7, 12}, {-0.5172322764, -0.0260030325}, {-0.5069202267, -0.0255591242},
       {-0.5083593067, -0.0133798238}},
      {{20, 12, 2, 16}, {0.0611124062, 0.3447087483}, {0.0561564248, 0.3292069954},
       {0.0508916704, 0.3337237141}},
      {{80, 3, 5, 12}, {-0.0868118863, 0.0424771041}, {-0.0836666424, 0.04196806},
       {-0.0802527994, 0.0410371132}},
  };
  for (const Row& row : kRows) {
    SCOPED_TRACE(row.counts.both);
    expect_interval(tango(row.counts, 0.95), row.tango.low, row.tango.high);
    expect_interval(newcombe_paired(row.counts, 0.95), row.newcombe.low, row.newcombe.high);
    expect_interval(bonett_price(row.counts, 0.95), row.bonett_price.low, row.bonett_price.high);
  }
  expect_interval(tango({45, 5, 5, 45}, 0.95), -0.0702211994, 0.0702211994);
  expect_interval(tango({80, 3, 5, 12}, 0.90), -0.073915198, 0.0303891962);
}

TEST(PairedRatesTest, NonInferiorityOfTheModelUpgrade) {
  const PairedCounts counts{80, 3, 5, 12};
  EXPECT_NEAR(*tango_z(counts, -0.10), 2.2605810949, 1e-9);
  EXPECT_NEAR(*non_inferiority_p(counts, 0.10), 0.0118926048, 1e-9);
  EXPECT_NEAR(*tango_z(counts, -0.05), 0.9878684319, 1e-9);
  EXPECT_NEAR(*non_inferiority_p(counts, 0.05), 0.1616085438, 1e-9);
}

TEST(PairedRatesTest, NoCasesGiveNothing) {
  EXPECT_FALSE(tango({}, 0.95));
  EXPECT_FALSE(newcombe_paired({}, 0.95));
  EXPECT_FALSE(bonett_price({}, 0.95));
  EXPECT_FALSE(tango_z({}, 0));
  EXPECT_FALSE(tango({1, 1, 1, 1}, 1.5));
  EXPECT_FALSE(non_inferiority_p({1, 1, 1, 1}, 1));
}

RC_GTEST_PROP(PairedRatesTest, TangoHoldsTheDifferenceAndMirrors, ()) {
  const auto count = rc::gen::inRange<std::int64_t>(0, 60);
  const PairedCounts counts{*count, *count, *count, *count};
  if (counts.n() == 0) return;
  const PairedCounts swapped{counts.both, counts.only_b, counts.only_a, counts.neither};
  const Interval interval = *tango(counts, 0.95);
  const Interval mirror = *tango(swapped, 0.95);
  RC_ASSERT(interval.low >= -1 && interval.high <= 1);
  const double difference = *counts.difference();
  RC_ASSERT(interval.low <= difference && difference <= interval.high);
  RC_ASSERT(interval.low < interval.high);
  RC_ASSERT(std::abs(interval.low + mirror.high) < 1e-7);
}

TEST(SignFlipTest, FishersDarwin) {
  const Permutation test = *sign_flip(kDarwin, 1);
  EXPECT_TRUE(test.exact);
  EXPECT_EQ(test.p_greater, 863.0 / 32768);
  EXPECT_EQ(test.p_two_sided, 2 * 863.0 / 32768);  // Fisher prints 5.267 %
}

TEST(SignFlipTest, MonteCarloIsSeededAndAgreesWithTheNormal) {
  std::vector<double> many;
  for (int i = 0; i < 200; ++i) many.push_back(i % 5 == 0 ? -1.0 : 0.5);  // z = 160/sqrt(...)
  const Permutation test = *sign_flip(many, 7);
  EXPECT_FALSE(test.exact);
  EXPECT_EQ(sign_flip(many, 7)->p_greater, test.p_greater);
  // Sum 40 with deviation sqrt(40 + 160 / 4) = 8.94: z = 4.47, p = 3.9e-6.
  EXPECT_LT(test.p_greater, 1e-4);
  EXPECT_GE(test.p_greater, 1.0 / 100'001) << "a Monte Carlo p is never 0";
  EXPECT_GT(test.p_less, 0.999);
}

TEST(SignFlipTest, NoDifferenceIsNoEvidence) {
  EXPECT_EQ(sign_flip(std::vector<double>{0, 0}, 1)->p_two_sided, 1);
  EXPECT_EQ(sign_flip(std::vector<double>{}, 1)->p_two_sided, 1);
  EXPECT_EQ(sign_flip(std::vector<double>{0.1, -0.1, 0.3, -0.3}, 1)->p_two_sided, 1);
}

TEST(WilcoxonTest, PublishedExamples) {
  const SignedRank darwin = *wilcoxon_signed_rank(kDarwin);  // scipy's documentation
  EXPECT_EQ(darwin.positive_ranks, 120 - 24);
  EXPECT_TRUE(darwin.exact);
  EXPECT_NEAR(darwin.p_two_sided, 0.041259765625, 1e-12);
  EXPECT_NEAR(darwin.p_greater, 0.0206298828125, 1e-12);

  // R: ?wilcox.test, depression.
  const double x[] = {1.83, 0.5, 1.62, 2.48, 1.68, 1.88, 1.55, 3.06, 1.3};
  const double y[] = {0.878, 0.647, 0.598, 2.05, 1.06, 1.29, 1.06, 3.14, 1.29};
  std::vector<double> differences;
  for (int i = 0; i < 9; ++i) differences.push_back(x[i] - y[i]);
  const SignedRank depression = *wilcoxon_signed_rank(differences);
  EXPECT_EQ(depression.positive_ranks, 40);
  EXPECT_NEAR(depression.p_greater, 0.01953125, 1e-12);
  EXPECT_NEAR(depression.p_two_sided, 0.0390625, 1e-12);
}

TEST(WilcoxonTest, NormalApproximationsOfTheSame) {
  EXPECT_NEAR(*wilcoxon_normal_p(kDarwin, Continuity::uncorrected), 0.0408881329, 1e-9);
  EXPECT_NEAR(*wilcoxon_normal_p(kDarwin, Continuity::corrected), 0.0437723233, 1e-9);
  EXPECT_FALSE(wilcoxon_normal_p(std::vector<double>{0, 0}, Continuity::corrected));
}

TEST(WilcoxonTest, CentreOfTheDepressionExample) {
  // R: wilcox.test(x, y, paired = TRUE, conf.int = TRUE)
  const std::vector<double> differences = {.952, -.147, 1.022, .43, .62, .59, .49, -.08, .01};
  const std::optional<SignedRankCentre> result = hodges_lehmann(differences, 0.95);
  ASSERT_TRUE(result);
  EXPECT_NEAR(result->centre, 0.46, 1e-12);
  expect_interval(result->interval, 0.01, 0.786, 1e-12);
  EXPECT_FALSE(hodges_lehmann(std::vector<double>{1, 2, 3, 4, 5}, 0.95)->interval)
      << "the widest interval of five covers .9375";
  EXPECT_TRUE(hodges_lehmann(std::vector<double>{1, 2, 3, 4, 5, 6}, 0.95)->interval);
  EXPECT_FALSE(hodges_lehmann(std::vector<double>{}, 0.95));
}

TEST(WilcoxonTest, DifferencesThatAreNotFiniteAreRefused) {
  for (double bad : {std::nan(""), HUGE_VAL}) {
    const std::vector<double> values = {1, bad, 2};
    EXPECT_FALSE(wilcoxon_signed_rank(values));
    EXPECT_FALSE(wilcoxon_normal_p(values, Continuity::corrected));
    EXPECT_FALSE(hodges_lehmann(values, 0.95));
    EXPECT_FALSE(sign_flip(values, 1));
  }
}

TEST(WilcoxonTest, TiesAndZerosByHand) {
  // |d| = 1, 1, 2 have the ranks 1.5, 1.5, 3; the zero is dropped. V = 4.5 of 6:
  // sums of the 8 vectors: 0 1.5 1.5 3 3 4.5 4.5 6.
  const SignedRank test = *wilcoxon_signed_rank(std::vector<double>{1, -1, 0, 2});
  EXPECT_EQ(test.positive_ranks, 4.5);
  EXPECT_NEAR(test.p_greater, 3.0 / 8, 1e-12);
  EXPECT_EQ(wilcoxon_signed_rank(std::vector<double>{})->p_two_sided, 1);
}

TEST(WilcoxonTest, NormalContinuesTheExactTest) {
  std::vector<double> values;
  for (int i = 1; i <= 100; ++i) values.push_back(i % 3 == 0 ? -i : i);
  const SignedRank exact = *wilcoxon_signed_rank(values);
  values.push_back(101);
  values.push_back(-102);
  const SignedRank normal = *wilcoxon_signed_rank(values);
  EXPECT_TRUE(exact.exact);
  EXPECT_FALSE(normal.exact);
  EXPECT_NEAR(std::log10(exact.p_two_sided), std::log10(normal.p_two_sided), 0.5);
}

}  // namespace
}  // namespace assay::testing
