#include "harness/report/rates.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "harness/stats/bounded_mean.h"
#include "harness/stats/decision.h"
#include "harness/stats/mean.h"
#include "harness/stats/proportion.h"
#include "harness/stats/repeats.h"

namespace assay {
namespace {

// A proportion seen case by case.
struct CaseRates {
  std::vector<double> rates;  // one a case that has any cell
  std::int64_t cells = 0;
};

CaseRates pass_rates(std::span<const CaseVariant> cases) {
  CaseRates seen;
  for (const CaseVariant& entry : cases) {
    const std::optional<double> rate = entry.pass_rate();
    if (!rate) continue;
    seen.rates.push_back(*rate);
    seen.cells += entry.scored();
  }
  return seen;
}

CaseRates error_rates(std::span<const CaseVariant> cases) {
  CaseRates seen;
  for (const CaseVariant& entry : cases) {
    if (entry.all() == 0) continue;
    seen.rates.push_back(static_cast<double>(entry.errors) / static_cast<double>(entry.all()));
    seen.cells += entry.all();
  }
  return seen;
}

// Whether most cases always pass (or always fail) and too few differ to show more:
// a slip in five repeats says nothing of cases that would fail all five.
bool is_nearly_constant(const std::vector<double>& rates) {
  const std::ptrdiff_t alike = std::max(std::count(rates.begin(), rates.end(), 0.0),
                                        std::count(rates.begin(), rates.end(), 1.0));
  const std::ptrdiff_t differing = std::ssize(rates) - alike;
  return alike > differing && differing < kFewestDiffering;
}

double effective_n(const CaseRates& seen, double confidence) {
  const auto cases = static_cast<double>(seen.rates.size());
  const auto cells = static_cast<double>(seen.cells);
  // With one repeat there is nothing to estimate.
  if (cells <= cases || is_nearly_constant(seen.rates)) return cases;
  // The plain error of case means is CR1 over their cells with a cluster a case; with
  // unequal repeats it stays the error of the mean that is shown.
  return korn_graubard_n(mean(seen.rates).value_or(0), standard_error(seen.rates).value_or(0),
                         cases, cells, confidence);
}

Estimated proportion(const CaseRates& seen, double confidence) {
  Estimated estimate;
  estimate.n = static_cast<std::int64_t>(seen.rates.size());
  estimate.value = mean(seen.rates);
  if (!estimate.value) return estimate;
  const double n = effective_n(seen, confidence);
  if (const auto interval = rate_interval(*estimate.value, n, confidence)) {
    estimate.low = interval->low;
    estimate.high = interval->high;
  }
  return estimate;
}

void give_verdict(CaseVariant& entry, std::int64_t cells, As as) {
  if (cells == 0) return;
  const auto before = static_cast<double>(entry.scored());
  const double total =
      entry.score.value_or(0) * before + (as == As::best ? 1 : 0) * static_cast<double>(cells);
  (as == As::best ? entry.passed : entry.failed) += cells;
  entry.score = total / static_cast<double>(entry.scored());
}

// With the parts that could not be judged, or wait, at their best or worst.
void close_score(CaseVariant& entry, As as) {
  const double up = std::exchange(entry.open_up, 0);
  const double down = std::exchange(entry.open_down, 0);
  if (entry.score) *entry.score += as == As::best ? up : -down;
  entry.open_errors = entry.open_waiting = 0;
}

std::optional<double> reduced(std::int64_t passed, std::int64_t scored, Reducer reducer,
                              std::int64_t k, std::int64_t repeats) {
  if (reducer == Reducer::at_k) return pass_at_k(scored, passed, k);
  if (reducer == Reducer::hat_k) return pass_hat_k(scored, passed, k);
  if (scored == 0 || scored < repeats) return std::nullopt;
  switch (reducer) {
    case Reducer::all:
      return passed == scored ? 1 : 0;
    case Reducer::any:
      return passed > 0 ? 1 : 0;
    default:
      return 2 * passed > scored ? 1 : 0;
  }
}

}  // namespace

std::vector<CaseVariant> column_of(const Report& report, std::size_t variant) {
  std::vector<CaseVariant> column;
  column.reserve(report.cases.size());
  for (const CaseSummary& summary : report.cases) column.push_back(summary.variants[variant]);
  return column;
}

std::int64_t missing_cells(std::span<const CaseVariant> cases, std::int64_t repeats) {
  std::int64_t missing = 0;
  for (const CaseVariant& entry : cases) {
    missing += std::max<std::int64_t>(0, repeats - entry.all());
  }
  return missing;
}

std::vector<CaseVariant> impute(std::vector<CaseVariant> cases, Imputed imputed, As as,
                                std::int64_t repeats) {
  if (imputed == Imputed::nothing) return cases;
  for (CaseVariant& entry : cases) {
    close_score(entry, as);
    const std::int64_t missing = std::max<std::int64_t>(0, repeats - entry.all());
    const std::int64_t errors = std::exchange(entry.errors, 0);
    const std::int64_t waiting = std::exchange(entry.waiting, 0);
    entry.unscored -= waiting;
    give_verdict(entry, errors + waiting, as);
    if (imputed == Imputed::errors_and_missing) give_verdict(entry, missing, as);
  }
  return cases;
}

std::vector<CaseVariant> impute_missing(std::vector<CaseVariant> cases, Imputed imputed, As as,
                                        std::int64_t repeats) {
  if (imputed != Imputed::errors_and_missing) return cases;
  for (CaseVariant& entry : cases)
    (as == As::best ? entry.unscored : entry.errors) += missing_cells({&entry, 1}, repeats);
  return cases;
}

std::vector<CaseVariant> reduce(std::vector<CaseVariant> cases, Reducer reducer, std::int64_t k,
                                std::int64_t repeats) {
  for (CaseVariant& entry : cases)
    entry.score = reduced(entry.passed, entry.scored(), reducer, k, repeats);
  return cases;
}

bool is_flaky(const CaseVariant& counts) {
  return counts.passed > 0 && counts.failed > 0;
}

std::optional<Interval> rate_interval(double rate, double n, double confidence) {
  return clopper_pearson(std::clamp(rate, 0.0, 1.0) * n, n, confidence);
}

Estimated pass_rate_of(std::span<const CaseVariant> cases, double confidence) {
  return proportion(pass_rates(cases), confidence);
}

Estimated error_rate_of(std::span<const CaseVariant> cases, double confidence) {
  return proportion(error_rates(cases), confidence);
}

Estimated score_of(std::span<const CaseVariant> cases, double confidence) {
  std::vector<double> scores;
  for (const CaseVariant& entry : cases) {
    if (entry.score) scores.push_back(*entry.score);
  }
  Estimated estimate;
  estimate.n = static_cast<std::int64_t>(scores.size());
  estimate.value = mean(scores);
  if (const auto interval = bounded_mean_interval(scores, confidence)) {
    estimate.low = interval->low;
    estimate.high = interval->high;
  }
  return estimate;
}

double effective_pass_n(std::span<const CaseVariant> cases) {
  return effective_n(pass_rates(cases), kConfidence);
}

double effective_error_n(std::span<const CaseVariant> cases) {
  return effective_n(error_rates(cases), kConfidence);
}

}  // namespace assay
