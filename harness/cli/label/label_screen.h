// An answer as `assay label` shows it: all that a model or a suite wrote stands behind a
// mark at the left, so that no line of it reads as one of assay's.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "harness/report/label/answers.h"

namespace assay {

// Hostile text made inert: lines of at most `columns` on a terminal; 0: as they are.
std::string behind_mark(std::string_view text, std::size_t columns);

std::string shown_answer(const AnswerText& text, std::size_t columns);

}  // namespace assay
