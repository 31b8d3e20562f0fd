// A judge that gives marks, with errors, and people who mark a random sample: how often the
// corrected mean score, and the difference of two, hold the truth.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <optional>
#include <vector>

#include "harness/base/random.h"
#include "harness/report/rates.h"
#include "harness/stats/bounded_mean.h"
#include "harness/stats/decision.h"
#include "harness/stats/marked_mean.h"
#include "tests/calibration/calibration.h"
#include "tests/calibration/seen.h"
#include "tests/calibration/tables.h"

namespace assay::calibration {
namespace {

// A judge's marks from 1 to 5: of so many answers one too high, or too low.
struct Marker {
  double too_high = 0;
  double too_low = 0;

  double says(double mark, Random& random) const {
    const double luck = random.uniform();
    if (luck < too_high) return std::min(1.0, mark + 0.25);
    return luck < too_high + too_low ? std::max(0.0, mark - 0.25) : mark;
  }
};

struct Graded {
  std::array<double, 5> shares;  // of the marks that people would give
  Marker marker;

  double truth() const {
    double sum = 0;
    for (std::size_t i = 0; i < shares.size(); ++i) sum += shares[i] * static_cast<double>(i) / 4;
    return sum;
  }
  // `luck` in [0, 1): how hard the case is.
  MarkedAnswer answer(double luck, bool is_labelled, Random& random) const {
    std::size_t mark = 0;
    for (double sum = shares[0]; mark < 4 && luck >= sum; sum += shares[mark]) ++mark;
    const double people = static_cast<double>(mark) / 4;
    return {marker.says(people, random), is_labelled ? std::optional(people) : std::nullopt};
  }
};

constexpr int kMarkedCells = 400;

void mark_row(const Setting& setting, const Graded& graded, int labels) {
  Random random(setting.seed + 14);
  Seen naive;
  Seen corrected;
  const double truth = graded.truth();
  for (int sample = 0; sample < setting.samples; ++sample) {
    std::vector<MarkedAnswer> answers;
    std::vector<double> judge;
    for (int i = 0; i < kMarkedCells; ++i) {
      answers.push_back(graded.answer(random.uniform(), i < labels, random));
      judge.push_back(answers.back().judge);
    }
    naive.count(*bounded_mean_interval(judge, kConfidence), truth);
    corrected.count(marked_mean(answers, kConfidence)->interval, truth);
  }
  fmt::print("| {} | {} %, {} % | {} | {} | **{}** | {} | {} | {} |\n", format_fixed(truth, 3),
             100 * graded.marker.too_high, 100 * graded.marker.too_low, labels,
             percent(share(naive.covered, setting.samples)),
             percent(share(corrected.covered, setting.samples)),
             format_fixed(naive.width / setting.samples, 3),
             format_fixed(corrected.width / setting.samples, 3),
             at_least(share(corrected.covered, setting.samples), kLeast, setting.samples));
}

// Of the cases, `alike` have the same answer on both sides, which one label is of.
void mark_pair_row(const Setting& setting, const Graded& candidate, const Graded& baseline,
                   double alike, int labels) {
  Random random(setting.seed + 15);
  Seen naive;
  Seen corrected;
  const double truth = (1 - alike) * (candidate.truth() - baseline.truth());
  for (int sample = 0; sample < setting.samples; ++sample) {
    std::vector<MarkedPair> pairs;
    std::vector<double> differences;
    for (int i = 0; i < kMarkedCells; ++i) {
      const double luck = random.uniform();
      const double chance = static_cast<double>(labels) / kMarkedCells;
      const MarkedAnswer of_baseline = baseline.answer(luck, random.uniform() < chance, random);
      const bool is_alike = random.uniform() < alike;
      pairs.push_back(
          {is_alike ? of_baseline : candidate.answer(luck, random.uniform() < chance, random),
           of_baseline});
      differences.push_back(pairs.back().candidate.judge - of_baseline.judge);
    }
    naive.count(non_inferiority(differences, -truth, kAlpha)->interval, truth);
    if (const auto change = non_inferiority(pairs, 0.05, kAlpha))
      corrected.count(change->interval, truth);
    else
      ++corrected.covered;  // nothing is said
  }
  fmt::print("| {} | {} % | {} | {} | **{}** | {} | {} | {} |\n", format_fixed(truth, 3),
             100 * alike, labels, percent(share(naive.covered, setting.samples)),
             percent(share(corrected.covered, setting.samples)),
             format_fixed(naive.width / setting.samples, 3),
             format_fixed(corrected.width / setting.samples, 3),
             at_least(share(corrected.covered, setting.samples), kLeast, setting.samples));
}

}  // namespace

void marked(const Setting& setting) {
  constexpr std::array<double, 5> kMiddle = {0.05, 0.1, 0.2, 0.35, 0.3};
  constexpr std::array<double, 5> kLower = {0.1, 0.15, 0.25, 0.3, 0.2};
  constexpr std::array<double, 5> kHigh = {0, 0, 0.01, 0.03, 0.96};
  fmt::print(
      "\n**A judge's marks from 1 to 5 with errors: coverage of a nominal 95 % of the mean score** "
      "({} suites of {} cells a row, in %)\n\n"
      "| true score | a mark too high, too low | labels at random | as judged | corrected | width "
      "as "
      "judged | width | at least 93 % |\n|---|---|---|---|---|---|---|---|\n",
      setting.samples, kMarkedCells);
  for (const auto& shares : {kMiddle, kLower, kHigh})
    for (const Marker& marker : {Marker{0.4, 0.05}, Marker{0.05, 0.2}, Marker{0.02, 0.02}})
      for (const int labels : {100, 200}) mark_row(setting, {shares, marker}, labels);
  fmt::print(
      "\n**The same of two variants, the candidate's marks 5 % too high and 20 % too low, the "
      "baseline's 40 % and 5 %: coverage of the difference** ({} suites of {} cases a row, in %; "
      "labels of each side for itself, and of both where they gave the same answer)\n\n"
      "| true difference | same answers | labels of each | as judged | corrected | width as judged "
      "| "
      "width | at least 93 % |\n|---|---|---|---|---|---|---|---|\n",
      setting.samples, kMarkedCells);
  for (const double alike : {0.0, 0.5})
    for (const int labels : {120, 200}) {
      mark_pair_row(setting, {kMiddle, {0.05, 0.2}}, {kMiddle, {0.4, 0.05}}, alike, labels);
      mark_pair_row(setting, {kLower, {0.05, 0.2}}, {kMiddle, {0.4, 0.05}}, alike, labels);
    }
}

}  // namespace assay::calibration
