// Patterns of JSON Schema are ECMA-262's. RE2 reads the common part of both
// alike, but for white space, line ends and \uXXXX.
#pragma once

#include <string_view>

#include "harness/base/result.h"
#include "harness/score/pattern.h"

namespace assay {

// `source` with ECMA-262's \s, \S, `.` and \uXXXX. A usage error for what RE2
// has not, and for `[]` and `[^]`, which it reads otherwise.
Result<Pattern> compile_schema_pattern(std::string_view source);

}  // namespace assay
