#include "harness/report/cost.h"

#include <algorithm>
#include <vector>

#include "harness/report/cells_of.h"
#include "harness/stats/mean.h"

namespace assay {
namespace {

// Dearer and longer than anything, and far from overflowing a mean.
constexpr double kAnything = 1e12;

std::optional<double> value_of(const ReportCell& cell, Priced priced) {
  if (cell.reply == nullptr) return std::nullopt;
  if (priced == Priced::cost_usd)
    return cell.cost ? std::optional(to_usd_double(*cell.cost)) : std::nullopt;
  return cell.usage.output ? std::optional(static_cast<double>(*cell.usage.output)) : std::nullopt;
}

// Numbers with the case that each is of, in the cases' order.
struct Values {
  std::vector<double> values;
  std::vector<std::size_t> cases;

  void add(std::size_t of_case, double value, std::int64_t times = 1) {
    values.insert(values.end(), static_cast<std::size_t>(times), value);
    cases.insert(cases.end(), static_cast<std::size_t>(times), of_case);
  }
};

// Cells come ordered by case, and those that were never asked after the others of
// theirs.
Values values_of(const Report& report, std::size_t variant, Priced priced, Imputed imputed, As as) {
  const double unknown = as == As::best ? 0 : most_of(report.variants[variant], priced);
  Values made;
  std::size_t next_case = 0;
  const auto add_missing_up_to = [&](std::size_t end) {
    for (; next_case < end; ++next_case) {
      if (imputed != Imputed::errors_and_missing) continue;
      const CaseVariant& entry = report.cases[next_case].variants[variant];
      made.add(next_case, unknown, missing_cells({&entry, 1}, report.run.repeats));
    }
  };
  each_cell_of(report.cells, variant, [&](const ReportCell& cell) {
    add_missing_up_to(cell.case_index);
    if (const auto value = value_of(cell, priced)) {
      made.add(cell.case_index, *value);
    } else if (imputed != Imputed::nothing) {
      made.add(cell.case_index, unknown);
    }
  });
  add_missing_up_to(report.cases.size());
  return made;
}

}  // namespace

double most_of(const VariantSummary& variant, Priced priced) {
  return (priced == Priced::cost_usd ? variant.most_cost_usd : variant.most_output_tokens)
      .value_or(kAnything);
}

std::int64_t cells_without(const Report& report, std::size_t variant, Priced priced) {
  std::int64_t count = 0;
  each_cell_of(report.cells, variant,
               [&](const ReportCell& cell) { count += value_of(cell, priced) ? 0 : 1; });
  return count;
}

Estimated mean_of(const Report& report, std::size_t variant, Priced priced, Imputed imputed, As as,
                  double confidence) {
  Values of = values_of(report, variant, priced, imputed, as);
  Estimated estimate;
  estimate.value = mean(of.values);
  if (const auto interval = clustered_mean_interval(of.values, of.cases, confidence)) {
    estimate.low = std::max(0.0, interval->low);
    estimate.high = interval->high;
  }
  of.cases.erase(std::unique(of.cases.begin(), of.cases.end()), of.cases.end());
  estimate.n = static_cast<std::int64_t>(of.cases.size());
  return estimate;
}

Estimated sum_of(const Report& report, std::size_t variant, Priced priced, Imputed imputed, As as) {
  const VariantSummary& of = report.variants[variant];
  Estimated sum;
  if (priced == Priced::cost_usd && of.cost) sum.value = to_usd_double(*of.cost);
  if (priced == Priced::output_tokens && of.tokens.output)
    sum.value = static_cast<double>(*of.tokens.output);
  if (!sum.value) return sum;
  sum.n = of.cells;
  if (imputed == Imputed::nothing) return sum;
  std::int64_t unknown = cells_without(report, variant, priced);
  if (imputed == Imputed::errors_and_missing)
    unknown += missing_cells(column_of(report, variant), report.run.repeats);
  if (as == As::worst) *sum.value += static_cast<double>(unknown) * most_of(of, priced);
  return sum;
}

}  // namespace assay
