// What arguments may not be once templates are rendered: an expectation whose
// text is empty passes for every answer, and a column without a value must not
// read as a right one.
#pragma once

#include <string>
#include <vector>

#include "harness/base/json.h"
#include "harness/base/result.h"
#include "harness/suite/expectation_shape.h"
#include "harness/suite/vars.h"

namespace assay {

// A usage error for a text, a list or a pattern of `rendered` that is empty, is
// white space only, or is a pattern that every text matches; it names the
// variables of `written` that were empty.
Result<void> refuse_empty(const ExpectationShape& shape, const Json& written, const Json& rendered,
                          const Vars& vars);

// What is worth a word and is no error: "'pattern': RE2's \b knows ASCII only".
std::vector<std::string> argument_warnings(const ExpectationShape& shape, const Json& rendered);

}  // namespace assay
