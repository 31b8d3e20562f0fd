// A judge with a known error and the labels of people who never err: how often
// corrected rates and differences hold the truth.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <string_view>
#include <vector>

#include "harness/base/random.h"
#include "harness/report/rates.h"
#include "harness/stats/distribution.h"
#include "harness/stats/judged_pairs.h"
#include "harness/stats/judged_rate.h"
#include "harness/stats/paired.h"
#include "tests/calibration/calibration.h"
#include "tests/calibration/seen.h"
#include "tests/calibration/tables.h"

namespace assay::calibration {
namespace {

constexpr int kCells = 200;

struct Judge {
  double sensitivity = 1;
  double specificity = 1;

  bool says_pass(bool is_right, Random& random) const {
    return random.uniform() < (is_right ? sensitivity : 1 - specificity);
  }
};

enum class Picked { at_random, by_verdict };
std::string_view name_of(Picked picked) {
  return picked == Picked::at_random ? "at random" : "half by verdict";
}

// Which cells get a label, as they come: any, or half from the strata that are of
// interest (as far as those go) and half from the others.
class Picking {
 public:
  Picking(Picked picked, int labels, double interesting) : from_others_(labels) {
    if (picked == Picked::at_random) return;
    is_apart_ = true;
    from_interesting_ = std::min(static_cast<int>(interesting), labels / 2);
    from_others_ = labels - from_interesting_;
  }
  bool takes(bool is_interesting) {
    int& left = is_interesting && is_apart_ ? from_interesting_ : from_others_;
    return left > 0 && left-- > 0;
  }

 private:
  bool is_apart_ = false;
  int from_interesting_ = 0;
  int from_others_ = 0;
};

struct Cell {
  bool is_right = false;
  bool is_judged_right = false;
};

std::vector<Cell> cells_of(double rate, const Judge& judge, Random& random) {
  std::vector<Cell> cells(kCells);
  for (Cell& cell : cells) {
    cell.is_right = random.uniform() < rate;
    cell.is_judged_right = judge.says_pass(cell.is_right, random);
  }
  return cells;
}

void label(StratumLabels& labels, bool is_right) {
  labels.n += 1;
  labels.passed += is_right ? 1 : 0;
}

JudgedRate judged_rate_of(const std::vector<Cell>& cells, Picked picked, int labels) {
  JudgedRate rate;
  for (const Cell& cell : cells) ++(cell.is_judged_right ? rate.passed : rate.failed);
  Picking picking(picked, labels, rate.failed);
  for (const Cell& cell : cells) {
    if (!picking.takes(!cell.is_judged_right)) continue;
    label(cell.is_judged_right ? rate.labels_of_passed : rate.labels_of_failed, cell.is_right);
  }
  return rate;
}

void rate_row(const Setting& setting, double rate, const Judge& judge, Picked picked, int labels) {
  Random random(setting.seed + 11);
  int naive = 0;
  int below = 0;
  int above = 0;
  int sensitivity = 0;
  int specificity = 0;
  double width = 0;
  double naive_width = 0;
  for (int sample = 0; sample < setting.samples; ++sample) {
    const JudgedRate seen = judged_rate_of(cells_of(rate, judge, random), picked, labels);
    const Interval as_judged = *rate_interval(seen.passed / kCells, kCells);
    const Interval corrected =
        post_stratified(Part{seen.passed / kCells, as_judged}, seen.labels_of_passed,
                        seen.labels_of_failed, kConfidence, LabelLimits::careful)
            ->interval;
    naive += holds(as_judged, rate) ? 1 : 0;
    below += rate < corrected.low ? 1 : 0;
    above += rate > corrected.high ? 1 : 0;
    naive_width += width_of(as_judged);
    width += width_of(corrected);
    // Where nothing is known there is no interval that could be wrong.
    const auto of_passes = judge_sensitivity(seen, kConfidence);
    const auto of_fails = judge_specificity(seen, kConfidence);
    sensitivity += !of_passes || holds(of_passes->interval, judge.sensitivity) ? 1 : 0;
    specificity += !of_fails || holds(of_fails->interval, judge.specificity) ? 1 : 0;
  }
  const double covered = 1 - share(below + above, setting.samples);
  const auto part = [&](int count) { return percent(share(count, setting.samples)); };
  fmt::print("| {} | {}, {} | {} {} | {} | **{}** | {} | {} | {} | {} | {} | {} | {} |\n", rate,
             judge.sensitivity, judge.specificity, labels, name_of(picked), part(naive),
             percent(covered), part(below), part(above),
             format_fixed(naive_width / setting.samples, 3),
             format_fixed(width / setting.samples, 3), part(sensitivity), part(specificity),
             at_least(covered, kLeast, setting.samples));
}

// Near the ends of the scale: what is careful, and what Wilson's limits alone would do.
void end_row(const Setting& setting, double rate, const Judge& judge, Picked picked, int labels) {
  Random random(setting.seed + 13);
  Seen careful;
  Seen wilson;
  int naive = 0;
  for (int sample = 0; sample < setting.samples; ++sample) {
    const JudgedRate seen = judged_rate_of(cells_of(rate, judge, random), picked, labels);
    const Interval as_judged = *rate_interval(seen.passed / kCells, kCells);
    const auto corrected = [&](LabelLimits limits) {
      return post_stratified(Part{seen.passed / kCells, as_judged}, seen.labels_of_passed,
                             seen.labels_of_failed, kConfidence, limits)
          ->interval;
    };
    naive += holds(as_judged, rate) ? 1 : 0;
    careful.count(corrected(LabelLimits::careful), rate);
    wilson.count(corrected(LabelLimits::wilson), rate);
  }
  const auto part = [&](int count) { return percent(share(count, setting.samples)); };
  fmt::print("| {} | {}, {} | {} {} | {} | **{}** | {} | {} | {} | {} |\n", rate, judge.sensitivity,
             judge.specificity, labels, name_of(picked), part(naive), part(careful.covered),
             format_fixed(careful.width / setting.samples, 3), part(wilson.covered),
             format_fixed(wilson.width / setting.samples, 3),
             at_least(share(careful.covered, setting.samples), kLeast, setting.samples));
}

// Two variants on the same cases, most of which are equally hard for both.
struct Arms {
  double candidate = 0;
  double baseline = 0;
  Judge of_candidate;
  Judge of_baseline;

  double difference() const { return candidate - baseline; }
};

struct TwoCells {
  Cell candidate;
  Cell baseline;
};

std::vector<TwoCells> pairs_of(const Arms& arms, Random& random) {
  constexpr double kShared = 0.6;
  std::vector<TwoCells> pairs(kCells);
  for (TwoCells& pair : pairs) {
    const double hardness = random.uniform();
    const bool is_shared = random.uniform() < kShared;
    pair.candidate.is_right = hardness < arms.candidate;
    pair.baseline.is_right = (is_shared ? hardness : random.uniform()) < arms.baseline;
    pair.candidate.is_judged_right = arms.of_candidate.says_pass(pair.candidate.is_right, random);
    pair.baseline.is_judged_right = arms.of_baseline.says_pass(pair.baseline.is_right, random);
  }
  return pairs;
}

// What one experiment comes to, and the same labels used arm by arm.
struct LabelledPairs {
  JudgedPairs pairs;
  JudgedRate candidate;
  JudgedRate baseline;

  JudgedPair& stratum(const TwoCells& cells) {
    if (cells.candidate.is_judged_right)
      return cells.baseline.is_judged_right ? pairs.both : pairs.only_candidate;
    return cells.baseline.is_judged_right ? pairs.only_baseline : pairs.neither;
  }
  void add(const TwoCells& cells) {
    stratum(cells).cases += 1;
    ++(cells.candidate.is_judged_right ? candidate.passed : candidate.failed);
    ++(cells.baseline.is_judged_right ? baseline.passed : baseline.failed);
  }
  void label_both(const TwoCells& cells) {
    JudgedPair& pair = stratum(cells);
    const int difference = (cells.candidate.is_right ? 1 : 0) - (cells.baseline.is_right ? 1 : 0);
    ++(difference > 0 ? pair.candidate_better : difference < 0 ? pair.baseline_better : pair.equal);
    label(cells.candidate.is_judged_right ? candidate.labels_of_passed : candidate.labels_of_failed,
          cells.candidate.is_right);
    label(cells.baseline.is_judged_right ? baseline.labels_of_passed : baseline.labels_of_failed,
          cells.baseline.is_right);
  }
};

LabelledPairs labelled(const std::vector<TwoCells>& cells, Picked picked, int labels) {
  LabelledPairs result;
  for (const TwoCells& pair : cells) result.add(pair);
  const JudgedPairs& pairs = result.pairs;
  Picking picking(picked, labels, pairs.only_candidate.cases + pairs.only_baseline.cases);
  for (const TwoCells& pair : cells) {
    if (picking.takes(pair.candidate.is_judged_right != pair.baseline.is_judged_right))
      result.label_both(pair);
  }
  return result;
}

std::int64_t whole(double cases) {
  return std::llround(cases);
}

// The interval with the strata's variances as they are seen: to be seen failing.
Interval with_plain_variance(const JudgedPairs& pairs) {
  double difference = 0;
  double variance = 0;
  double squares = 0;
  for (const JudgedPair& pair :
       {pairs.both, pairs.only_candidate, pairs.only_baseline, pairs.neither}) {
    const auto labels = static_cast<double>(pair.labelled());
    if (labels == 0) continue;
    const double weight = pair.cases / kCells;
    const double d = static_cast<double>(pair.candidate_better - pair.baseline_better) / labels;
    const double dd = static_cast<double>(pair.candidate_better + pair.baseline_better) / labels;
    difference += weight * d;
    squares += weight * d * d;
    variance += weight * weight * (dd - d * d) / labels;
  }
  variance += (squares - difference * difference) / kCells;
  const double half = two_sided_z(kConfidence) * std::sqrt(std::max(0.0, variance));
  return {difference - half, difference + half};
}

void pair_row(const Setting& setting, const Arms& arms, Picked picked, int labels) {
  const double truth = arms.difference();
  Random random(setting.seed + 12);
  Seen naive;
  Seen plain;
  Seen corrected;
  Seen by_arm;
  for (int sample = 0; sample < setting.samples; ++sample) {
    const LabelledPairs seen = labelled(pairs_of(arms, random), picked, labels);
    const JudgedPairs& pairs = seen.pairs;
    naive.count(*tango({whole(pairs.both.cases), whole(pairs.only_candidate.cases),
                        whole(pairs.only_baseline.cases), whole(pairs.neither.cases)},
                       kConfidence),
                truth);
    plain.count(with_plain_variance(pairs), truth);
    corrected.count(non_inferiority(pairs, -truth, kAlpha)->interval, truth);
    // Labels that were picked by pair are not picked by either's verdict.
    if (picked == Picked::at_random)
      by_arm.count(non_inferiority(seen.candidate, seen.baseline, -truth, kAlpha)->interval, truth);
  }
  const auto part = [&](int count) { return percent(share(count, setting.samples)); };
  const double covered = share(corrected.covered, setting.samples);
  fmt::print("| {} | {}, {} | {}, {} | {} {} | {} | {} | {} | **{}** | {} | {} | {} | {} |\n",
             format_fixed(truth, 2), arms.of_candidate.sensitivity, arms.of_candidate.specificity,
             arms.of_baseline.sensitivity, arms.of_baseline.specificity, labels, name_of(picked),
             part(naive.covered), part(naive.passed), part(plain.covered), part(corrected.covered),
             part(corrected.passed), format_fixed(corrected.width / setting.samples, 3),
             picked == Picked::at_random
                 ? fmt::format("{}, {}", part(by_arm.covered),
                               format_fixed(by_arm.width / setting.samples, 3))
                 : "",
             at_least(covered, kLeast, setting.samples));
}

}  // namespace

void judged(const Setting& setting) {
  fmt::print(
      "\n**A judge with errors: coverage of a nominal 95 %** ({} suites of {} cells a row, in "
      "%)\n\n"
      "| true rate | sensitivity, specificity | labels | as judged | corrected | truth below | "
      "truth above | width as judged | width | sensitivity | specificity | at least 93 % |\n"
      "|---|---|---|---|---|---|---|---|---|---|---|---|\n",
      setting.samples, kCells);
  for (const double rate : {0.7, 0.9, 0.95})
    for (const Judge& judge : {Judge{0.95, 0.8}, Judge{0.9, 0.7}})
      for (const Picked picked : {Picked::at_random, Picked::by_verdict})
        for (const int labels : {20, 40, 80}) rate_row(setting, rate, judge, picked, labels);
  fmt::print(
      "\n**The same near 0 and 1** ({} suites of {} cells a row, in %)\n\n"
      "| true rate | sensitivity, specificity | labels | as judged | corrected | width | by "
      "Wilson's "
      "limits | width | at least 93 % |\n|---|---|---|---|---|---|---|---|---|\n",
      setting.samples, kCells);
  for (const double rate : {0.0, 0.01, 0.05, 0.99, 1.0})
    for (const Judge& judge : {Judge{0.95, 0.8}, Judge{0.9, 0.7}})
      for (const Picked picked : {Picked::at_random, Picked::by_verdict})
        for (const int labels : {20, 80}) end_row(setting, rate, judge, picked, labels);
  fmt::print(
      "\n**Two variants under a judge that errs more for one: coverage of the difference, and "
      "false passes** ({} suites of {} cases a row, in %; `no_worse_than` the true difference, so "
      "every pass is wrong)\n\n"
      "| true difference | candidate's sensitivity, specificity | baseline's | labelled pairs | as "
      "judged | false passes as judged | corrected, plain variance | corrected | false passes | "
      "width | arm by arm: covered, width | at least 93 % |\n"
      "|---|---|---|---|---|---|---|---|---|---|---|---|\n",
      setting.samples, kCells);
  const Arms kArms[] = {
      {0.7, 0.7, {0.9, 0.8}, {0.9, 0.9}},
      {0.9, 0.9, {0.95, 0.6}, {0.95, 0.8}},
      {0.85, 0.9, {0.97, 0.7}, {0.9, 0.85}},
      {0.65, 0.7, {0.9, 0.7}, {0.9, 0.9}},
  };
  for (const Arms& arms : kArms)
    for (const Picked picked : {Picked::at_random, Picked::by_verdict})
      for (const int labels : {40, 80, 160}) pair_row(setting, arms, picked, labels);
}

}  // namespace assay::calibration
