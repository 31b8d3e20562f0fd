// Intervals that reports print: how often they hold the truth.
#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "harness/base/random.h"
#include "harness/report/percentile.h"
#include "harness/report/rates.h"
#include "harness/stats/paired.h"
#include "harness/stats/proportion.h"
#include "tests/calibration/calibration.h"
#include "tests/calibration/tables.h"
#include "tests/calibration/truth.h"
#include "tests/support/binomial.h"

namespace assay::calibration {
namespace {

constexpr double kTolerance = 0.01;  // a point below nominal is let pass
constexpr int kRepeats = 5;

// Over all outcomes of a binomial.
struct Exactly {
  double coverage = 0;
  double width = 0;  // expected
};
using RateInterval = std::optional<Interval> (*)(double successes, double n, double confidence);
Exactly exactly(RateInterval interval_of, int n, double rate) {
  Exactly result;
  for (int passed = 0; passed <= n; ++passed) {
    const Interval interval = *interval_of(passed, n, kConfidence);
    const double chance = testing::binomial_pmf(passed, n, rate);
    if (interval.low <= rate && rate <= interval.high) result.coverage += chance;
    result.width += chance * (interval.high - interval.low);
  }
  return result;
}

// What a report shows of cases that were asked once.
std::optional<Interval> reported(double passed, double n, double) {
  std::vector<CaseVariant> cases(static_cast<std::size_t>(n), CaseVariant{{0, 1, 0, 0}, {}});
  std::fill_n(cases.begin(), static_cast<std::size_t>(passed), CaseVariant{{1, 0, 0, 0}, {}});
  const Estimated rate = pass_rate_of(cases);
  return Interval{*rate.low, *rate.high};
}

bool covers(const Estimated& estimate, double truth) {
  return estimate.low && *estimate.low <= truth && truth <= *estimate.high;
}

struct Covered {
  int pass_rate = 0;
  int repeated_pass_rate = 0;
  int repeated_score = 0;
  int paired = 0;
};

void count_sample(const Truth& truth, Random& random, int n, double rate, Covered& covered) {
  std::vector<CaseVariant> single;
  std::vector<CaseVariant> repeated;
  PairedCounts counts;
  for (std::uint64_t i = 0; i < static_cast<std::uint64_t>(n); ++i) {
    const bool a = truth.passes(Arm::candidate, rate, i);
    const bool b = truth.passes(Arm::baseline, rate, i);
    single.emplace_back().add(a ? Verdict::pass : Verdict::fail, a ? 1 : 0);
    ++(a ? (b ? counts.both : counts.only_a) : (b ? counts.only_b : counts.neither));
    // Cases of different difficulty: their rates are uniform around the mean.
    const double of_case = rate + (1 - rate) * (2 * random.uniform() - 1);
    CaseVariant entry;
    for (std::uint64_t repeat = 1; repeat <= kRepeats; ++repeat)
      ++(truth.passes(Arm::candidate, of_case, i, repeat) ? entry.passed : entry.failed);
    entry.score = static_cast<double>(entry.passed) / kRepeats;
    repeated.push_back(entry);
  }
  covered.pass_rate += covers(pass_rate_of(single), rate) ? 1 : 0;
  covered.repeated_pass_rate += covers(pass_rate_of(repeated), rate) ? 1 : 0;
  covered.repeated_score += covers(score_of(repeated), rate) ? 1 : 0;
  const Interval interval = *tango(counts, kConfidence);
  covered.paired += interval.low <= 0 && 0 <= interval.high ? 1 : 0;
}

// With the verdict on the exact value where there is one.
std::string cell(int count, int samples) {
  const double seen = share(count, samples);
  const std::string mark =
      std::string(at_least(seen, kConfidence - kTolerance, samples)) == "**no**" ? " **no**" : "";
  return percent(seen) + mark;
}

void rates(const Setting& setting, int n, double rate) {
  Truth truth(setting.seed + 3);
  Random random(setting.seed + 4);
  Covered covered;
  for (int sample = 0; sample < setting.samples; ++sample) {
    truth.begin_sample(static_cast<std::uint64_t>(sample));
    count_sample(truth, random, n, rate, covered);
  }
  const Exactly exact = exactly(reported, n, rate);
  const Exactly by_wilson = exactly(wilson, n, rate);
  fmt::print("| {} | {} | {} | {}{} | {} | {} | {} | {} | {} | {} |\n", n, rate,
             percent(share(covered.pass_rate, setting.samples)),
             format_fixed(100 * exact.coverage, 2),
             exact.coverage >= kConfidence - kTolerance ? "" : " **no**",
             format_fixed(100 * by_wilson.coverage, 2), format_fixed(exact.width, 3),
             format_fixed(by_wilson.width, 3), cell(covered.repeated_pass_rate, setting.samples),
             cell(covered.repeated_score, setting.samples), cell(covered.paired, setting.samples));
}

void percentiles(const Setting& setting, int n) {
  Truth truth(setting.seed + 5);
  int p50 = 0;
  int p95 = 0;
  bool has_p95 = false;
  for (int sample = 0; sample < setting.samples; ++sample) {
    truth.begin_sample(static_cast<std::uint64_t>(sample));
    std::vector<double> times;
    for (std::uint64_t i = 0; i < static_cast<std::uint64_t>(n); ++i)
      times.push_back(truth.latency_ms(i));
    const Percentiles seen = percentiles_of(std::move(times));
    p50 += covers(seen.p50, Truth::kMedianMs) ? 1 : 0;
    p95 += covers(seen.p95, Truth::kP95Ms) ? 1 : 0;
    has_p95 = seen.p95.low.has_value();
  }
  fmt::print("| {} | {} | {} |\n", n, cell(p50, setting.samples),
             has_p95 ? cell(p95, setting.samples) : "none");
}

}  // namespace

void coverage(const Setting& setting) {
  fmt::print(
      "\n**Coverage of nominal 95 %** ({} samples a row, in %; **no**: more than a point "
      "below, beyond chance)\n\n"
      "| cases | true rate | pass rate | exactly | Wilson's would, exactly | width | Wilson's "
      "width | pass rate, {} repeats | score, {} repeats | paired difference (Tango) |\n"
      "|---|---|---|---|---|---|---|---|---|---|\n",
      setting.samples, kRepeats, kRepeats);
  for (const int n : {10, 30, 100, 1000})
    for (const double rate : {0.5, 0.8, 0.95, 0.99}) rates(setting, n, rate);
  fmt::print("\n| replies | latency p50 | latency p95 |\n|---|---|---|\n");
  for (const int n : {10, 30, 100, 1000}) percentiles(setting, n);
}

}  // namespace assay::calibration
