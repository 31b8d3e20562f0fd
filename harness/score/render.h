// An expectation's arguments for one case: templates in them, at any depth,
// rendered from the case's variables.
#pragma once

#include "harness/base/json.h"
#include "harness/base/result.h"
#include "harness/suite/expectation_shape.h"
#include "harness/suite/vars.h"

namespace assay {

// A text that is nothing but {{name}} becomes the variable itself where a list
// or any JSON is asked for, so that a list in a data set stays a list; all
// other templates render to text, which the expectation types again.
Result<Json> render_arguments(const Json& arguments, const ExpectationShape& shape,
                              const Vars& vars);

// The same of one argument that is JSON.
Result<Json> render_json_argument(const Json& argument, const Vars& vars);

}  // namespace assay
