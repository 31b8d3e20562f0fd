#include "harness/report/change.h"

#include <algorithm>

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

std::optional<double> quantile_in(std::string_view metric) {
  if (!metric.ends_with("_ms")) return std::nullopt;
  return metric.find("p95") != std::string_view::npos ? 0.95 : 0.5;
}

std::optional<MeasuredChange> as_change(const std::optional<Resampled>& resampled) {
  if (!resampled) return std::nullopt;
  return MeasuredChange{resampled->value, resampled->interval};
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

std::optional<MeasuredChange> measured_change(const PairedValues& values, std::string_view metric,
                                              ChangeForm form, double confidence,
                                              std::uint64_t seed) {
  const ResamplingPlan plan{confidence, replicates_for(values.size()), seed};
  const std::vector<double>& a = values.candidate;
  const std::vector<double>& b = values.baseline;
  if (const std::optional<double> q = quantile_in(metric)) {
    return as_change(form == ChangeForm::ratio ? ratio_of_quantiles(a, b, *q, plan)
                                               : difference_of_quantiles(a, b, *q, plan));
  }
  if (form == ChangeForm::ratio) return as_change(ratio_of_means(a, b, plan));
  const std::optional<PairedMean> mean = paired_mean(a, b, confidence);
  if (!mean) return std::nullopt;
  return MeasuredChange{mean->difference, mean->interval};
}

std::optional<double> level_of(std::vector<double> values, std::string_view metric) {
  const std::optional<double> q = quantile_in(metric);
  if (!q) return mean(values);
  std::sort(values.begin(), values.end());
  return sample_quantile(values, *q);
}

}  // namespace assay
