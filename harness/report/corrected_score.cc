#include "harness/report/corrected_score.h"

#include <optional>
#include <vector>

#include "harness/base/count_text.h"
#include "harness/report/cells_of.h"
#include "harness/report/corrected_rate.h"
#include "harness/report/rates.h"
#include "harness/stats/marked_mean.h"

namespace assay {
namespace {

// One answer a case: where a case was asked more often nothing is corrected by marks.
std::vector<MarkedAnswer> marked_answers(const Report& report, std::size_t variant,
                                         std::span<const CaseVariant> cases) {
  std::vector<std::optional<double>> marks(cases.size());
  each_cell_of(report.cells, variant,
               [&](const ReportCell& cell) { marks[cell.id.case_index] = cell.mark; });
  std::vector<MarkedAnswer> answers;
  for (std::size_t i = 0; i < cases.size(); ++i) {
    if (!cases[i].score) continue;
    const bool is_given = report.cases[i].variants[variant].scored() == 0;
    answers.push_back({*cases[i].score, is_given ? std::nullopt : marks[i], is_given});
  }
  return answers;
}

}  // namespace

Estimated corrected_score(const Report& report, std::size_t variant,
                          std::span<const CaseVariant> cases, double confidence) {
  const VariantSummary& of = report.variants[variant];
  const Estimated judged = score_of(cases, confidence);
  switch (of.score_labels.by) {
    case ScoreLabels::By::verdicts:
      return corrected_rate(pass_rate_of(cases, confidence), of.labels, confidence);
    case ScoreLabels::By::marks: {
      const auto mean = marked_mean(marked_answers(report, variant, cases), confidence);
      if (!mean) return judged;
      return {mean->value, mean->interval.low, mean->interval.high, judged.n};
    }
    default:
      return judged;
  }
}

std::string score_correction_text(const ScoreLabels& labels) {
  switch (labels.by) {
    case ScoreLabels::By::verdicts:
      return "judge corrected by " + counted(labels.count, "label");
    case ScoreLabels::By::marks:
      return "judge corrected by " + counted(labels.count, "mark");
    default:
      return labels.why_not.empty() ? "" : "judge; " + labels.why_not;
  }
}

}  // namespace assay
