#include "harness/report/power/spread.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "harness/report/rates.h"
#include "harness/stats/mean.h"

namespace assay {
namespace {

// One variant on the cases that count: its rate in each, and of one draw the
// variance, averaged over cases (unbiased within each).
struct Draws {
  std::vector<double> rates;
  double variance_sum = 0;
  double draws = 0;
  double inverse_draws = 0;

  void add(const CaseVariant& entry) {
    const auto scored = static_cast<double>(entry.scored());
    const double rate = *entry.pass_rate();
    rates.push_back(rate);
    draws += scored;
    inverse_draws += 1 / scored;
    if (scored > 1) variance_sum += rate * (1 - rate) * scored / (scored - 1);
  }
  double n() const { return static_cast<double>(rates.size()); }
  double variance() const { return variance_sum / n(); }
  // The harmonic mean: averaging leaves variance / draws of a case.
  double draws_of_a_case() const { return n() / inverse_draws; }
  // Whether every case was drawn more than once.
  bool is_repeated() const { return inverse_draws <= n() / 2; }
};

// By one-way analysis of variance: what of the rates' variance is not the draws'.
double correlation_of(const Draws& of) {
  const std::optional<double> total = variance(of.rates);
  if (!of.is_repeated() || !total) return 1;
  const double between = std::max(0.0, *total - of.variance() / of.draws_of_a_case());
  const double all = between + of.variance();
  return all > 0 ? between / all : 1;
}

// Of n cases that are alike, as many may yet differ that none is seen by a chance
// of 5 % (S. S. Wilks, Annals of Mathematical Statistics 12 (1941), 91-96).
double largest_unseen_share(std::int64_t cases) {
  return 1 - std::pow(0.05, 1 / static_cast<double>(cases));
}

}  // namespace

Spread assumed_spread() {
  Spread spread;
  spread.paired = {1.0 / 9, 1.0 / 6, 1.0 / 6, 1, 1};
  spread.correlation = 1.0 / 3;
  return spread;
}

std::optional<Spread> measured_spread(const Report& report, std::size_t baseline,
                                      std::size_t candidate) {
  Draws a;
  Draws b;
  for (const CaseSummary& each : report.cases) {
    if (!each.variants[candidate].scored() || !each.variants[baseline].scored()) continue;
    a.add(each.variants[candidate]);
    b.add(each.variants[baseline]);
  }
  std::vector<double> differences;
  std::int64_t differing = 0;
  for (std::size_t i = 0; i < a.rates.size(); ++i) {
    differences.push_back(a.rates[i] - b.rates[i]);
    if (differences.back() != 0) ++differing;
  }
  const std::optional<double> total = variance(differences);
  if (!total) return std::nullopt;

  Spread spread;
  spread.baseline = report.variants[baseline].id;
  spread.candidate = report.variants[candidate].id;
  spread.cases = static_cast<std::int64_t>(differences.size());
  spread.discordant = static_cast<double>(differing) / static_cast<double>(spread.cases);
  spread.correlation = std::max(correlation_of(a), correlation_of(b));
  spread.is_split = a.is_repeated() && b.is_repeated();
  spread.paired = {*total, 0, 0, a.draws_of_a_case(), b.draws_of_a_case()};
  if (spread.is_split) {
    spread.paired.draw_variance_a = a.variance();
    spread.paired.draw_variance_b = b.variance();
    const double of_draws = a.variance() / a.draws_of_a_case() + b.variance() / b.draws_of_a_case();
    spread.paired.between_cases = std::max(0.0, *total - of_draws);
  }
  if (*variance_of_difference(spread.paired) <= 0) {
    spread.is_bound = true;
    spread.paired.between_cases = largest_unseen_share(spread.cases);
  }
  return spread;
}

std::optional<double> variance_at(const Spread& spread, int repeats) {
  PairedSpread at = spread.paired;
  const auto draws = static_cast<double>(repeats);
  if (!spread.is_split && std::max(at.draws_a, at.draws_b) != draws) return std::nullopt;
  at.draws_a = draws;
  at.draws_b = draws;
  return variance_of_difference(at);
}

}  // namespace assay
