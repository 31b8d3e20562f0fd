#include "reporters/words/display.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "harness/base/text.h"
#include "harness/report/describe.h"
#include "harness/report/metric.h"

namespace assay {

std::string show_rate(const Estimated& rate) {
  if (!rate.value) return std::string(kAbsent);
  std::string text = format_fixed(100 * *rate.value, 1) + "%";
  if (rate.low && rate.high) {
    text += fmt::format(" [{}, {}]", format_fixed(100 * *rate.low, 1),
                        format_fixed(100 * *rate.high, 1));
  }
  return text;
}

std::string show_score(const Estimated& score) {
  return score.value ? format_fixed(100 * *score.value, 1) + "%" : std::string(kAbsent);
}

std::string show_milliseconds(const Estimated& time) {
  if (time.value) return format_fixed(*time.value, *time.value < 10 ? 1 : 0);
  return std::string(time.n > 0 ? "n too small" : kAbsent);
}

std::string show_usd(std::optional<double> usd) {
  return usd ? usd_text(*usd) : std::string(kAbsent);
}

std::string show_p(const std::optional<double>& p) {
  if (!p) return std::string(kAbsent);
  if (*p < 0.001) return fmt::format("{:.2g}", *p);
  const double levels[] = {0.05};
  return format_beside(*p, 3, levels);
}

std::string show_count(std::optional<std::int64_t> count) {
  return count ? fmt::format("{}", *count) : std::string(kAbsent);
}

std::string show_metric(std::string_view metric, double value) {
  const MetricRow* row = find_metric(metric);
  return describe(value, row == nullptr ? MetricUnit::count : row->shape.unit);
}

namespace {

// Beside these a number of the gate is not rounded away.
std::vector<double> limits_beside(const GateResult& gate) {
  std::vector<double> limits;
  if (gate.at_most_ratio) limits.push_back(1);
  if (gate.no_worse_than) limits.push_back(0);
  const GateLimits of = limits_of(gate);
  for (const std::optional<double>& limit : {of.at_least, of.at_most})
    if (limit) limits.push_back(*limit);
  return limits;
}

}  // namespace

std::string show_in_gate(const GateResult& gate, double value) {
  const std::vector<double> limits = limits_beside(gate);
  if (gate.at_most_ratio) return format_beside(value, 3, limits) + "x";
  const MetricRow* row = find_metric(gate.metric);
  const MetricUnit unit = row == nullptr ? MetricUnit::count : row->shape.unit;
  if (gate.no_worse_than) return describe_change(value, unit, limits);
  return describe(value, unit, limits);
}

std::string show_limit(const GateResult& gate, double limit) {
  const MetricRow* row = find_metric(gate.metric);
  if (gate.at_most_ratio || gate.no_worse_than || row == nullptr) return show_in_gate(gate, limit);
  return describe_limit(limit, row->shape.unit);
}

std::string show_observed(const GateResult& gate) {
  const Estimated& seen = gate.observed;
  if (!seen.value) return std::string(seen.n > 0 ? "n too small" : kAbsent);
  std::string text = show_in_gate(gate, *seen.value);
  if (seen.low && seen.high) {
    text += fmt::format(" [{}, {}]", show_in_gate(gate, *seen.low), show_in_gate(gate, *seen.high));
  }
  const MetricRow* row = find_metric(gate.metric);
  const bool is_total = row != nullptr && row->shape.kind == MetricKind::total;
  return is_total ? text : text + fmt::format(" at n={}", seen.n);
}

Badge badge_of(GateOutcome outcome) {
  switch (outcome) {
    case GateOutcome::pass:
      return {"✓", "PASS"};
    case GateOutcome::fail:
      return {"✗", "FAIL"};
    case GateOutcome::inconclusive:
      return {"?", "INCONCLUSIVE"};
    case GateOutcome::error:
      return {"!", "ERROR"};
  }
  return {"!", "ERROR"};
}

Badge badge_of(ExitClass exit) {
  switch (exit) {
    case ExitClass::ok:
      return {"✓", "PASS"};
    case ExitClass::failed:
      return {"✗", "FAIL"};
    case ExitClass::infrastructure:
      return {"!", "ERROR"};
    case ExitClass::inconclusive:
      return {"?", "INCONCLUSIVE"};
    case ExitClass::no_cells:
      return {"!", "NO CELLS"};
  }
  return {"!", "ERROR"};
}

}  // namespace assay
