// Gates on variants that are equal: how often they fail.
#include <fmt/format.h>

#include <vector>

#include "harness/report/rates.h"
#include "harness/stats/decision.h"
#include "tests/calibration/calibration.h"
#include "tests/calibration/tables.h"
#include "tests/calibration/truth.h"
#include "tests/support/binomial.h"

namespace assay::calibration {
namespace {

struct Outcomes {
  int passed = 0;
  int failed = 0;
  void count(const std::optional<NonInferiority>& decision) {
    if (decision->decision == Decision::pass) ++passed;
    if (decision->decision == Decision::fail) ++failed;
  }
};

void print_row(const Setting& setting, int repeats, int n, double rate, double margin,
               const Outcomes& seen) {
  const double failed = share(seen.failed, setting.samples);
  fmt::print("| {} | {} | {} | {} | {} | {} % | {} % | {} |\n", n, repeats, rate, margin,
             seen.failed, percent(failed), percent(share(seen.passed, setting.samples)),
             at_most(failed, kAlpha, setting.samples));
}

void pass_rate_gates(const Setting& setting, int n, double rate) {
  constexpr double kMargins[] = {0, 0.02, 0.05};
  Truth truth(setting.seed);
  Outcomes seen[std::size(kMargins)];
  for (int sample = 0; sample < setting.samples; ++sample) {
    truth.begin_sample(static_cast<std::uint64_t>(sample));
    PairedCounts counts;
    for (std::uint64_t i = 0; i < static_cast<std::uint64_t>(n); ++i) {
      const bool a = truth.passes(Arm::candidate, rate, i);
      const bool b = truth.passes(Arm::baseline, rate, i);
      ++(a ? (b ? counts.both : counts.only_a) : (b ? counts.only_b : counts.neither));
    }
    for (std::size_t m = 0; m < std::size(kMargins); ++m)
      seen[m].count(non_inferiority(counts, kMargins[m], kAlpha));
  }
  for (std::size_t m = 0; m < std::size(kMargins); ++m)
    print_row(setting, 1, n, rate, kMargins[m], seen[m]);
}

void score_gates(const Setting& setting, int n, double rate) {
  constexpr int kRepeats = 3;
  constexpr double kMargins[] = {0, 0.05};
  Truth truth(setting.seed + 1);
  Outcomes seen[std::size(kMargins)];
  for (int sample = 0; sample < setting.samples; ++sample) {
    truth.begin_sample(static_cast<std::uint64_t>(sample));
    std::vector<double> differences;
    for (std::uint64_t i = 0; i < static_cast<std::uint64_t>(n); ++i) {
      int difference = 0;
      for (std::uint64_t repeat = 0; repeat < kRepeats; ++repeat) {
        difference += truth.passes(Arm::candidate, rate, i, repeat) ? 1 : 0;
        difference -= truth.passes(Arm::baseline, rate, i, repeat) ? 1 : 0;
      }
      differences.push_back(static_cast<double>(difference) / kRepeats);
    }
    for (std::size_t m = 0; m < std::size(kMargins); ++m)
      seen[m].count(non_inferiority(differences, kMargins[m], kAlpha));
  }
  for (std::size_t m = 0; m < std::size(kMargins); ++m)
    print_row(setting, kRepeats, n, rate, kMargins[m], seen[m]);
}

// A gate whose limit is the truth. Its two-sided 95 % leave 2.5 % to a wrong fail.
void absolute_gate(const Setting& setting, int n, double rate) {
  constexpr double kLevel = (1 - kConfidence) / 2;
  double exact = 0;
  for (int passed = 0; passed <= n; ++passed)
    if (rate_interval(static_cast<double>(passed) / n, n)->high < rate)
      exact += testing::binomial_pmf(passed, n, rate);
  Truth truth(setting.seed + 2);
  int failed = 0;
  for (int sample = 0; sample < setting.samples; ++sample) {
    truth.begin_sample(static_cast<std::uint64_t>(sample));
    std::vector<CaseVariant> cases;
    for (std::uint64_t i = 0; i < static_cast<std::uint64_t>(n); ++i) {
      const bool passed = truth.passes(Arm::candidate, rate, i);
      cases.emplace_back().add(passed ? Verdict::pass : Verdict::fail, passed ? 1 : 0);
    }
    if (*pass_rate_of(cases).high < rate) ++failed;
  }
  fmt::print("| {} | {} | {} % | {} % | {} |\n", n, rate, percent(share(failed, setting.samples)),
             format_fixed(100 * exact, 2), exact <= kLevel ? "yes" : "**no**");
}

}  // namespace

void false_alarms(const Setting& setting) {
  fmt::print(
      "\n**Equal variants, `no_worse_than`** ({} A/A gates a row, one-sided 2.5 %)\n\n"
      "| cases | repeats | true rate | margin | false fails | share | passes | at most 2.5 % |\n"
      "|---|---|---|---|---|---|---|---|\n",
      setting.samples);
  for (const int n : {100, 300}) {
    for (const double rate : {0.5, 0.8, 0.95}) pass_rate_gates(setting, n, rate);
    score_gates(setting, n, 0.8);
  }
  fmt::print(
      "\n**`at_least` the true rate** ({} gates a row; one side of 95 % is 2.5 %)\n\n"
      "| cases | true rate | false fails | exactly | at most 2.5 % |\n|---|---|---|---|---|\n",
      setting.samples);
  for (const int n : {100, 300})
    for (const double rate : {0.5, 0.8, 0.95, 0.99}) absolute_gate(setting, n, rate);
}

}  // namespace assay::calibration
