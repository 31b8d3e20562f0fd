// The calls of a reply against a list of expected ones.
#pragma once

#include "harness/base/json.h"
#include "harness/base/result.h"
#include "harness/score/expectation.h"

namespace assay {

// The row `tool_calls`. A call is paired with at most one expected call, and as many
// are paired as can be: in any order, or in that of the list. Precision is the share of
// the calls that are paired, recall that of the expected ones; both are 0 when nothing
// is paired, and so is F1, their harmonic mean.
Result<Judge> compile_tool_calls(const Json& arguments);

}  // namespace assay
