#include "harness/report/corrected_rate.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdint>

#include "harness/base/count_text.h"
#include "harness/report/rates.h"
#include "harness/stats/label_plan.h"

namespace assay {

Estimated corrected_rate(const Estimated& judged, const VariantLabels& labels, double confidence) {
  if (!labels.correct() || !judged.value || !judged.low || !judged.high) return judged;
  const std::optional<Corrected> corrected =
      post_stratified(Part{*judged.value, {*judged.low, *judged.high}}, labels.of_passed,
                      labels.of_failed, confidence, LabelLimits::careful);
  if (!corrected) return judged;
  return {corrected->value, corrected->interval.low, corrected->interval.high, judged.n};
}

std::string more_labels_text(const VariantSummary& variant) {
  const VariantLabels& labels = variant.labels;
  const JudgedRate judged{static_cast<double>(variant.passed), static_cast<double>(variant.failed),
                          labels.of_passed, labels.of_failed};
  const std::optional<ExpectedJudge> judge = expected_judge(judged);
  if (!judge) return "";
  const std::optional<LabelPlan> plan = labels_needed(*judge, variant.scored(), kLabelsHalfWidth,
                                                      kConfidence, LabelSampling::by_verdict);
  if (!plan || plan->labels() <= labels.count) return "";
  const std::int64_t more = plan->labels() - labels.count;
  const std::int64_t of_failed =
      std::clamp<std::int64_t>(plan->judged_fail - std::llround(labels.of_failed.n), 0, more);
  return fmt::format(
      "about {} make it \u00b1{:.0f} points: {} of what was judged a pass, {} of what was judged a "
      "fail",
      counted(more, "more label"), 100 * kLabelsHalfWidth, more - of_failed, of_failed);
}

std::string correction_text(const VariantLabels& labels) {
  if (labels.count == 0) return "";
  const std::string counted_labels = counted(labels.count, "label");
  if (labels.correct()) return "judge corrected by " + counted_labels;
  return "judge; " + counted_labels + " correct nothing, " + std::to_string(kFewestLabels) + " do";
}

}  // namespace assay
