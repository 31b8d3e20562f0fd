// Durations as people write them: in flags, suites and every other file.
#pragma once

#include <chrono>
#include <string_view>

#include "harness/base/result.h"

namespace assay {

// Numbers with a unit (d, h, m, s, ms), the units falling and each at most once:
// "500ms", "1.5s", "30m", "1h30m", "2d". Decimals are exact: the sum is a whole
// number of milliseconds, at least one and at most 1000 days, or refused. So is
// a bare number, which has no unit. A usage error reads "must be ...".
Result<std::chrono::milliseconds> parse_duration(std::string_view text);

}  // namespace assay
