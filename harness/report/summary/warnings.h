// What a reader must know before trusting a report's numbers.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "harness/report/report.h"

namespace assay {

// Of a run whose replies come from the built-in model server.
inline constexpr std::string_view kSimulatedWarning =
    "replies are simulated: the numbers say nothing about a real model";

// Sentences, gravest first, from a report that is otherwise complete. They may
// quote names that models and providers sent: hostile.
std::vector<std::string> warnings_of(const Report& report);

}  // namespace assay
