// An answer and a reference ("\x1e" between them): every metric of overlap lies in
// [0, 1], and a text is as near to itself as its metric knows.
#include <algorithm>
#include <string>

#include "harness/base/text.h"
#include "tests/fuzz/expectation_fuzz.h"

namespace {

const char* const kMetrics[] = {"rouge_1", "rouge_2", "rouge_l", "bleu",       "gleu",
                                "meteor",  "chrf",    "similar", "levenshtein"};

assay::Json arguments_of(std::string_view metric, std::string_view reference) {
  assay::Json arguments{{"to", assay::to_valid_utf8(reference)}};
  if (metric == "levenshtein") arguments["at_most"] = 0;
  return arguments;
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
    assay::judge_fuzzed(*judge, answer);
    const std::string same = arguments["to"];
    assay::require(assay::judge_fuzzed(*judge, same).value >=
                   (std::string_view(metric) == "meteor" ? 0.5 : 0.999));
  }
}
