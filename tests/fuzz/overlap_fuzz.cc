// An answer and a reference ("\x1e" between them): every metric of overlap lies in
// [0, 1], and a text is as near to itself as its metric knows.
#include <algorithm>
#include <string>

#include "harness/base/text.h"
#include "harness/score/expectation.h"
#include "tests/fuzz/fuzz_target.h"

namespace {

const char* const kMetrics[] = {"rouge_1", "rouge_2", "rouge_l", "bleu",       "gleu",
                                "meteor",  "chrf",    "similar", "levenshtein"};

assay::Json arguments_of(std::string_view metric, std::string_view reference) {
  assay::Json arguments{{"to", assay::to_valid_utf8(reference)}};
  if (metric == "levenshtein") arguments["at_most"] = 0;
  return arguments;
}

double value_of(const assay::Judge& judge, std::string_view answer) {
  assay::Subject subject;
  subject.text = answer;
  const assay::Judgement judgement = judge(subject);
  assay::require(judgement.passed || !judgement.reason.empty());
  assay::require(judgement.value >= 0 && judgement.value <= 1);
  return judgement.value;
}

}  // namespace

FUZZ_TARGET(overlap) {
  const std::size_t end = std::min(input.find('\x1e'), input.size());
  const std::string_view answer = input.substr(0, end);
  const std::string_view reference = input.substr(std::min(end + 1, input.size()));
  for (const char* metric : kMetrics) {
    const assay::Json arguments = arguments_of(metric, reference);
    const auto judge = assay::find_expectation(metric)->compile(arguments);
    if (!judge) {
      assay::require(!judge.error().message.empty());
      continue;
    }
    value_of(*judge, answer);
    const std::string same = arguments["to"];
    assay::require(value_of(*judge, same) >= (std::string_view(metric) == "meteor" ? 0.5 : 0.999));
  }
}
