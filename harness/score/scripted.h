// Which scripts expectations run.
#pragma once

#include <vector>

#include "harness/score/expectation.h"
#include "harness/suite/suite.h"

namespace assay {

// In their order, groups included; one that several expectations run is there several times.
std::vector<ScriptSource> script_uses(const Expectations& expectations);

}  // namespace assay
