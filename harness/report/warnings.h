// What a reader must know before trusting a report's numbers.
#pragma once

#include <string>
#include <vector>

#include "harness/report/report.h"

namespace assay {

// Sentences, gravest first, from a report that is otherwise complete. They may
// quote names that models and providers sent: hostile.
std::vector<std::string> warnings_of(const Report& report);

}  // namespace assay
