// Intervals of derived metrics: how often those that are shown hold the truth.
#include <fmt/format.h>

#include <cstdint>

#include "harness/base/random.h"
#include "harness/report/derived_metric.h"
#include "harness/report/rates.h"
#include "tests/calibration/calibration.h"
#include "tests/calibration/tables.h"

namespace assay::calibration {
namespace {

// Cases with precision and recall of 0 or 1: half of them are right or wrong in both.
Report f1_report(Random& random, int cases, double precision, double recall) {
  Report report;
  report.variants.emplace_back();
  report.own_metrics = {"precision", "recall"};
  report.run.seed = random.below(1'000'000);
  for (int i = 0; i < cases; ++i) {
    const double draw = random.uniform();
    const bool is_precise = draw < precision;
    const bool recalls = (random.uniform() < 0.5 ? draw : random.uniform()) < recall;
    CaseSummary& summary = report.cases.emplace_back();
    for (const bool is_right : {is_precise, recalls})
      summary.own.push_back({CaseVariant{{1, 0, 0, 0}, is_right ? 1.0 : 0.0}});
  }
  return report;
}

}  // namespace

void derived(const Setting& setting) {
  fmt::print(
      "\n**F1 of precision and recall** ({} samples a row; of the intervals that are shown)\n\n"
      "| cases | precision | recall | shown | hold the truth |\n|---|---|---|---|---|\n",
      setting.samples);
  const DerivedMetric metric{"f1", "2 * precision * recall / (precision + recall)"};
  for (const int cases : {100, 300, 1000}) {
    for (const auto& [precision, recall] : {std::pair(0.5, 0.5), {0.8, 0.6}, {0.95, 0.9}}) {
      Random random(setting.seed + 11);
      const double truth = 2 * precision * recall / (precision + recall);
      int shown = 0;
      int covered = 0;
      for (int sample = 0; sample < setting.samples; ++sample) {
        const Estimated f1 = derived_of(f1_report(random, cases, precision, recall), metric, 0);
        if (!f1.low) continue;
        ++shown;
        covered += *f1.low <= truth && truth <= *f1.high ? 1 : 0;
      }
      fmt::print("| {} | {} | {} | {} | {} |\n", cases, precision, recall,
                 percent(share(shown, setting.samples)),
                 shown == 0 ? "" : percent(share(covered, shown)));
    }
  }
}

}  // namespace assay::calibration
