#include "harness/report/compare/change.h"

#include <algorithm>
#include <numeric>

#include "harness/report/rates.h"
#include "harness/stats/mean.h"
#include "harness/stats/paired.h"
#include "harness/stats/quantile.h"
#include "harness/stats/ratio.h"

namespace assay {
namespace {

// Fewer for very many cases, which vary less from one resample to the next.
std::size_t replicates_for(std::size_t n) {
  constexpr std::size_t kDraws = 20'000'000;
  return std::clamp<std::size_t>(kDraws / std::max<std::size_t>(1, n), 1000, 4000);
}

std::optional<MeasuredChange> as_change(const std::optional<Resampled>& resampled) {
  if (!resampled) return std::nullopt;
  return MeasuredChange{resampled->value, resampled->interval};
}

// Lateness only makes times longer: the candidate's true ones may be shorter by its
// lag, which lowers the change, the baseline's by theirs, which raises it.
std::optional<MeasuredChange> widened(MeasuredChange change, const PairedValues& values,
                                      const MetricShape& metric, ChangeForm form) {
  if (form == ChangeForm::difference) {
    change.interval.low -= values.candidate_lag;
    change.interval.high += values.baseline_lag;
    return change;
  }
  const double candidate = level_of(values.candidate, metric).value_or(0);
  const double baseline = level_of(values.baseline, metric).value_or(0);
  if (values.candidate_lag >= candidate || values.baseline_lag >= baseline) return std::nullopt;
  change.interval.low *= 1 - values.candidate_lag / candidate;
  change.interval.high /= 1 - values.baseline_lag / baseline;
  return change;
}

std::optional<MeasuredChange> change_of(const PairedValues& values, const MetricShape& metric,
                                        ChangeForm form, double confidence, std::uint64_t seed) {
  const ResamplingPlan plan{confidence, replicates_for(values.size()), seed};
  const std::vector<double>& a = values.candidate;
  const std::vector<double>& b = values.baseline;
  const bool is_ratio = form == ChangeForm::ratio;
  if (metric.kind == MetricKind::quantile) {
    return as_change(is_ratio ? ratio_of_quantiles(a, b, metric.quantile, plan)
                              : difference_of_quantiles(a, b, metric.quantile, plan));
  }
  if (is_ratio) return as_change(ratio_of_means(a, b, plan));
  const std::vector<double> differences = values.differences();
  const std::optional<Interval> interval = mean_interval(differences, confidence);
  if (!interval) return std::nullopt;
  return MeasuredChange{*mean(differences), *interval};
}

}  // namespace

std::optional<NonInferiority> judged_change(const PairedValues& values, double margin,
                                            double alpha) {
  if (values.size() == 0) return std::nullopt;
  const std::vector<double> differences = values.differences();
  if (!values.cluster_of.empty())
    return clustered_non_inferiority(differences, values.cluster_of, margin, alpha);
  if (const std::optional<PairedCounts> counts = values.counts())
    return non_inferiority(*counts, margin, alpha);
  return non_inferiority(differences, margin, alpha);
}

std::optional<EqualityTest> equality_test(const PairedValues& values) {
  const auto equal = judged_change(values, 0, kAlpha);
  if (!equal) return std::nullopt;
  const double p = std::min(1.0, 2 * std::min(equal->p_not_inferior, equal->p_inferior));
  if (!values.cluster_of.empty()) return EqualityTest{p, "clustered t, empirical likelihood"};
  if (values.counts()) return EqualityTest{p, "Tango's score test"};
  return EqualityTest{p, "t, empirical likelihood"};
}

std::optional<MeasuredChange> measured_change(const PairedValues& values, const MetricShape& metric,
                                              ChangeForm form, double confidence,
                                              std::uint64_t seed) {
  const auto change = change_of(values, metric, form, confidence, seed);
  return change && metric.is_time() ? widened(*change, values, metric, form) : change;
}

std::optional<double> level_of(std::vector<double> values, const MetricShape& metric) {
  // The ratio of two sums over the same cases is that of their means.
  if (metric.kind == MetricKind::total && !values.empty()) {
    return std::accumulate(values.begin(), values.end(), 0.0);
  }
  if (metric.kind != MetricKind::quantile) return mean(values);
  std::sort(values.begin(), values.end());
  return sample_quantile(values, metric.quantile);
}

}  // namespace assay
