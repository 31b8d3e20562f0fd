// What expectations ask people.
#pragma once

#include <cstdint>

#include "harness/suite/suite.h"

namespace assay {

// How many questions to people are among them, groups included.
std::int64_t people_questions(const Expectations& expectations);

}  // namespace assay
