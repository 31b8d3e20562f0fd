// The `scale` and `at_least` of an expectation that somebody answers by a mark.
#pragma once

#include <optional>
#include <string>
#include <utility>

#include "harness/base/json.h"
#include "harness/base/result.h"

namespace assay {

struct Marks {
  std::pair<int, int> ends;
  std::string meanings;  // of marks, as lines of a criterion; "": they have none
};

// [1, 5], or {1: "misses the point", 5: "covers every point"}.
Result<Marks> read_marks(const Json& json);

// The mark from which on an answer passes; 0 without a scale. A usage error where every mark
// passes, or none.
Result<double> read_threshold(const Json& arguments,
                              const std::optional<std::pair<int, int>>& scale);

}  // namespace assay
