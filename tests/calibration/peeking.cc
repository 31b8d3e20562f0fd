// Sequential gates that are looked at after every case.
#include <fmt/format.h>

#include <vector>

#include "harness/report/power/experiment.h"
#include "harness/report/rates.h"
#include "harness/stats/distribution.h"
#include "harness/stats/paired.h"
#include "harness/stats/sequential_paired.h"
#include "tests/calibration/calibration.h"
#include "tests/calibration/tables.h"
#include "tests/calibration/truth.h"

namespace assay::calibration {
namespace {

constexpr int kLongest = 1000;

struct Seen {
  int passed = 0;
  int failed = 0;
  double cases = 0;  // on average
};

std::vector<double> differences_of(const Truth& truth, int n, double baseline, double candidate) {
  std::vector<double> differences;
  for (std::uint64_t i = 0; i < static_cast<std::uint64_t>(n); ++i) {
    differences.push_back((truth.passes(Arm::candidate, candidate, i) ? 1 : 0) -
                          (truth.passes(Arm::baseline, baseline, i) ? 1 : 0));
  }
  return differences;
}

Seen decide(const Setting& setting, double baseline, double difference, double margin, int most) {
  Truth truth(setting.seed + 10);
  Seen seen;
  for (int sample = 0; sample < setting.samples; ++sample) {
    truth.begin_sample(static_cast<std::uint64_t>(sample));
    const std::vector<double> differences =
        differences_of(truth, most, baseline, baseline + difference);
    SequentialTest test({margin, kAlpha, most});
    for (double d : differences) {
      if (test.add(d, d) != SequentialState::undecided) break;
    }
    seen.passed += test.state() == SequentialState::pass ? 1 : 0;
    seen.failed += test.state() == SequentialState::fail ? 1 : 0;
    seen.cases += static_cast<double>(test.cases()) / setting.samples;
  }
  return seen;
}

// What one look promises, asked after every case from the tenth on.
double naive_passes(const Setting& setting, double baseline, double difference, double margin) {
  const double z = one_sided_z(1 - kAlpha);
  Truth truth(setting.seed + 10);
  int passed = 0;
  for (int sample = 0; sample < setting.samples; ++sample) {
    truth.begin_sample(static_cast<std::uint64_t>(sample));
    PairedCounts counts;
    for (double d : differences_of(truth, kLongest, baseline, baseline + difference)) {
      ++(d > 0 ? counts.only_a : d < 0 ? counts.only_b : counts.both);
      if (counts.n() < 10 || *tango_z(counts, -margin) < z) continue;
      ++passed;
      break;
    }
  }
  return share(passed, setting.samples);
}

void level(const Setting& setting, double baseline, double margin) {
  const Seen seen = decide(setting, baseline, -margin, margin, kLongest);
  const double passed = share(seen.passed, setting.samples);
  const double failed = share(seen.failed, setting.samples);
  fmt::print("| {} | {} | {} % | {} % | {} % | {} |\n", baseline, margin, percent(passed),
             percent(failed), percent(naive_passes(setting, baseline, -margin, margin)),
             at_most(std::max(passed, failed), kAlpha, setting.samples));
}

void saving(const Setting& setting, double baseline, double margin, double times, double power) {
  Spread spread;
  spread.paired.between_cases = 2 * baseline * (1 - baseline);
  const auto planned = static_cast<int>(*cases_needed(spread, 1, margin, power).to_exclude);
  const double difference = times * margin;
  const Seen seen = decide(setting, baseline, difference, margin, planned);
  const double saved = 1 - seen.cases / planned;
  const bool twice = times == 2 || times == -2;
  fmt::print("| {} | {} | {} % | {} | {} % | {} % | {} | **{} %** | {} |\n", margin,
             format_fixed(difference, 2), percent(power), planned,
             percent(share(seen.passed, setting.samples)),
             percent(share(seen.failed, setting.samples)), format_fixed(seen.cases, 0),
             percent(saved),
             !twice         ? ""
             : saved >= 0.5 ? "yes"
                            : "**no**");
}

}  // namespace

void peeking(const Setting& setting) {
  fmt::print(
      "\n**`stop_early`: the level under peeking after every case** ({} samples a row of up "
      "to {} cases; the candidate is worse by just the margin, so both decisions are "
      "wrong)\n\n"
      "| baseline's rate | margin | passes | fails | a test of one look, repeated | at most "
      "2.5 % each |\n|---|---|---|---|---|---|\n",
      setting.samples, kLongest);
  for (const double margin : {0.02, 0.05, 0.1})
    for (const double baseline : {0.6, 0.8, 0.95}) level(setting, baseline, margin);
  fmt::print(
      "\n**`stop_early`: what it saves** ({} samples a row; baseline's rate .8; the plan's "
      "size is what `assay plan` names to exclude the margin with that power)\n\n"
      "| margin | true difference | power | planned cases | passes | fails | cases used | "
      "saved | half, at twice the margin |\n|---|---|---|---|---|---|---|---|---|\n",
      setting.samples);
  for (const double margin : {0.05, 0.1})
    for (const double power : {0.8, 0.95})
      for (const double times : {2.0, 1.0, 0.0, -2.0, -3.0})
        if (0.8 + times * margin <= 1) saving(setting, 0.8, margin, times, power);
}

}  // namespace assay::calibration
