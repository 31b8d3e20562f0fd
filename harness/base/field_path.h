// Where in a JSON value something is, as people write it: `answer`, `inputs.question`,
// `messages[0].content`, or a JSON Pointer (RFC 6901), `/inputs/question`.
#pragma once

#include <string_view>

#include "harness/base/json.h"

namespace assay {

// What is there; nullptr where nothing is. A field whose name is the whole path comes before
// fields inside each other: {"a.b": 1} has `a.b`. An index counts from 0, and
// back from the end below: `messages[-1].content`. In lists a bare number is one, too:
// `messages.0.content`.
const Json* at_field_path(const Json& json, std::string_view path);

}  // namespace assay
