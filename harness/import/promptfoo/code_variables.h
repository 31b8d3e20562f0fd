// What a test's variables are to its assertions. Internal to expectations.cc.
#pragma once

#include "harness/base/json.h"

namespace assay {

// Code is told numbers, booleans, maps and lists there, and a suite's variables are texts: those
// that scripts in `expectation` name are put beside them as `vars`. Null `vars`: nobody knows them.
void tell_types(Json& expectation, const Json& vars);

// A metric's name is a template there; where the variables are known, it is filled in.
void fill_metric(Json& assertion, const Json& vars);

}  // namespace assay
