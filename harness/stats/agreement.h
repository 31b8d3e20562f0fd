// How far raters agree: a judge and people, two people, a judge and itself. For judge
// and people on all cells, from labels of some, see judge_kappa() (judged_rate.h).
//
// Agreement alone says little where one category is common: [[94, 3], [3, 0]] agrees
// on 94 % and by chance alone (kappa -.03). So show it with its base rates.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "harness/stats/interval.h"

namespace assay {

// How often two raters gave each pair of categories: row by row, a row what the first
// said, a column what the second said, in the order of the scale.
struct RatingTable {
  std::size_t categories = 0;
  std::vector<double> counts;  // categories * categories
};

// Of items that both rated. All are 1 where the raters always agree (but kappa).
struct Agreement {
  double n = 0;
  double share = 0;           // of items on which both said the same
  Interval share_interval;    // exact
  std::vector<double> first;  // base rates: how often each rater gave each category
  std::vector<double> second;
  // J. Cohen, Educational and Psychological Measurement 20 (1960), 37-46. Nothing where
  // both gave one category only. Its interval is that of the share with the agreement
  // by chance taken as known, as in Cohen's standard error, and never of no width.
  std::optional<double> kappa;
  Interval kappa_interval;
  // For scales: squared distances, J. Cohen, Psychological Bulletin 70 (1968), 213-220.
  std::optional<double> weighted_kappa;
  // Chance agreement that a common category does not raise: K. L. Gwet, British J.
  // Mathematical and Statistical Psychology 61 (2008), 29-48.
  double gwet_ac1 = 0;
  // Kappa as if all categories were equally common: T. Byrt, J. Bishop and J. B. Carlin,
  // J. Clinical Epidemiology 46 (1993), 423-429; more than two: R. L. Brennan and
  // D. J. Prediger, Educational and Psychological Measurement 41 (1981), 687-699.
  double pabak = 0;
};
// Nothing for fewer than two categories, a table of another size, a count that is
// negative or not finite, no counts, or a confidence outside (0, 1).
std::optional<Agreement> agreement(const RatingTable& table, double confidence);

}  // namespace assay
