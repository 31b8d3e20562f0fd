// A gate in a run's manifest.
#pragma once

#include "harness/base/json.h"
#include "harness/base/result.h"
#include "harness/suite/suite.h"

namespace assay {

Json gate_to_json(const Gate& gate);
Result<Gate> gate_from_json(const Json& json);

}  // namespace assay
