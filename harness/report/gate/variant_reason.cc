#include "harness/report/gate/variant_reason.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <optional>
#include <vector>

#include "harness/report/describe.h"
#include "harness/report/percentile.h"

namespace assay {
namespace {

std::string limits_text(const VariantQuestion& question) {
  const Gate& gate = question.gate;
  const MetricUnit unit = question.metric.shape.unit;
  std::string text;
  if (gate.at_least) text = "at least " + describe_limit(*gate.at_least, unit);
  if (gate.at_most) {
    text += (text.empty() ? "at most " : " and at most ") + describe_limit(*gate.at_most, unit);
  }
  return text;
}

// What was seen, on the side of the gate's limits on which it is.
std::string seen_text(const VariantQuestion& question, const Estimated& observed) {
  std::vector<double> limits;
  for (const std::optional<double>& limit : {question.gate.at_least, question.gate.at_most})
    if (limit) limits.push_back(*limit);
  return describe(observed, question.metric.shape, limits);
}

// The bound that the interval straddles.
std::optional<double> straddled(const Gate& gate, const Estimated& observed) {
  for (const std::optional<double>& threshold : {gate.at_least, gate.at_most}) {
    if (threshold && *observed.low <= *threshold && *observed.high >= *threshold) return threshold;
  }
  return std::nullopt;
}

std::string straddle_reason(const VariantQuestion& question, const Estimated& observed) {
  const MetricShape& metric = question.metric.shape;
  const std::string seen = seen_text(question, observed);
  const std::optional<double> threshold = straddled(question.gate, observed);
  if (!threshold) return fmt::format("{} does not decide {}", seen, limits_text(question));
  double cells_per_case = 1;
  if (metric.kind == MetricKind::rate) {
    const auto column = column_of(question.metric, question.report, question.variant);
    cells_per_case = question.metric.share->effective_n(column) / static_cast<double>(observed.n);
  }
  std::string text = fmt::format("{} straddles {}", seen, describe_limit(*threshold, metric.unit));
  const auto needed = cases_to_decide(observed, *threshold, metric.kind, cells_per_case);
  if (!needed) return text + "; too close for more cases to decide";
  const std::int64_t more = std::max<std::int64_t>(1, *needed - observed.n);
  const char* unit = metric.kind == MetricKind::quantile ? "replies" : "cases";
  return text + fmt::format("; about {} more {} would decide at this value", more, unit);
}

std::string open_reason(const VariantQuestion& question, const Estimated& observed) {
  const MetricShape& metric = question.metric.shape;
  if (observed.n == 0) return fmt::format("no {} was measured{}", metric.name, kOnlyStoredReplies);
  if (observed.low && observed.high) return straddle_reason(question, observed);
  const std::string needed = metric.kind == MetricKind::quantile
                                 ? fmt::format("{} replies", fewest_for_interval(metric.quantile))
                                 : "2 cases";
  return fmt::format("{}: n too small for an interval; at least {} are needed",
                     seen_text(question, observed), needed);
}

}  // namespace

std::string variant_reason(const VariantQuestion& question, const Estimated& observed,
                           GateOutcome outcome) {
  if (outcome == GateOutcome::inconclusive) return open_reason(question, observed);
  if (outcome == GateOutcome::error) {
    return fmt::format("no {} was measured: the gate has nothing to decide on",
                       question.metric.shape.name);
  }
  return fmt::format("{} is {}{}", seen_text(question, observed),
                     outcome == GateOutcome::pass ? "" : "not ", limits_text(question));
}

std::string would_fail_text(const VariantQuestion& question, const Estimated& observed) {
  return fmt::format("{} would not be {}", seen_text(question, observed), limits_text(question));
}

}  // namespace assay
