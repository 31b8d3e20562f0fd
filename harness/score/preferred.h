// Which variant's answers a preference is over.
#pragma once

#include <optional>

#include "harness/suite/suite.h"

namespace assay {

// Of an expectation that compares answers; nothing for any other, and where what stands there
// is refused.
std::optional<Selector> over_of(const Expectation& expectation);

}  // namespace assay
