// How a program ended, in words.
#pragma once

#include <string>

#include "harness/base/clock.h"
#include "harness/script/keeper.h"

namespace assay {

// "it ended without an answer, with exit code 7"
// The pipe may close before the keeper has told how the program ended, and the other way round.
inline constexpr Nanoseconds kUntilEndIsTold = milliseconds{400};
inline constexpr Nanoseconds kUntilOutputEnds = milliseconds{1000};

std::string end_text(const ProgramEnd& end);
std::string seconds_text(milliseconds time);  // "0.5 s"

}  // namespace assay
