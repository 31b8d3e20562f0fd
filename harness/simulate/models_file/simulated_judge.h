// A simulated model that judges with a chosen error. Data, and the table of what it can
// say in place of a verdict.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "harness/simulate/models_file/question_pattern.h"

namespace assay {

enum class JudgeEnding { stop, length, refusal };

// A way to say a verdict, or not to. `form` is text for fmt, with the named arguments
// key, value, reason: what the verdict is; other_value, other_reason: what it is not;
// beyond, mistyped: values that were not asked for. All are JSON.
struct JudgeManner {
  std::string_view name;
  std::string_view form;
  JudgeEnding ending = JudgeEnding::stop;
};

std::span<const JudgeManner> judge_manners();  // the first is what was asked for

// What tells a good answer or a bad one: text that it contains, or a match.
struct TruthPattern {
  std::string text;
  std::optional<QuestionPattern> regex;  // instead of the text
};

struct SimulatedJudge {
  double sensitivity = 1;  // P(pass), of a good answer
  double specificity = 1;  // P(fail), of a bad one
  std::string pass_reason = "The answer is right.";
  std::string fail_reason = "The answer is not right.";
  // The first of these that the schema offers; the first at all where there is none. By
  // default those of assay's own rubrics.
  std::vector<std::string> pass_labels = {"pass", "same"};
  std::vector<std::string> fail_labels = {"fail", "conflict"};
  std::optional<std::pair<std::int64_t, std::int64_t>> scale;  // where there is no schema
  // Where no answer rule knows the question.
  std::vector<TruthPattern> good;
  std::vector<TruthPattern> bad;
  std::vector<std::pair<const JudgeManner*, double>> says;  // probabilities, at most 1 in all
};

}  // namespace assay
