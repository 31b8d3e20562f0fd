// The table of graders. A type is a row.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "harness/base/json.h"
#include "harness/import/openai_evals/eval_import.h"
#include "harness/import/outcome.h"

namespace assay {

// What a row makes of a criterion.
struct CriterionReading {
  Json expectation;  // null: nothing is expected
  ImportOutcome outcome = ImportOutcome::native;
  std::string note;
  bool decides = true;  // false: it is measured, with weight 0
};

struct CriterionRow {
  std::string_view type;
  CriterionReading (*read)(EvalImport& import, const Json& criterion);
};

std::span<const CriterionRow> text_criteria();   // string_check, text_similarity
std::span<const CriterionRow> model_criteria();  // label_model, score_model
std::span<const CriterionRow> other_criteria();  // python, and what has no counterpart

CriterionReading refuse_criterion(std::string why);

}  // namespace assay
