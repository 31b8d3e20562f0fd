// Parameters in JSON that assay itself wrote, and the way back.
#pragma once

#include "harness/base/json.h"
#include "harness/provider/parameter.h"

namespace assay {

Params params_at(const Json& json, const char* key);  // empty where there is no object
Json params_json(const Params& params);

}  // namespace assay
