// How each variant of a run was asked, in its manifest: an object a variant,
//
//   {"dialect", "url": open text, "headers": [[name, open text]], "before": text,
//    "after": open text, "stream": bool, "notes": [texts]}
//
// with "method", "body": open text and "is_form": bool of an HTTP application,
// or null where nothing can be said. Open text is text and names of environment
// variables in turn (provider/request_template.h): there is no secret in it.
#pragma once

#include <optional>
#include <vector>

#include "harness/base/json.h"
#include "harness/plan/plan.h"
#include "harness/provider/request_template.h"

namespace assay {

std::vector<std::optional<RequestTemplate>> requests_of(const Plan& plan);

Json to_json(const RequestTemplate& request);
// Nothing for what to_json() does not write.
std::optional<RequestTemplate> request_from_json(const Json& json);

}  // namespace assay
