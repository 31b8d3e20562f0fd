// What `assay plan` promised, against what comparisons of that size come to.
#include <fmt/format.h>

#include <cmath>
#include <vector>

#include "harness/base/random.h"
#include "harness/report/power/experiment.h"
#include "harness/report/power/gate_power.h"
#include "harness/report/rates.h"
#include "harness/stats/decision.h"
#include "harness/stats/mean.h"
#include "tests/calibration/calibration.h"
#include "tests/calibration/tables.h"
#include "tests/calibration/truth.h"

namespace assay::calibration {
namespace {

constexpr double kPromised = 0.8;
constexpr double kTolerance = 0.03;

void print_row(const Setting& setting, const std::string& what, std::int64_t cases, int repeats,
               int decided) {
  const double seen = share(decided, setting.samples);
  const bool holds = std::abs(seen - kPromised) <= kTolerance;
  fmt::print("| {} | {} | {} | {} % | {} % | {} |\n", what, cases, repeats, percent(kPromised),
             percent(seen),
             holds              ? "yes"
             : seen > kPromised ? "more than promised"
             : seen >= kPromised - kTolerance - noise(kPromised, setting.samples) ? "within noise"
                                                                                  : "**no**");
}

// Equal variants that pass with this rate; the share on which they differ is known.
void exclude(const Setting& setting, double rate, double margin) {
  Spread spread;
  spread.paired.between_cases = 2 * rate * (1 - rate);
  const std::int64_t cases = *cases_needed(spread, 1, margin, kPromised).to_exclude;
  Truth truth(setting.seed + 6);
  int passed = 0;
  for (int sample = 0; sample < setting.samples; ++sample) {
    truth.begin_sample(static_cast<std::uint64_t>(sample));
    PairedCounts counts;
    for (std::uint64_t i = 0; i < static_cast<std::uint64_t>(cases); ++i) {
      const bool a = truth.passes(Arm::candidate, rate, i);
      const bool b = truth.passes(Arm::baseline, rate, i);
      ++(a ? (b ? counts.both : counts.only_a) : (b ? counts.only_b : counts.neither));
    }
    if (non_inferiority(counts, margin, kAlpha)->decision == Decision::pass) ++passed;
  }
  print_row(setting, fmt::format("exclude a margin of {}, equal at {}", margin, rate), cases, 1,
            passed);
}

// Miller's example with a difference: rates uniform, equal in a third of the
// cases; the candidate's shrunk towards 1, the baseline's towards 0.
struct Rates {
  double candidate;
  double baseline;
};
Rates draw_rates(Random& random, double difference) {
  const double first = random.uniform();
  const double other = random.uniform();
  const double second = random.uniform() < 1.0 / 3 ? first : other;
  return {difference + (1 - difference) * first, (1 - difference) * second};
}

Spread spread_with(double difference) {
  Spread spread = assumed_spread();
  const double scale = (1 - difference) * (1 - difference);
  spread.paired.between_cases *= scale;
  // A draw's variance is the mean of x (1 - x), the same for both by symmetry.
  const double mean_rate = (1 - difference) / 2;
  spread.paired.draw_variance_a = mean_rate * (1 - mean_rate) - scale / 12;
  spread.paired.draw_variance_b = spread.paired.draw_variance_a;
  return spread;
}

void detect(const Setting& setting, double difference, int repeats) {
  const std::int64_t cases =
      *cases_needed(spread_with(difference), repeats, difference, kPromised).to_detect;
  Truth truth(setting.seed + 7);
  Random random(setting.seed + 8);
  int detected = 0;
  for (int sample = 0; sample < setting.samples; ++sample) {
    truth.begin_sample(static_cast<std::uint64_t>(sample));
    std::vector<double> differences;
    for (std::uint64_t i = 0; i < static_cast<std::uint64_t>(cases); ++i) {
      const Rates rates = draw_rates(random, difference);
      int wins = 0;
      for (std::uint64_t repeat = 0; repeat < static_cast<std::uint64_t>(repeats); ++repeat) {
        wins += truth.passes(Arm::candidate, rates.candidate, i, repeat) ? 1 : 0;
        wins -= truth.passes(Arm::baseline, rates.baseline, i, repeat) ? 1 : 0;
      }
      differences.push_back(static_cast<double>(wins) / repeats);
    }
    if (mean_interval(differences, 1 - kDetectAlpha)->low > 0) ++detected;
  }
  print_row(setting, fmt::format("detect a difference of {}", difference), cases, repeats,
            detected);
}

// At the rate that rate_power() says. A share `correlation` of the cases passes or
// fails whenever it is asked, the others anew each time: so repeats correlate by it.
void absolute(const Setting& setting, double limit, int cases, int repeats, double correlation) {
  const double rate =
      *rate_power(Limit::at_least, limit, cases, repeats, correlation, kPromised).passes_at;
  Truth truth(setting.seed + 9);
  Random random(setting.seed + 10);
  int passed = 0;
  for (int sample = 0; sample < setting.samples; ++sample) {
    truth.begin_sample(static_cast<std::uint64_t>(sample));
    std::vector<CaseVariant> column(static_cast<std::size_t>(cases));
    for (std::uint64_t i = 0; i < column.size(); ++i) {
      const bool is_stubborn = random.uniform() < correlation;
      for (std::uint64_t repeat = 0; repeat < static_cast<std::uint64_t>(repeats); ++repeat) {
        const bool right = truth.passes(Arm::candidate, rate, i, is_stubborn ? 0 : repeat);
        ++(right ? column[i].passed : column[i].failed);
      }
    }
    if (*pass_rate_of(column).low >= limit) ++passed;
  }
  print_row(setting, fmt::format("pass `at_least: {}` at {}", limit, format_fixed(rate, 4)), cases,
            repeats, passed);
}

}  // namespace

void planned_power(const Setting& setting) {
  fmt::print(
      "\n**What `assay plan` promised** ({} samples a row)\n\n"
      "| plan | cases | repeats | promised | seen | within 3 points |\n"
      "|---|---|---|---|---|---|\n",
      setting.samples);
  for (const double margin : {0.1, 0.05})
    for (const double rate : {0.5, 0.8, 0.9, 0.95}) exclude(setting, rate, margin);
  exclude(setting, 0.95, 0.02);
  for (const double difference : {0.1, 0.05})
    for (const int repeats : {1, 5}) detect(setting, difference, repeats);
  for (const int cases : {50, 100, 300}) {
    absolute(setting, 0.8, cases, 1, 1);
    absolute(setting, 0.8, cases, 5, 1.0 / 3);
  }
  absolute(setting, 0.95, 300, 1, 1);
}

}  // namespace assay::calibration
