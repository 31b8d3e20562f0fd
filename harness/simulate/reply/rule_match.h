// Which answer rule knows a question.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "harness/simulate/models_file/models_file.h"

namespace assay {

struct RuleMatch {
  const AnswerRule* rule;
  std::vector<std::string_view> groups;  // as QuestionPattern::match() gives them
};

// The first rule of `file` that `is_eligible` and matches.
template <class Eligible>
std::optional<RuleMatch> match_rule(const ModelsFile& file, std::string_view question,
                                    const Eligible& is_eligible) {
  for (const AnswerRule& rule : file.answers) {
    if (!is_eligible(rule)) continue;
    if (auto groups = rule.when.match(question)) return RuleMatch{&rule, std::move(*groups)};
  }
  return std::nullopt;
}

// {"answer": text}: what JSON mode makes of it.
std::string answer_in_json(std::string_view text);

}  // namespace assay
