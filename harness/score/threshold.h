// Values in [0, 1] that pass from a threshold on.
#pragma once

#include <string_view>

#include "harness/base/json.h"
#include "harness/base/result.h"
#include "harness/score/expectation.h"

namespace assay {

// 'at_least'; a usage error for one that everything or nothing reaches.
Result<double> read_threshold(const Json& arguments, double otherwise);

// "BLEU is 0.312, less than 0.5". A value within the rounding of doubles, 1e-12, of the threshold
// is it.
Judgement grade(double value, double at_least, std::string_view name);

// A usage error: without characters or words, a reference would be equal to any
// other such text.
tl::unexpected<Error> nothing_to_compare(std::string_view reference);

}  // namespace assay
