// A comparison for people, as the console and assay compare print it.
#pragma once

#include <cstddef>
#include <string>

#include "harness/report/comparison.h"

namespace assay {

// Table, sentences on what is open, flips and notes; terminal-safe lines at most
// about `width` wide.
std::string comparison_text(const Comparison& comparison, std::size_t width);

}  // namespace assay
