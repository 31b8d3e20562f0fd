#include "reporters/display.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "harness/base/text.h"
#include "harness/report/gate_reason.h"
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
  return score.value ? format_fixed(*score.value, 3) : std::string(kAbsent);
}

std::string show_milliseconds(const Estimated& time) {
  if (time.value) return format_fixed(*time.value, *time.value < 10 ? 1 : 0);
  return std::string(time.n > 0 ? "n too small" : kAbsent);
}

std::string show_usd(std::optional<double> usd) {
  if (!usd) return std::string(kAbsent);
  if (*usd == 0) return "$0";
  constexpr int kDigits = 3;
  const int magnitude = static_cast<int>(std::floor(std::log10(std::abs(*usd))));
  return "$" + format_fixed(*usd, std::clamp(kDigits - 1 - magnitude, 2, 12));
}

std::string show_usd(const std::optional<Money>& usd) {
  return show_usd(usd ? std::optional(to_usd_double(*usd)) : std::nullopt);
}

std::string show_count(std::optional<std::int64_t> count) {
  return count ? fmt::format("{}", *count) : std::string(kAbsent);
}

std::string show_metric(std::string_view metric, double value) {
  const MetricRow* row = find_metric(metric);
  return describe(value, row == nullptr ? MetricKind::total : row->kind);
}

std::string show_metric(std::string_view metric, const Estimated& observed) {
  if (!observed.value) return std::string(observed.n > 0 ? "n too small" : kAbsent);
  const MetricRow* row = find_metric(metric);
  return describe(observed, row == nullptr ? MetricKind::total : row->kind);
}

std::string show_in_gate(const GateResult& gate, double value) {
  if (gate.at_most_ratio) return format_fixed(value, 2) + "x";
  const std::string text = show_metric(gate.metric, value);
  return gate.no_worse_than && value >= 0 ? "+" + text : text;
}

std::string show_observed(const GateResult& gate) {
  const Estimated& seen = gate.observed;
  if (gate.baseline.empty() || !seen.value) return show_metric(gate.metric, seen);
  std::string text = show_in_gate(gate, *seen.value);
  if (seen.low && seen.high) {
    text += fmt::format(" [{}, {}]", show_in_gate(gate, *seen.low), show_in_gate(gate, *seen.high));
  }
  return text + fmt::format(" at n={}", seen.n);
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
