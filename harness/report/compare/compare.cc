#include "harness/report/compare/compare.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "harness/base/count_text.h"
#include "harness/base/text.h"
#include "harness/report/compare/change.h"
#include "harness/report/compare/corrected_change.h"
#include "harness/report/describe.h"
#include "harness/report/metric.h"
#include "harness/report/own_metric.h"
#include "harness/report/rates.h"
#include "harness/stats/mean.h"
#include "harness/stats/power.h"

namespace assay {
namespace {

struct Side {
  const Arm& baseline;
  const Arm& candidate;
  const std::vector<CommonCase>& common;
  const MetricRow& metric;
  const CompareOptions& options;

  PairedValues values(Scenario scenario) const {
    return paired_values(baseline, candidate, common, metric, scenario, options.cluster);
  }
  JudgedArms judged() const {
    return {baseline, candidate, common, metric, !options.cluster.empty()};
  }
};

std::optional<NonInferiority> change_of(const Side& side, const PairedValues& values,
                                        Scenario scenario, double margin) {
  const JudgedArms arms = side.judged();
  return arms.are_corrected() ? corrected_change(arms, values, scenario, margin, kAlpha)
                              : judged_change(values, margin, kAlpha);
}

// With a margin the words are about the margin, as a gate's are: an interval that
// holds it decides nothing, even where it excludes "equal" (G. Piaggio et al., JAMA
// 295 (2006), 1152-1160, figure 1).
Standing standing_of_judged(const NonInferiority& change, bool has_margin) {
  if (change.interval.low > 0) return Standing::better;
  if (!has_margin) return change.interval.high < 0 ? Standing::worse : Standing::no_difference;
  if (change.decision == Decision::pass) return Standing::no_worse;
  return change.decision == Decision::fail ? Standing::worse : Standing::inconclusive;
}

Standing standing_of_ratio(const Interval& ratio) {
  if (ratio.high < 1) return Standing::better;
  if (ratio.low > 1) return Standing::worse;
  return Standing::no_difference;
}

Standing standing_in(const Side& side, Scenario scenario) {
  const PairedValues values = side.values(scenario);
  const double margin = side.options.margin.value_or(0);
  if (side.metric.shape.is_judged()) {
    const auto change = change_of(side, values, scenario, margin);
    return change ? standing_of_judged(*change, side.options.margin.has_value())
                  : Standing::inconclusive;
  }
  const auto change = measured_change(values, side.metric.shape, ChangeForm::ratio, kConfidence,
                                      side.candidate.seed);
  return change ? standing_of_ratio(change->interval) : Standing::inconclusive;
}

std::int64_t sum_of(const Side& side, std::int64_t UnknownCells::*count) {
  std::int64_t sum = 0;
  for (const CommonCase& pair : side.common) {
    sum += unknown_of(side.baseline.cases[pair.baseline], side.metric).*count;
    sum += unknown_of(side.candidate.cases[pair.candidate], side.metric).*count;
  }
  return sum;
}

std::optional<double> detectable_of(const PairedValues& values) {
  const auto n = static_cast<double>(values.size());
  if (const auto counts = values.counts(); counts && values.cluster_of.empty()) {
    const double share = static_cast<double>(counts->discordant()) / n;
    if (counts->discordant() == 0) return std::nullopt;
    return mcnemar_detectable_difference(share, n, 1 - kConfidence, kPower);
  }
  if (!values.cluster_of.empty()) {
    const auto error = clustered_standard_error(values.differences(), values.cluster_of);
    if (!error || *error == 0) return std::nullopt;
    PairedSpread spread;
    spread.between_cases = *error * *error * n;
    return minimum_detectable_difference(spread, n, 1 - kConfidence, kPower);
  }
  const std::optional<double> between = variance(values.differences());
  if (!between || *between == 0) return std::nullopt;
  PairedSpread spread;
  spread.between_cases = *between;
  return minimum_detectable_difference(spread, n, 1 - kConfidence, kPower);
}

std::string cases_text(const PairedValues& values) {
  const std::string text = counted(values.size(), "case");
  return values.clusters() == 0 ? text : text + " in " + counted(values.clusters(), "cluster");
}

std::string judged_reason(const MetricComparison& result, const PairedValues& values) {
  std::string text = fmt::format("{} against {}: {} on {}, {} different",
                                 describe(*result.candidate, MetricUnit::percent),
                                 describe(*result.baseline, MetricUnit::percent),
                                 change_text(result), cases_text(values), result.discordant);
  if (result.standing == Standing::no_worse) {
    text += fmt::format("; no worse by {}", points_text(*result.margin));
  }
  if (result.standing == Standing::no_difference && result.detectable) {
    text += fmt::format("; a difference of {} points would be found 4 times in 5",
                        format_fixed(100 * *result.detectable, 1));
  }
  if (result.standing == Standing::worse && result.margin)
    text += fmt::format("; worse by more than {}", points_text(*result.margin));
  if (result.standing == Standing::inconclusive && *result.high < 0)
    text += fmt::format("; worse, but not shown to be by more than {}",
                        points_text(result.margin.value_or(0)));
  const std::string further = further_text(result.further);
  return further.empty() ? text : text + "; " + further + " would settle it";
}

std::string ratio_reason(const MetricComparison& result, MetricUnit unit) {
  return fmt::format("{} against {}: {} on {} cases", describe(*result.candidate, unit),
                     describe(*result.baseline, unit), change_text(result), result.n);
}

void take_change(double change, const Interval& interval, MetricComparison& result) {
  result.change = change;
  result.low = interval.low;
  result.high = interval.high;
}

std::string too_few(const PairedValues& values) {
  return cases_text(values) + " in common: too few for an interval";
}

bool is_lost_in_lag(const PairedValues& values, const MetricShape& metric) {
  return values.candidate_lag >= level_of(values.candidate, metric).value_or(HUGE_VAL) ||
         values.baseline_lag >= level_of(values.baseline, metric).value_or(HUGE_VAL);
}

// Labels have a test of their own; neither verdicts alone nor more cases say what it would
// take to settle it.
void take_corrected(const Side& side, const PairedValues& values, MetricComparison& result) {
  const CorrectedLevels levels = corrected_levels(side.judged(), values);
  result.baseline = levels.baseline;
  result.candidate = levels.candidate;
  if (const auto equal = change_of(side, values, Scenario::observed, 0)) {
    result.p = std::min(1.0, 2 * std::min(equal->p_inferior, equal->p_not_inferior));
    result.test = correction_test(side.judged());
  }
}

void take_as_judged(const Side& side, const PairedValues& values, const NonInferiority& change,
                    MetricComparison& result) {
  if (const auto test = equality_test(values)) {
    result.p = test->p;
    result.test = test->name;
  }
  result.detectable = detectable_of(values);
  if (result.standing == Standing::inconclusive) {
    result.further =
        further_of(side.baseline, side.candidate, values, change, side.options.margin.value_or(0));
    // How much one draw of it varies is not known: that of verdicts is.
    if (!side.metric.is_of_verdicts()) result.further.repeats = {}, result.further.repeats_usd = {};
  }
}

void compare_judged(const Side& side, const PairedValues& values, MetricComparison& result) {
  const auto change = change_of(side, values, Scenario::observed, side.options.margin.value_or(0));
  if (!change) {
    result.reason = too_few(values);
    return;
  }
  take_change(change->difference, change->interval, result);
  result.discordant = change->discordant;
  result.margin = side.options.margin;
  result.standing = standing_of_judged(*change, side.options.margin.has_value());
  if (side.judged().are_corrected())
    take_corrected(side, values, result);
  else
    take_as_judged(side, values, *change, result);
  result.reason = judged_reason(result, values) + judge_text(side.judged());
}

void compare_measured(const Side& side, const PairedValues& values, MetricComparison& result) {
  result.is_ratio = true;
  if (values.size() == 0) {
    result.reason = "not measured on both sides";
    return;
  }
  const MetricShape& metric = side.metric.shape;
  const auto change =
      measured_change(values, metric, ChangeForm::ratio, kConfidence, side.candidate.seed);
  for (const double difference : values.differences()) result.discordant += difference != 0;
  if (!change) {
    result.reason = is_lost_in_lag(values, metric)
                        ? "the machine that asked was late by as much as these times: they say "
                          "nothing of the model"
                        : too_few(values);
    return;
  }
  take_change(change->value, change->interval, result);
  result.standing = standing_of_ratio(change->interval);
  result.reason = ratio_reason(result, metric.unit);
}

// docs/design.md, "An error is not a wrong answer". Errors do not bear on what cost and
// tokens measure.
void consider_errors(const Side& side, MetricComparison& result) {
  const std::int64_t errors = sum_of(side, &UnknownCells::errors);
  const std::int64_t waiting =
      side.metric.shape.is_judged() ? sum_of(side, &UnknownCells::waiting) : 0;
  if (errors + waiting == 0 || result.standing == Standing::inconclusive) return;
  if (!side.metric.shape.is_judged() && !side.metric.shape.is_time()) return;
  const Standing best = standing_in(side, Scenario::best);
  const Standing worst = standing_in(side, Scenario::worst);
  if (best == result.standing && worst == result.standing) return;
  result.reason = fmt::format(
      "{} without the {}, but from {} to {} with them counted for or against: {} ({})",
      to_string(result.standing), unknown_text(errors, waiting), to_string(worst), to_string(best),
      waiting > 0 ? "label those answers" : "ask those cells again", result.reason);
  result.standing = Standing::inconclusive;
}

// What a reader should know of the runs behind the arms.
std::vector<std::string> notes_of(const Arm& baseline, const Arm& candidate) {
  std::vector<std::string> notes;
  for (const Arm* arm : {&baseline, &candidate}) {
    if (arm->complete) continue;
    notes.push_back(fmt::format(
        "run {} is not complete: {} of {}'s {} have no outcome; finish it with --resume", arm->run,
        missing_cells(counts_of(*arm), arm->repeats), arm->name,
        counted(arm->cases.size() * static_cast<std::size_t>(arm->repeats), "cell")));
  }
  for (const Arm* arm : {&baseline, &candidate}) {
    if (arm->lag_ms <= kSaturatedLagMs) continue;
    notes.push_back(fmt::format(
        "the machine that asked {} was late by up to {} ms (p99): intervals of times are wider by "
        "as much",
        arm->name, format_fixed(arm->lag_ms, 1)));
  }
  if (baseline.variant.model_id == candidate.variant.model_id &&
      baseline.variant.model_returned != candidate.variant.model_returned) {
    notes.push_back(fmt::format("{} was answered by {}, now by {}", candidate.variant.model_id,
                                join(baseline.variant.model_returned, ", "),
                                join(candidate.variant.model_returned, ", ")));
  }
  return notes;
}

}  // namespace

MetricComparison compare_metric(const Arm& baseline, const Arm& candidate,
                                const std::vector<CommonCase>& common, const MetricRow& metric,
                                const CompareOptions& options) {
  MetricComparison result;
  result.metric = metric.shape.name;
  const Side side{baseline, candidate, common, metric, options};
  const PairedValues values = side.values(Scenario::observed);
  result.n = static_cast<std::int64_t>(values.size());
  result.baseline = level_of(values.baseline, metric.shape);
  result.candidate = level_of(values.candidate, metric.shape);
  if (metric.shape.is_judged())
    compare_judged(side, values, result);
  else
    compare_measured(side, values, result);
  consider_errors(side, result);
  return result;
}

std::vector<Flip> flips_of(const Arm& baseline, const Arm& candidate,
                           const std::vector<CommonCase>& common) {
  std::vector<Flip> flips;
  for (const CommonCase& pair : common) {
    const ArmCase& a = candidate.cases[pair.candidate];
    const ArmCase& b = baseline.cases[pair.baseline];
    const std::optional<double> now = a.counts.pass_rate();
    const std::optional<double> before = b.counts.pass_rate();
    if (now && before && *now != *before) flips.push_back({a.id, *before, *now, b.reply, a.reply});
  }
  std::stable_sort(flips.begin(), flips.end(), [](const Flip& x, const Flip& y) {
    return x.candidate - x.baseline < y.candidate - y.baseline;
  });
  return flips;
}

Comparison compare(const Arm& baseline, const Arm& candidate, const CompareOptions& options) {
  Comparison comparison;
  comparison.baseline = baseline.name;
  comparison.candidate = candidate.name;
  const std::vector<CommonCase> common = common_cases(baseline, candidate);
  comparison.cases = static_cast<std::int64_t>(common.size());
  for (const MetricRow& metric : metric_rows()) {
    if (metric.shape.compared == Compared::always)
      comparison.metrics.push_back(compare_metric(baseline, candidate, common, metric, options));
  }
  // An own metric that one side alone has compares with nothing, and says so.
  std::vector<std::string> own = own_metrics_of(candidate);
  for (std::string& name : own_metrics_of(baseline))
    if (std::find(own.begin(), own.end(), name) == own.end()) own.push_back(std::move(name));
  for (const std::string& name : own) {
    comparison.metrics.push_back(
        compare_metric(baseline, candidate, common, *find_metric(own_metric(name)), options));
  }
  comparison.flips = flips_of(baseline, candidate, common);
  comparison.lost = std::count_if(comparison.flips.begin(), comparison.flips.end(),
                                  [](const Flip& flip) { return flip.candidate < flip.baseline; });
  comparison.won = std::ssize(comparison.flips) - comparison.lost;
  if (comparison.flips.size() > kMostFlips) comparison.flips.resize(kMostFlips);
  comparison.notes = notes_of(baseline, candidate);
  return comparison;
}

}  // namespace assay
