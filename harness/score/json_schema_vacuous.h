// Whether a JSON Schema can say no at all.
#pragma once

#include "harness/base/json.h"

namespace assay {

// True only if certainly every document is valid: no keyword, or none that can
// reject one, such as {"minLength": 0} or {"properties": {"a": {}}}. `schema` has
// been found well formed; what a `$ref` names is not followed, and may reject.
bool accepts_everything(const Json& schema);

}  // namespace assay
