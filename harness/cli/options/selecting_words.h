// What --set and --shard say.
#pragma once

#include <string>

#include "harness/base/result.h"
#include "harness/plan/plan.h"
#include "harness/suite/load.h"

namespace assay {

// "AXIS=VALUE,..."
Result<AxisOverride> parse_axis(const std::string& word);
// "I/N"
Result<Shard> parse_shard(const std::string& word);

}  // namespace assay
