// What a run is a part of: cells of its suite were left out by flags, not reached
// before a cap or a signal, or not needed for the gates. Every report says so in
// these words, for its numbers read as the suite's otherwise.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "harness/report/report.h"

namespace assay {

struct RunPart {
  std::int64_t cells = 0;           // with an outcome
  std::optional<std::uint64_t> of;  // cells of the suite; absent where they were not counted
  std::string how;                  // "--shard 1/4, --tag x, incomplete"
};

// Nothing: the run is the whole suite's.
std::optional<RunPart> part_of(const Report& report);

// "part: 120 of 1,000 cells (--shard 1/4, --tag x)"; "" for a whole run.
std::string part_text(const Report& report);

}  // namespace assay
