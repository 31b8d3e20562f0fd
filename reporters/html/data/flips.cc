#include "reporters/html/data/flips.h"

#include <algorithm>
#include <cmath>

#include "reporters/html/number.h"

namespace assay::html {

ComparedPairs::ComparedPairs(const Report& report) {
  for (std::size_t i = 0; i < report.variants.size(); ++i)
    places_.emplace(report.variants[i].id, i);
}

std::optional<VariantPair> ComparedPairs::of(const Comparison& comparison) const {
  const auto from = places_.find(comparison.baseline);
  const auto to = places_.find(comparison.candidate);
  if (from == places_.end() || to == places_.end() || from == to) return std::nullopt;
  return VariantPair{from->second, to->second};
}

std::optional<VariantPair> likely_pair(const Report& report) {
  const ComparedPairs pairs(report);
  for (const Comparison& comparison : report.comparisons) {
    if (const auto pair = pairs.of(comparison)) return pair;
  }
  if (report.variants.size() < 2) return std::nullopt;
  return VariantPair{0, 1};
}

std::string pass_rate_sentence(const Comparison& comparison) {
  for (const MetricComparison& metric : comparison.metrics) {
    if (metric.metric != "pass_rate" || !metric.change) continue;
    const std::string text = "Pass rate " + change_text(metric);
    return text + " over " + grouped(metric.n) + (metric.n == 1 ? " case: " : " cases: ") +
           std::string(to_string(metric.standing)) + ".";
  }
  return {};
}

Flips flips_between(const Report& report, VariantPair pair) {
  Flips flips;
  for (std::size_t index = 0; index < report.cases.size(); ++index) {
    const std::vector<CaseVariant>& cells = report.cases[index].variants;
    const std::optional<double> from = cells[pair.from].pass_rate();
    const std::optional<double> to = cells[pair.to].pass_rate();
    if (!from || !to) {
      ++flips.unscored;
    } else if (*from == *to) {
      ++flips.same;
    } else {
      ++(*to < *from ? flips.fell : flips.rose);
      flips.cases.push_back({index, *to - *from});
    }
  }
  std::stable_sort(flips.cases.begin(), flips.cases.end(),
                   [](const CaseFlip& a, const CaseFlip& b) {
                     if ((a.change < 0) != (b.change < 0)) return a.change < 0;
                     return std::abs(a.change) > std::abs(b.change);
                   });
  return flips;
}

}  // namespace assay::html
