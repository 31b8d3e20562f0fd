// The manifest's "requests": how each variant was asked, an object a variant:
//
//   {"dialect", "url": open text, "headers": [[name, open text]], "before": text,
//    "after": open text, "stream": bool, "notes": [texts]}
//
// or null where nothing can be said. Open text is text and names of environment
// variables in turn (provider/request_template.h): there is no secret in it.
#pragma once

#include "harness/base/json.h"
#include "harness/plan/plan.h"
#include "harness/provider/request_template.h"

namespace assay {

Json requests_json(const Plan& plan);

// Nothing for what requests_json() does not write.
std::optional<RequestTemplate> request_from_json(const Json& json);

}  // namespace assay
