// `tools` and `tool_choice` as suites write them, in the shape of chat completions, for formats
// that have another one. What is in such a format's own shape already is left to it.
#pragma once

#include <optional>

#include "harness/base/json.h"
#include "harness/base/result.h"

namespace assay {

// Of {"type":"function","function":{"name":...}} the function; nullptr: a shape of the format's
// own. A usage error for what is no tool.
Result<const Json*> function_of_tool(const Json& tool);

// The list that `translate` makes of each of `tools`.
Result<Json> translate_each_tool(const Json& tools, Result<Json> (*translate)(const Json& tool));

// Of {"type":"function","function":{"name":...}} the name. Nothing: a shape of the format's own. A
// usage error for what is neither; "auto", "none" and "required" are the caller's.
Result<std::optional<Json>> function_of_choice(const Json& choice);

}  // namespace assay
