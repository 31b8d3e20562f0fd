// How labels agree: of a rater with themselves, with other raters and with the judge.
#pragma once

#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "harness/base/result.h"
#include "harness/report/gold/gold_labels.h"
#include "harness/report/label/sample.h"

namespace assay {

// `labels`: by AnswerRecord::file. In words, a line each without its newline; names of raters are
// as they were written. To be told only after the last answer: who knows how the judge sees them
// labels otherwise.
Result<std::vector<std::string>> agreement_lines(std::span<const SampledAnswer> sample,
                                                 const std::map<std::string, GoldLabels>& labels,
                                                 std::string_view rater);

}  // namespace assay
