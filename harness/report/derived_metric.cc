#include "harness/report/derived_metric.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "harness/report/rates.h"
#include "harness/stats/decision.h"
#include "harness/stats/resample.h"
#include "harness/suite/arithmetic.h"

namespace assay {
namespace {

constexpr double kUndefined = std::numeric_limits<double>::quiet_NaN();

// Of each case that has any of the metrics, its mean of each.
using CaseValues = std::vector<std::vector<std::optional<double>>>;

CaseValues case_values(const Report& report, const Arithmetic& value, std::size_t variant) {
  std::vector<std::size_t> places;
  for (const Arithmetic::Name& name : value.names()) {
    const auto& own = report.own_metrics;
    places.push_back(
        static_cast<std::size_t>(std::find(own.begin(), own.end(), name.text) - own.begin()));
  }
  CaseValues values;
  for (const CaseSummary& summary : report.cases) {
    std::vector<std::optional<double>> of_case;
    for (const std::size_t place : places) {
      const bool has_it = place < summary.own.size() && !summary.own[place].empty();
      of_case.push_back(has_it ? summary.own[place][variant].score : std::nullopt);
    }
    if (std::any_of(of_case.begin(), of_case.end(), [](const auto& each) { return each; }))
      values.push_back(std::move(of_case));
  }
  return values;
}

// Of the cases at `indices`; not a number where it is undefined.
double value_at(const Arithmetic& value, const CaseValues& values,
                std::span<const std::size_t> indices) {
  std::vector<double> means;
  for (std::size_t metric = 0; metric < value.names().size(); ++metric) {
    double sum = 0;
    double n = 0;
    for (const std::size_t i : indices) {
      if (!values[i][metric]) continue;
      sum += *values[i][metric];
      ++n;
    }
    if (n == 0) return kUndefined;
    means.push_back(sum / n);
  }
  return value.of(means).value_or(kUndefined);
}

// Cases of the metric, and those of them that differ from what most are.
struct Seen {
  std::size_t cases = 0;
  std::size_t differing = 0;
};

Seen seen_of(const CaseValues& values, std::size_t metric) {
  std::map<double, std::size_t> counts;
  Seen seen;
  for (const auto& of_case : values) {
    if (!of_case[metric]) continue;
    ++counts[*of_case[metric]];
    ++seen.cases;
  }
  std::size_t most = 0;
  for (const auto& [value, count] : counts) most = std::max(most, count);
  seen.differing = seen.cases - most;
  return seen;
}

std::vector<std::size_t> every_place(const CaseValues& values) {
  std::vector<std::size_t> indices(values.size());
  for (std::size_t i = 0; i < indices.size(); ++i) indices[i] = i;
  return indices;
}

// Fewer for very many cases, which vary less from one resample to the next.
std::size_t replicates_for(std::size_t n) {
  constexpr std::size_t kDraws = 20'000'000;
  return std::clamp<std::size_t>(kDraws / std::max<std::size_t>(1, n), 1000, 4000);
}

}  // namespace

Estimated derived_of(const Report& report, const DerivedMetric& metric, std::size_t variant) {
  Estimated estimate;
  const Result<Arithmetic> value = Arithmetic::parse(metric.value);
  if (!value) return estimate;  // the loader refused it
  const CaseValues values = case_values(report, *value, variant);
  Seen fewest = {values.size(), values.size()};
  for (std::size_t i = 0; i < value->names().size(); ++i) {
    const Seen seen = seen_of(values, i);
    fewest = {std::min(fewest.cases, seen.cases), std::min(fewest.differing, seen.differing)};
  }
  estimate.n = static_cast<std::int64_t>(fewest.cases);
  const double observed = value_at(*value, values, every_place(values));
  if (!std::isfinite(observed)) return estimate;
  estimate.value = observed;
  if (fewest.cases < kFewestForDerived ||
      fewest.differing < static_cast<std::size_t>(kFewestDiffering))
    return estimate;
  const std::vector<double> replicates = bootstrap(
      values.size(),
      [&](std::span<const std::size_t> indices) { return value_at(*value, values, indices); },
      replicates_for(values.size()), report.run.seed);
  if (const auto interval = percentile_interval(replicates, kConfidence)) {
    estimate.low = interval->low;
    estimate.high = interval->high;
  }
  return estimate;
}

}  // namespace assay
