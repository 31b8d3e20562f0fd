#include "reporters/words/own.h"

#include <fmt/format.h>

#include <cmath>

#include "harness/base/text.h"
#include "reporters/words/display.h"

namespace assay {
namespace {

// A derived number has no unit that is known.
std::string show_number(double value) {
  return format_number(std::abs(value) < 1000 ? std::round(value * 10000) / 10000 : value);
}

std::string show_derived(const Estimated& derived) {
  if (!derived.value) return std::string(kAbsent);
  std::string text = show_number(*derived.value);
  if (derived.low && derived.high)
    text += fmt::format(" [{}, {}]", show_number(*derived.low), show_number(*derived.high));
  return text;
}

std::string left_out_text(const NamedEstimate& estimate) {
  std::string text;
  if (estimate.missing > 0) text = fmt::format("{} missing", estimate.missing);
  if (estimate.waiting > 0)
    text += fmt::format("{}{} waiting", text.empty() ? "" : ", ", estimate.waiting);
  return text;
}

std::string whole_text(std::string value, const NamedEstimate& estimate) {
  value += fmt::format(" at n={}", estimate.of.n);
  const std::string left_out = left_out_text(estimate);
  return left_out.empty() ? value : value + ", " + left_out;
}

}  // namespace

std::vector<OwnRow> own_rows(const Report& report) {
  std::vector<OwnRow> rows;
  const auto add = [&](std::size_t count, auto of, auto show) {
    for (std::size_t i = 0; i < count; ++i) {
      for (const VariantSummary& variant : report.variants) {
        const std::vector<NamedEstimate>& estimates = variant.*of;
        if (i >= estimates.size()) continue;
        const NamedEstimate& each = estimates[i];
        rows.push_back({each.name, variant.id, show(each.of), fmt::format("{}", each.of.n),
                        left_out_text(each)});
      }
    }
  };
  add(report.own_metrics.size(), &VariantSummary::own, show_rate);
  add(report.derived_metrics.size(), &VariantSummary::derived, show_derived);
  return rows;
}

Estimated reduced_of(const VariantSummary& variant, std::string_view metric) {
  for (const NamedEstimate& each : variant.reduced)
    if (each.name == metric) return each.of;
  return {};
}

std::string own_text(const NamedEstimate& estimate) {
  return whole_text(show_rate(estimate.of), estimate);
}

std::string derived_text(const NamedEstimate& estimate) {
  return whole_text(show_derived(estimate.of), estimate);
}

std::string_view own_note(const Report& report) {
  if (report.own_metrics.empty() || report.derived_metrics.empty()) return "";
  return "Derived metrics are arithmetic over the means above; one without brackets has no "
         "interval: too few cases, or too few that differ.";
}

}  // namespace assay
