// How much a suite's TextBudget is asked for.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "harness/base/json.h"
#include "harness/suite/suite.h"

namespace assay {

// About the memory that a copy takes.
std::uint64_t weight(const Json& value);
std::uint64_t weight(const Vars& vars);
std::uint64_t weight(const Params& params);
std::uint64_t weight(const std::vector<std::string>& texts);
std::uint64_t weight(const Reading& reading);
std::uint64_t weight(const Expectations& expectations);
// But for their expectations, which copies share.
std::uint64_t weight(const std::vector<Turn>& turns);
// Expectations, with those inside others.
std::uint64_t count(const Expectations& expectations);

}  // namespace assay
