// Durations as people write them.
#pragma once

#include <chrono>
#include <optional>
#include <string_view>

namespace assay {

// "500ms", "90s", "30m", "2h", "1h30m", "1.5s": positive, at least one
// millisecond, at most 1000 days. A bare number has no unit and is refused.
std::optional<std::chrono::milliseconds> parse_duration(std::string_view text);

}  // namespace assay
