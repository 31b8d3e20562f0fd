// What this terminal can do, and what the user wants of it.
#pragma once

#include <string>
#include <string_view>

#include "harness/base/result.h"

namespace assay {

enum class ColourWhen { automatic, always, never };
inline constexpr std::string_view kColourWords[] = {"auto", "always", "never"};  // its words

Result<ColourWhen> parse_colour(const std::string& word);

// --color > NO_COLOR > CLICOLOR_FORCE / FORCE_COLOR > isatty && TERM != dumb.
bool use_colour(ColourWhen wanted, int descriptor);

bool is_terminal(int descriptor);
int terminal_columns(int descriptor);  // 100 where unknown

}  // namespace assay
